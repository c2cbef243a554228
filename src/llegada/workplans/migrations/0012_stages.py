"""The route of a plan by stages: what was closed and agreed stays."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from llegada.core.migrations._frozen import freeze

STAGE, ALTERNATIVE = "workplans_planstage", "workplans_planalternative"
WORDS = "Una etapa cerrada y una alternativa acordada se conservan como quedaron."


def _conditions(separator):
    return [
        (STAGE, "update", "OLD.closed_at IS NOT NULL"),
        (STAGE, "delete", "OLD.closed_at IS NOT NULL"),
        (ALTERNATIVE, "update", "OLD.agreed_at IS NOT NULL"),
        (ALTERNATIVE, "delete", "1 = 1"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_forgotten_files'),
        ('workplans', '0011_consultations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('profiling', 'Caracterización'), ('diagnosis', 'Diagnóstico'), ('alternative', 'Alternativa acordada'), ('execution', 'Ejecución'), ('delivery', 'Entrega')], max_length=12, verbose_name='etapa')),
                ('content', models.TextField(blank=True, verbose_name='qué resultó')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='cuándo terminó')),
                ('evidence_name', models.CharField(blank=True, max_length=200, verbose_name='nombre del soporte')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='cerrada')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile', verbose_name='soporte')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='workplans.workplan', verbose_name='plan de trabajo')),
            ],
            options={
                'verbose_name': 'etapa del plan',
                'verbose_name_plural': 'etapas del plan',
                'ordering': ['plan', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanAlternative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='alternativa')),
                ('description', models.TextField(verbose_name='qué implica')),
                ('proposed_at', models.DateTimeField(verbose_name='propuesta')),
                ('agreed_at', models.DateTimeField(blank=True, null=True, verbose_name='acordada')),
                ('agreed_because', models.TextField(blank=True, verbose_name='por qué esta')),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alternatives', to='workplans.planstage')),
            ],
            options={
                'verbose_name': 'alternativa de un plan',
                'verbose_name_plural': 'alternativas de los planes',
                'ordering': ['stage', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StageMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('milestone', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='stage_milestone', to='workplans.planmilestone')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stage_milestones', to='workplans.planstage')),
            ],
            options={
                'verbose_name': 'hito de una etapa',
                'verbose_name_plural': 'hitos de las etapas',
                'ordering': ['stage', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='planstage',
            constraint=models.UniqueConstraint(fields=('plan', 'kind'), name='planstage_once'),
        ),
        migrations.AddConstraint(
            model_name='planstage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['profiling', 'diagnosis', 'alternative', 'execution', 'delivery'])), name='planstage_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='planstage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('held_on__isnull', False), models.Q(('content', ''), _negated=True)), _connector='OR'), name='planstage_closed_whole', violation_error_message='Una etapa se cierra con lo que resultó y su fecha.'),
        ),
        migrations.AddConstraint(
            model_name='planalternative',
            constraint=models.UniqueConstraint(fields=('stage', 'name'), name='planalternative_name_once', violation_error_message='Ya hay una alternativa con ese nombre.'),
        ),
        migrations.AddConstraint(
            model_name='planalternative',
            constraint=models.UniqueConstraint(condition=models.Q(('agreed_at__isnull', False)), fields=('stage',), name='planalternative_one_agreed', violation_error_message='El plan ya tiene su alternativa acordada.'),
        ),
        migrations.AddConstraint(
            model_name='planalternative',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False), models.Q(('agreed_because', ''), _negated=True)), _connector='OR'), name='planalternative_agreed_whole'),
        ),
        freeze(_conditions, WORDS),
    ]
