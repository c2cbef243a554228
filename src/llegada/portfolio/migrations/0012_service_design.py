"""The design of a version, the operation of a service, and what a schedule needs of a milestone.

SQLite makes the table of milestones anew to add columns to it, which would lose its triggers and trip over those that speak of
it: they are lifted before and put back as they were after. PostgreSQL leaves them where they are.
"""

import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

LIFTED = []


def lift_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%portfolio_milestone%'"
        )
        LIFTED[:] = cursor.fetchall()
    for name, _ in LIFTED:
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)


def put_back_triggers(apps, schema_editor):
    while LIFTED:
        schema_editor.execute(LIFTED.pop()[1], params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_notices"),
        ("indicators", "0002_frozen_in_force"),
        ("portfolio", "0011_strategy_parts"),
    ]

    operations = [
        migrations.RunPython(lift_triggers, put_back_triggers),
        migrations.AddField(
            model_name="milestone",
            name="control_point",
            field=models.CharField(blank=True, max_length=300, verbose_name="punto de control"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="starts_after",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="empieza después del hito n.º"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="wait_days",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="días de espera"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_after__isnull", True), ("starts_after__lt", models.F("position")), _connector="OR"
                ),
                name="milestone_starts_after_earlier",
                violation_error_message="Un hito empieza después de uno anterior en la lista.",
            ),
        ),
        migrations.RunPython(put_back_triggers, lift_triggers),
        migrations.CreateModel(
            name="ActivationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                ("what", models.CharField(max_length=250, verbose_name="qué se hace")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("event", "Evento"), ("training", "Entrenamiento"), ("other", "Otra acción")],
                        max_length=8,
                        verbose_name="clase",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="hecho el")),
                ("proof", models.CharField(blank=True, max_length=300, verbose_name="con qué se comprueba")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="portfolio.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "key"), name="activationstep_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="activationstep_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "event", "training", "other"])),
                        name="activationstep_kind_known",
                    ),
                ],
                "verbose_name": "paso de activación",
                "verbose_name_plural": "pasos de activación",
                "ordering": ["service", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CapacityGap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("processes", "Procesos y procedimientos"),
                            ("information", "Sistemas de información"),
                            ("technologies", "Tecnologías aplicadas"),
                            ("methods", "Métodos y metodologías"),
                            ("structure", "Estructura organizacional"),
                            ("skills", "Habilidades individuales y decisiones efectivas"),
                            ("relations", "Relacionamiento"),
                            ("participation", "Participación"),
                            ("transparency", "Transparencia"),
                        ],
                        max_length=16,
                        verbose_name="nivel",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("administrative", "Administrativa"), ("agency", "Capacidad de agencia")],
                        max_length=14,
                        verbose_name="lado de la capacidad",
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("administrative", "Administrativa"),
                            ("political", "Política"),
                            ("both", "Administrativa y política"),
                        ],
                        max_length=14,
                        verbose_name="tipo de capacidad",
                    ),
                ),
                ("description", models.TextField(verbose_name="qué falta")),
                ("measure", models.CharField(blank=True, max_length=80, verbose_name="unidad de medida")),
                (
                    "present_value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="valor actual"
                    ),
                ),
                (
                    "wanted_value",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="valor deseado"
                    ),
                ),
                ("workshop_on", models.DateField(blank=True, null=True, verbose_name="fecha del taller conjunto")),
                ("workshop_record", models.TextField(blank=True, verbose_name="registro del taller conjunto")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gaps", to="portfolio.serviceversion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="capacitygap_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                [
                                    "",
                                    "processes",
                                    "information",
                                    "technologies",
                                    "methods",
                                    "structure",
                                    "skills",
                                    "relations",
                                    "participation",
                                    "transparency",
                                ],
                            )
                        ),
                        name="capacitygap_level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["", "administrative", "agency"])),
                        name="capacitygap_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__in", ["", "administrative", "political", "both"])),
                        name="capacitygap_capacity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True), name="capacitygap_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", ""), _negated=True),
                            models.Q(("present_value__isnull", True), ("wanted_value__isnull", True)),
                            _connector="OR",
                        ),
                        name="capacitygap_value_has_measure",
                        violation_error_message="Un valor necesita su unidad de medida.",
                    ),
                ],
                "verbose_name": "brecha de capacidad",
                "verbose_name_plural": "brechas de capacidad",
                "ordering": ["version", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CapacityObjective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                ("text", models.TextField(verbose_name="objetivo")),
                ("is_realistic", models.BooleanField(default=False, verbose_name="es realista")),
                ("realistic_how", models.TextField(blank=True, verbose_name="con qué recursos se alcanza")),
                ("is_effective", models.BooleanField(default=False, verbose_name="es eficaz")),
                ("effective_how", models.TextField(blank=True, verbose_name="por qué sirve también en el futuro")),
                ("is_coherent", models.BooleanField(default=False, verbose_name="es coherente")),
                ("coherent_how", models.TextField(blank=True, verbose_name="por qué no impide otro objetivo")),
                ("is_quantifiable", models.BooleanField(default=False, verbose_name="es cuantificable")),
                ("quantifiable_how", models.TextField(blank=True, verbose_name="cómo se mide en el tiempo")),
                (
                    "gaps",
                    models.ManyToManyField(
                        blank=True,
                        related_name="objectives",
                        to="portfolio.capacitygap",
                        verbose_name="brechas que cierra",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objectives",
                        to="portfolio.serviceversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="capacityobjective_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="capacityobjective_says_something"
                    ),
                ],
                "verbose_name": "objetivo de capacidad",
                "verbose_name_plural": "objetivos de capacidad",
                "ordering": ["version", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DesignCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                ("item", models.CharField(max_length=200, verbose_name="rubro")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("operation", "Funcionamiento"),
                            ("investment", "Inversión"),
                            ("transfers", "Sistema General de Participaciones"),
                            ("royalties", "Regalías"),
                            ("cooperation", "Cooperación"),
                            ("own", "Recursos propios"),
                            ("other", "Otra fuente"),
                        ],
                        max_length=12,
                        verbose_name="fuente de financiación",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="año",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="valor en pesos"
                    ),
                ),
                ("operation", models.CharField(blank=True, max_length=200, verbose_name="forma de operación")),
                (
                    "administration",
                    models.CharField(blank=True, max_length=200, verbose_name="forma de administración"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="costs", to="portfolio.serviceversion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="designcost_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "",
                                    "operation",
                                    "investment",
                                    "transfers",
                                    "royalties",
                                    "cooperation",
                                    "own",
                                    "other",
                                ],
                            )
                        ),
                        name="designcost_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year__isnull", True), models.Q(("year__gte", 2000), ("year__lte", 2100)), _connector="OR"
                        ),
                        name="designcost_year_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("item", ""), _negated=True), name="designcost_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gte", 0), _connector="OR"),
                        name="designcost_not_negative",
                        violation_error_message="Un costo no puede ser negativo.",
                    ),
                ],
                "verbose_name": "costo",
                "verbose_name_plural": "costos",
                "ordering": ["version", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DesignIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                (
                    "goal_value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name="meta"),
                ),
                (
                    "goal_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="año de la meta",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="indicators.indicatorsheet",
                        verbose_name="ficha del indicador",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="portfolio.serviceversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="designindicator_key_once"),
                    models.UniqueConstraint(
                        fields=("version", "sheet", "goal_year"),
                        name="designindicator_once_a_year",
                        violation_error_message="El mismo indicador tiene dos metas del mismo año. Deje una.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goal_year__isnull", True),
                            models.Q(("goal_year__gte", 2000), ("goal_year__lte", 2100)),
                            _connector="OR",
                        ),
                        name="designindicator_year_sane",
                    ),
                ],
                "verbose_name": "indicador del servicio",
                "verbose_name_plural": "indicadores del servicio",
                "ordering": ["version", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DesignSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("concept", "Concepto"), ("record", "Registro"), ("report", "Informe")],
                        max_length=8,
                        verbose_name="termina en",
                    ),
                ),
                ("topics", models.TextField(blank=True, verbose_name="temas")),
                (
                    "day_kind",
                    models.CharField(
                        choices=[("working", "Días hábiles"), ("calendar", "Días calendario")],
                        default="working",
                        max_length=8,
                        verbose_name="los días del cronograma son",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="design",
                        to="portfolio.serviceversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ending__in", ["", "concept", "record", "report"])),
                        name="designsheet_ending_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("day_kind__in", ["working", "calendar"])), name="designsheet_day_kind_known"
                    ),
                ],
                "verbose_name": "ficha de diseño",
                "verbose_name_plural": "fichas de diseño",
            },
        ),
        migrations.CreateModel(
            name="FieldAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="respuesta")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="portfolio.serviceversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="fieldanswer_says_something"
                    )
                ],
                "verbose_name": "respuesta de un campo propio",
                "verbose_name_plural": "respuestas de campos propios",
                "ordering": ["field_id"],
            },
        ),
        migrations.CreateModel(
            name="GovernanceBody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                ("name", models.CharField(max_length=200, verbose_name="instancia")),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[("national", "Nacional"), ("territorial", "Territorial"), ("joint", "Conjunta")],
                        max_length=12,
                        verbose_name="nivel",
                    ),
                ),
                ("role", models.TextField(blank=True, verbose_name="qué hace y quiénes la integran")),
                ("frequency", models.CharField(blank=True, max_length=120, verbose_name="cada cuánto se reúne")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bodies", to="portfolio.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "key"), name="governancebody_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="governancebody_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["", "national", "territorial", "joint"])),
                        name="governancebody_tier_known",
                    ),
                ],
                "verbose_name": "instancia de gobernanza",
                "verbose_name_plural": "instancias de gobernanza",
                "ordering": ["service", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OperationSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("national_role", models.TextField(blank=True, verbose_name="qué hace el equipo nacional")),
                ("territorial_role", models.TextField(blank=True, verbose_name="qué hacen los equipos territoriales")),
                ("closing_review", models.TextField(blank=True, verbose_name="revisión de cierre")),
                ("replacement", models.TextField(blank=True, verbose_name="qué lo reemplaza")),
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="operation", to="portfolio.service"
                    ),
                ),
            ],
            options={
                "verbose_name": "ficha de operación",
                "verbose_name_plural": "fichas de operación",
            },
        ),
        migrations.CreateModel(
            name="ServiceActor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField(verbose_name="orden")),
                ("name", models.CharField(max_length=200, verbose_name="organización o rol")),
                (
                    "ecosystem",
                    models.CharField(
                        blank=True,
                        choices=[("internal", "Interno"), ("external", "Externo")],
                        max_length=8,
                        verbose_name="ecosistema",
                    ),
                ),
                (
                    "interest",
                    models.CharField(
                        blank=True,
                        choices=[("high", "Alto"), ("medium", "Medio"), ("low", "Bajo")],
                        max_length=6,
                        verbose_name="interés",
                    ),
                ),
                (
                    "influence",
                    models.CharField(
                        blank=True,
                        choices=[("high", "Alto"), ("medium", "Medio"), ("low", "Bajo")],
                        max_length=6,
                        verbose_name="influencia",
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        blank=True,
                        choices=[("for", "A favor"), ("neutral", "Neutral"), ("against", "En contra")],
                        max_length=8,
                        verbose_name="posición",
                    ),
                ),
                ("brings", models.TextField(blank=True, verbose_name="qué aporta")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actors", to="portfolio.service"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "key"), name="serviceactor_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="serviceactor_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ecosystem__in", ["", "internal", "external"])),
                        name="serviceactor_ecosystem_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interest__in", ["", "high", "medium", "low"])),
                        name="serviceactor_interest_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("influence__in", ["", "high", "medium", "low"])),
                        name="serviceactor_influence_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["", "for", "neutral", "against"])),
                        name="serviceactor_stance_known",
                    ),
                ],
                "verbose_name": "actor del servicio",
                "verbose_name_plural": "actores del servicio",
                "ordering": ["service", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="UnitField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="nombre")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Texto"),
                            ("number", "Número"),
                            ("date", "Fecha"),
                            ("choice", "Una opción de una lista"),
                        ],
                        max_length=8,
                        verbose_name="qué recibe",
                    ),
                ),
                ("options", models.TextField(blank=True, verbose_name="opciones")),
                ("help_text", models.CharField(blank=True, max_length=300, verbose_name="ayuda")),
                ("is_required", models.BooleanField(default=False, verbose_name="obligatorio")),
                ("is_active", models.BooleanField(default=True, verbose_name="en uso")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_fields",
                        to="accounts.orgunit",
                        verbose_name="dependencia",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "name"),
                        name="unitfield_name_once",
                        violation_error_message="La dependencia ya tiene un campo con ese nombre.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["text", "number", "date", "choice"])),
                        name="unitfield_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), _negated=True),
                            models.Q(("options", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="unitfield_choice_has_options",
                        violation_error_message="Escriba las opciones, una por línea.",
                    ),
                ],
                "verbose_name": "campo propio",
                "verbose_name_plural": "campos propios",
                "ordering": ["unit", "pk"],
            },
        ),
        migrations.AddField(
            model_name="fieldanswer",
            name="field",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="portfolio.unitfield",
                verbose_name="campo",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldanswer",
            constraint=models.UniqueConstraint(fields=("version", "field"), name="fieldanswer_once"),
        ),
    ]
