"""What the pre-design of a service says, in parts that freeze with their version, and the moments of the cycle of public value."""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from llegada.portfolio.migrations import _frozen

#: The moments that the graphic of seed S4 (Pre 5) shows; each installation changes them as it needs.
MOMENTS = (
    "Planeación", "Programación y presupuestación", "Ejecución de programas y proyectos", "Seguimiento y evaluación",
    "Rendición de cuentas a la ciudadanía",
)  # fmt: skip


def add_moments(apps, schema_editor):
    moment = apps.get_model("portfolio", "CycleMoment")
    for position, name in enumerate(MOMENTS, start=1):
        moment.objects.create(position=position, name=name)


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0013_design_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CycleMoment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='nombre')),
                ('is_active', models.BooleanField(default=True, verbose_name='en uso')),
            ],
            options={
                'verbose_name': 'momento del ciclo de valor público',
                'verbose_name_plural': 'momentos del ciclo de valor público',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCycleMoment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('public_id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='orden')),
                ('name', models.CharField(db_index=True, max_length=120, verbose_name='nombre')),
                ('is_active', models.BooleanField(default=True, verbose_name='en uso')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical momento del ciclo de valor público',
                'verbose_name_plural': 'historical momentos del ciclo de valor público',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPredesign',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('problem', models.TextField(blank=True, verbose_name='problema o necesidad')),
                ('is_problem_confirmed', models.BooleanField(default=False, verbose_name='enunciado confirmado')),
                ('problem_evidence', models.TextField(blank=True, verbose_name='datos que lo muestran')),
                ('tree', models.JSONField(blank=True, default=dict, verbose_name='árbol de problemas')),
                ('matrix', models.JSONField(blank=True, default=dict, verbose_name='matriz de Vester')),
                ('action_plan', models.TextField(blank=True, verbose_name='aporte al plan de acción')),
                ('chain', models.JSONField(blank=True, default=dict, verbose_name='cadena de valor')),
                ('background', models.TextField(blank=True, verbose_name='antecedentes')),
                ('justification', models.TextField(blank=True, verbose_name='justificación')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='portfolio.serviceversion')),
            ],
            options={
                'verbose_name': 'historical pre-diseño',
                'verbose_name_plural': 'historical pre-diseños',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Predesign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('problem', models.TextField(blank=True, verbose_name='problema o necesidad')),
                ('is_problem_confirmed', models.BooleanField(default=False, verbose_name='enunciado confirmado')),
                ('problem_evidence', models.TextField(blank=True, verbose_name='datos que lo muestran')),
                ('tree', models.JSONField(blank=True, default=dict, verbose_name='árbol de problemas')),
                ('matrix', models.JSONField(blank=True, default=dict, verbose_name='matriz de Vester')),
                ('action_plan', models.TextField(blank=True, verbose_name='aporte al plan de acción')),
                ('chain', models.JSONField(blank=True, default=dict, verbose_name='cadena de valor')),
                ('background', models.TextField(blank=True, verbose_name='antecedentes')),
                ('justification', models.TextField(blank=True, verbose_name='justificación')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='predesign', to='portfolio.serviceversion')),
            ],
            options={
                'verbose_name': 'pre-diseño',
                'verbose_name_plural': 'pre-diseños',
                'constraints': [models.CheckConstraint(condition=models.Q(('is_problem_confirmed', False), models.Q(('problem', ''), _negated=True), _connector='OR'), name='predesign_confirms_something')],
            },
        ),
        migrations.CreateModel(
            name='VersionMoment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='portfolio.cyclemoment')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='portfolio.serviceversion')),
            ],
            options={
                'verbose_name': 'momento al que aporta',
                'verbose_name_plural': 'momentos a los que aporta',
                'ordering': ['moment__position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('version', 'moment'), name='versionmoment_once')],
            },
        ),
        migrations.CreateModel(
            name='VersionStrategy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strategy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_versions', to='portfolio.strategy')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strategies', to='portfolio.serviceversion')),
            ],
            options={
                'verbose_name': 'estrategia a la que aporta',
                'verbose_name_plural': 'estrategias a las que aporta',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('version', 'strategy'), name='versionstrategy_once')],
            },
        ),
        migrations.RunPython(add_moments, migrations.RunPython.noop),
        *(
            _frozen.freeze_part(table)
            for table in ("portfolio_predesign", "portfolio_versionstrategy", "portfolio_versionmoment")
        ),
    ]
