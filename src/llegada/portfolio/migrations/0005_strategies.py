"""Strategies with their goals and criteria, and the rounds in which the committee decides on them."""

import uuid

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_person_search_text'),
        ('portfolio', '0004_service_revision'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalStrategy',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='vigencia')),
                ('status', models.CharField(choices=[('draft', 'Borrador'), ('in_review', 'En revisión'), ('presented', 'Presentada'), ('approved', 'Aprobada'), ('returned', 'Devuelta'), ('not_approved', 'No aprobada'), ('in_implementation', 'En implementación'), ('in_adjustment', 'En ajuste'), ('closed', 'Cerrada'), ('archived', 'Archivada')], default='draft', max_length=18, verbose_name='estado')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='revisión')),
                ('name', models.CharField(max_length=200, verbose_name='nombre')),
                ('objective', models.TextField(blank=True, verbose_name='objetivo')),
                ('is_determinate', models.BooleanField(default=False, verbose_name='el objetivo es determinado')),
                ('is_measurable', models.BooleanField(default=False, verbose_name='el objetivo es medible')),
                ('is_verifiable', models.BooleanField(default=False, verbose_name='el objetivo es verificable')),
                ('expected_impact', models.TextField(blank=True, verbose_name='objetivo general e impacto esperado')),
                ('unit_experience', models.TextField(blank=True, verbose_name='experiencia y capacidad de la dependencia')),
                ('earlier_results', models.TextField(blank=True, verbose_name='resultados de intervenciones anteriores')),
                ('scale', models.CharField(blank=True, choices=[('national', 'Nacional'), ('regional', 'Regional'), ('departmental', 'Departamental'), ('local', 'Local')], max_length=12, verbose_name='escala territorial')),
                ('capacity_kind', models.CharField(blank=True, choices=[('administrative', 'Administrativa'), ('political', 'Política'), ('both', 'Administrativa y política')], max_length=14, verbose_name='clase de capacidad')),
                ('horizon', models.CharField(blank=True, choices=[('implantation', 'Implantación, corto plazo'), ('consolidation', 'Consolidación, mediano plazo')], max_length=14, verbose_name='horizonte')),
                ('origin', models.CharField(blank=True, choices=[('top_down', 'Decisión del nivel nacional'), ('co_designed', 'Diseño conjunto con el territorio'), ('demand', 'Demanda de las entidades')], max_length=12, verbose_name='origen')),
                ('external_funding', models.TextField(blank=True, verbose_name='recursos externos de los que depende')),
                ('sustainability_plan', models.TextField(blank=True, verbose_name='plan de sostenibilidad')),
                ('evidence', models.TextField(blank=True, verbose_name='datos y lineamientos que la sustentan')),
                ('objectives_review', models.TextField(blank=True, verbose_name='revisión de los objetivos')),
                ('management_report', models.TextField(blank=True, verbose_name='informe de gerencia')),
                ('created_at', models.DateTimeField(verbose_name='creada')),
                ('updated_at', models.DateTimeField(verbose_name='actualizada')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('edited_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='última persona que la editó')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.organization', verbose_name='organización')),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.orgunit', verbose_name='dependencia')),
            ],
            options={
                'verbose_name': 'historical estrategia',
                'verbose_name_plural': 'historical estrategias',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Strategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='vigencia')),
                ('status', models.CharField(choices=[('draft', 'Borrador'), ('in_review', 'En revisión'), ('presented', 'Presentada'), ('approved', 'Aprobada'), ('returned', 'Devuelta'), ('not_approved', 'No aprobada'), ('in_implementation', 'En implementación'), ('in_adjustment', 'En ajuste'), ('closed', 'Cerrada'), ('archived', 'Archivada')], default='draft', max_length=18, verbose_name='estado')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='revisión')),
                ('name', models.CharField(max_length=200, verbose_name='nombre')),
                ('objective', models.TextField(blank=True, verbose_name='objetivo')),
                ('is_determinate', models.BooleanField(default=False, verbose_name='el objetivo es determinado')),
                ('is_measurable', models.BooleanField(default=False, verbose_name='el objetivo es medible')),
                ('is_verifiable', models.BooleanField(default=False, verbose_name='el objetivo es verificable')),
                ('expected_impact', models.TextField(blank=True, verbose_name='objetivo general e impacto esperado')),
                ('unit_experience', models.TextField(blank=True, verbose_name='experiencia y capacidad de la dependencia')),
                ('earlier_results', models.TextField(blank=True, verbose_name='resultados de intervenciones anteriores')),
                ('scale', models.CharField(blank=True, choices=[('national', 'Nacional'), ('regional', 'Regional'), ('departmental', 'Departamental'), ('local', 'Local')], max_length=12, verbose_name='escala territorial')),
                ('capacity_kind', models.CharField(blank=True, choices=[('administrative', 'Administrativa'), ('political', 'Política'), ('both', 'Administrativa y política')], max_length=14, verbose_name='clase de capacidad')),
                ('horizon', models.CharField(blank=True, choices=[('implantation', 'Implantación, corto plazo'), ('consolidation', 'Consolidación, mediano plazo')], max_length=14, verbose_name='horizonte')),
                ('origin', models.CharField(blank=True, choices=[('top_down', 'Decisión del nivel nacional'), ('co_designed', 'Diseño conjunto con el territorio'), ('demand', 'Demanda de las entidades')], max_length=12, verbose_name='origen')),
                ('external_funding', models.TextField(blank=True, verbose_name='recursos externos de los que depende')),
                ('sustainability_plan', models.TextField(blank=True, verbose_name='plan de sostenibilidad')),
                ('evidence', models.TextField(blank=True, verbose_name='datos y lineamientos que la sustentan')),
                ('objectives_review', models.TextField(blank=True, verbose_name='revisión de los objetivos')),
                ('management_report', models.TextField(blank=True, verbose_name='informe de gerencia')),
                ('created_at', models.DateTimeField(verbose_name='creada')),
                ('updated_at', models.DateTimeField(verbose_name='actualizada')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('earlier', models.ManyToManyField(blank=True, related_name='later', to='portfolio.strategy', verbose_name='estrategias anteriores')),
                ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='última persona que la editó')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strategies', to='accounts.organization', verbose_name='organización')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strategies', to='accounts.orgunit', verbose_name='dependencia')),
            ],
            options={
                'verbose_name': 'estrategia',
                'verbose_name_plural': 'estrategias',
                'ordering': ['-year', 'name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CommitteeRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='ronda')),
                ('opened_at', models.DateTimeField(verbose_name='abierta')),
                ('sheet_count', models.PositiveSmallIntegerField(default=0, verbose_name='planillas')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='cerrada')),
                ('met_on', models.DateField(blank=True, null=True, verbose_name='fecha de la reunión')),
                ('act_number', models.CharField(blank=True, max_length=40, verbose_name='número del acta')),
                ('outcome', models.CharField(blank=True, choices=[('approve', 'Aprobar'), ('return', 'Devolver'), ('reject', 'No aprobar')], max_length=8, verbose_name='decisión')),
                ('members', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='miembros')),
                ('quorum', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='quórum')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='portfolio.strategy', verbose_name='estrategia')),
            ],
            options={
                'verbose_name': 'ronda del comité',
                'verbose_name_plural': 'rondas del comité',
                'ordering': ['strategy', '-number'],
            },
        ),
        migrations.CreateModel(
            name='StrategyAspect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aspect', models.CharField(choices=[('orientation_integrated', 'Integrada'), ('orientation_strengthens', 'Repercute en el fortalecimiento'), ('orientation_focused', 'Focalizada'), ('orientation_innovative', 'Innovadora'), ('orientation_results', 'Orientada a resultados'), ('orientation_differentiated', 'Diferenciada'), ('orientation_aligned', 'Alineada'), ('conduct_market', 'Crea un mercado de soluciones con actores nuevos'), ('conduct_modular', 'Oferta y demanda modulables'), ('conduct_exchange', 'Intercambio, propagación y replicabilidad'), ('trigger_disruption', 'Disrupción de procesos'), ('trigger_drivers', 'Impulsores de cambio'), ('trigger_value', 'Intercambio de valor'), ('trigger_ecosystem', 'Ecosistema de soluciones'), ('trigger_currencies', 'Monedas de intercambio'), ('trigger_other', 'Otro detonador'), ('switch_articulation', 'Articulación'), ('switch_alignment', 'Alineación'), ('switch_innovation', 'Innovación'), ('switch_differentiation', 'Diferenciación'), ('switch_collaboration', 'Colaboración'), ('switch_proactivity', 'Proactividad'), ('switch_other', 'Otro interruptor')], max_length=40, verbose_name='aspecto')),
                ('text', models.TextField(verbose_name='justificación')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aspects', to='portfolio.strategy', verbose_name='estrategia')),
            ],
            options={
                'verbose_name': 'aspecto de la estrategia',
                'verbose_name_plural': 'aspectos de la estrategia',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StrategyGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('name', models.CharField(max_length=200, verbose_name='meta')),
                ('measure', models.CharField(max_length=80, verbose_name='unidad de medida')),
                ('target', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='valor por alcanzar')),
                ('due_year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='año')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='portfolio.strategy', verbose_name='estrategia')),
            ],
            options={
                'verbose_name': 'meta de la estrategia',
                'verbose_name_plural': 'metas de la estrategia',
                'ordering': ['strategy', 'position'],
            },
        ),
        migrations.CreateModel(
            name='CommitteeSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('approve', 'Aprobar'), ('return', 'Devolver'), ('reject', 'No aprobar')], max_length=8, verbose_name='decisión')),
                ('comments', models.TextField(blank=True, verbose_name='comentarios')),
                ('written_at', models.DateTimeField(verbose_name='escrita')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='miembro')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='portfolio.committeeround', verbose_name='ronda')),
            ],
            options={
                'verbose_name': 'planilla del comité',
                'verbose_name_plural': 'planillas del comité',
                'ordering': ['round', 'written_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('round', 'member'), name='committeesheet_once', violation_error_message='Usted ya decidió en esta ronda.'), models.CheckConstraint(condition=models.Q(('decision__in', ['approve', 'return', 'reject'])), name='committeesheet_decision_known'), models.CheckConstraint(condition=models.Q(('decision', 'approve'), models.Q(('comments', ''), _negated=True), _connector='OR'), name='committeesheet_says_why', violation_error_message='Para devolver o no aprobar, escriba por qué.')],
            },
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in_review', 'presented', 'approved', 'returned', 'not_approved', 'in_implementation', 'in_adjustment', 'closed', 'archived'])), name='strategy_status_known'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='strategy_year_sane'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.UniqueConstraint(fields=('organization', 'year', 'name'), name='strategy_name_once_a_year', violation_error_message='La organización ya tiene una estrategia con ese nombre en esa vigencia.'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('draft', 'returned', 'in_adjustment')), models.Q(models.Q(('objective', ''), _negated=True), models.Q(('expected_impact', ''), _negated=True), models.Q(('unit_experience', ''), _negated=True), models.Q(('earlier_results', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='strategy_out_of_draft_has_inputs'),
        ),
        migrations.AddConstraint(
            model_name='strategy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('closed', 'archived')), _negated=True), models.Q(models.Q(('objectives_review', ''), _negated=True), models.Q(('management_report', ''), _negated=True)), _connector='OR'), name='strategy_closed_has_report', violation_error_message='Para cerrar hacen falta la revisión de objetivos y el informe de gerencia.'),
        ),
        migrations.AddConstraint(
            model_name='committeeround',
            constraint=models.UniqueConstraint(fields=('strategy', 'number'), name='committeeround_number_once'),
        ),
        migrations.AddConstraint(
            model_name='committeeround',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('strategy',), name='committeeround_one_open'),
        ),
        migrations.AddConstraint(
            model_name='committeeround',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('members__isnull', False), ('met_on__isnull', False), ('outcome__in', ['approve', 'return', 'reject']), ('quorum__isnull', False), models.Q(('act_number', ''), _negated=True)), _connector='OR'), name='committeeround_closed_whole', violation_error_message='Una ronda se cierra con fecha, acta y decisión.'),
        ),
        migrations.AddConstraint(
            model_name='committeeround',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('sheet_count__gte', models.F('quorum')), _connector='OR'), name='committeeround_closed_with_quorum'),
        ),
        migrations.AddConstraint(
            model_name='strategyaspect',
            constraint=models.UniqueConstraint(fields=('strategy', 'aspect'), name='strategyaspect_once'),
        ),
        migrations.AddConstraint(
            model_name='strategyaspect',
            constraint=models.CheckConstraint(condition=models.Q(('aspect__in', ['orientation_integrated', 'orientation_strengthens', 'orientation_focused', 'orientation_innovative', 'orientation_results', 'orientation_differentiated', 'orientation_aligned', 'conduct_market', 'conduct_modular', 'conduct_exchange', 'trigger_disruption', 'trigger_drivers', 'trigger_value', 'trigger_ecosystem', 'trigger_currencies', 'trigger_other', 'switch_articulation', 'switch_alignment', 'switch_innovation', 'switch_differentiation', 'switch_collaboration', 'switch_proactivity', 'switch_other'])), name='strategyaspect_known'),
        ),
        migrations.AddConstraint(
            model_name='strategyaspect',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='strategyaspect_says_something'),
        ),
        migrations.AddConstraint(
            model_name='strategygoal',
            constraint=models.UniqueConstraint(fields=('strategy', 'position'), name='strategygoal_position_once'),
        ),
        migrations.AddConstraint(
            model_name='strategygoal',
            constraint=models.CheckConstraint(condition=models.Q(('due_year__gte', 2000), ('due_year__lte', 2100)), name='strategygoal_year_sane'),
        ),
    ]
