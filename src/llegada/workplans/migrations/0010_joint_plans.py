"""Joint plans and their parts: nothing is deleted, and what was decided stays."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from llegada.core.migrations._frozen import freeze

JOINT, PART = "workplans_jointworkplan", "workplans_jointpart"
WORDS = "Un plan articulado disuelto y una parte que ya no participa se conservan como quedaron."


def _conditions(separator):
    return [
        (JOINT, "update", "OLD.status = 'dissolved'"),
        (JOINT, "delete", "1 = 1"),
        (PART, "update", "OLD.status IN ('declined', 'withdrawn', 'left')"),
        (PART, "delete", "1 = 1"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('territory', '0002_adjacency'),
        ('workplans', '0009_rounds_and_signatures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JointWorkPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='nombre')),
                ('purpose', models.TextField(verbose_name='propósito común')),
                ('status', models.CharField(choices=[('forming', 'En formación'), ('formed', 'Conformado'), ('dissolved', 'Disuelto')], default='forming', max_length=12, verbose_name='estado')),
                ('formed_at', models.DateTimeField(blank=True, null=True, verbose_name='conformado')),
                ('end_reason', models.TextField(blank=True, verbose_name='motivo de la disolución')),
                ('created_at', models.DateTimeField(verbose_name='creado')),
                ('updated_at', models.DateTimeField(verbose_name='actualizado')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_plans', to='territory.entity', verbose_name='entidad asistida')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_joint_plans', to='accounts.orgunit', verbose_name='dependencia que lidera')),
            ],
            options={
                'verbose_name': 'plan articulado',
                'verbose_name_plural': 'planes articulados',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='JointPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('contribution', models.CharField(max_length=300, verbose_name='qué aporta')),
                ('weight', models.PositiveSmallIntegerField(verbose_name='peso en el conjunto')),
                ('status', models.CharField(choices=[('invited', 'Invitada'), ('accepted', 'Participa'), ('declined', 'No acepta'), ('withdrawn', 'Invitación retirada'), ('left', 'Se retiró')], default='invited', max_length=12, verbose_name='respuesta')),
                ('reason', models.TextField(blank=True, verbose_name='motivo')),
                ('invited_at', models.DateTimeField(verbose_name='invitada')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='respondió')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joint_part', to='workplans.workplan', verbose_name='plan de trabajo')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_parts', to='accounts.orgunit', verbose_name='dependencia')),
                ('joint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='workplans.jointworkplan', verbose_name='plan articulado')),
            ],
            options={
                'verbose_name': 'parte de un plan articulado',
                'verbose_name_plural': 'partes de planes articulados',
                'ordering': ['joint', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='jointworkplan',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['forming', 'formed', 'dissolved'])), name='jointworkplan_status_known'),
        ),
        migrations.AddConstraint(
            model_name='jointworkplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'formed'), _negated=True), ('formed_at__isnull', False), _connector='OR'), name='jointworkplan_formed_has_day'),
        ),
        migrations.AddConstraint(
            model_name='jointworkplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'dissolved'), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='jointworkplan_dissolved_says_why', violation_error_message='Para disolver un plan articulado hace falta el motivo.'),
        ),
        migrations.AddConstraint(
            model_name='jointpart',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['invited', 'accepted'])), fields=('joint', 'unit'), name='jointpart_unit_once', violation_error_message='Esa dependencia ya está en el plan articulado.'),
        ),
        migrations.AddConstraint(
            model_name='jointpart',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['invited', 'accepted', 'declined', 'withdrawn', 'left'])), name='jointpart_status_known'),
        ),
        migrations.AddConstraint(
            model_name='jointpart',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 100)), name='jointpart_weight_in_range', violation_error_message='El peso es un número entero de 1 a 100.'),
        ),
        migrations.AddConstraint(
            model_name='jointpart',
            constraint=models.CheckConstraint(condition=models.Q(('plan__isnull', True), ('status__in', ['accepted', 'left']), _connector='OR'), name='jointpart_plan_of_who_takes_part'),
        ),
        migrations.AddConstraint(
            model_name='jointpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['declined', 'left']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='jointpart_says_why', violation_error_message='Escriba el motivo.'),
        ),
        migrations.AddConstraint(
            model_name='jointpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('status', 'invited')), models.Q(models.Q(('status', 'invited'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='jointpart_answered_whole'),
        ),
        freeze(_conditions, WORDS),
    ]
