"""Sessions that are convened, moved or not held; what was left of the agenda; and the number that approved minutes take."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0006_field_items'),
        ('portfolio', '0015_service_notes'),
        ('territory', '0002_adjacency'),
        ('workplans', '0006_frozen_amendments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MinutesNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='número')),
            ],
            options={
                'verbose_name': 'número de acta',
                'verbose_name_plural': 'números de acta',
            },
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='session_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='session_cancelled_has_reason',
        ),
        migrations.AddField(
            model_name='historicalsession',
            name='next_meeting_on',
            field=models.DateField(blank=True, null=True, verbose_name='próxima reunión'),
        ),
        migrations.AddField(
            model_name='historicalsession',
            name='pending_agenda',
            field=models.TextField(blank=True, null=True, verbose_name='puntos que quedaron pendientes'),
        ),
        migrations.AddField(
            model_name='historicalsession',
            name='reschedule_reason',
            field=models.TextField(blank=True, null=True, verbose_name='motivo de la reprogramación'),
        ),
        migrations.AddField(
            model_name='historicalsession',
            name='rescheduled_from',
            field=models.DateField(blank=True, null=True, verbose_name='reprogramada desde'),
        ),
        migrations.AddField(
            model_name='session',
            name='next_meeting_on',
            field=models.DateField(blank=True, null=True, verbose_name='próxima reunión'),
        ),
        migrations.AddField(
            model_name='session',
            name='pending_agenda',
            field=models.TextField(blank=True, null=True, verbose_name='puntos que quedaron pendientes'),
        ),
        migrations.AddField(
            model_name='session',
            name='reschedule_reason',
            field=models.TextField(blank=True, null=True, verbose_name='motivo de la reprogramación'),
        ),
        migrations.AddField(
            model_name='session',
            name='rescheduled_from',
            field=models.DateField(blank=True, null=True, verbose_name='reprogramada desde'),
        ),
        migrations.AlterField(
            model_name='historicalsession',
            name='status',
            field=models.CharField(choices=[('planned', 'Programada'), ('convened', 'Convocada'), ('held', 'Realizada'), ('minutes_approved', 'Acta aprobada'), ('cancelled', 'Cancelada'), ('not_held', 'No realizada')], default='planned', max_length=20, verbose_name='estado'),
        ),
        migrations.AlterField(
            model_name='session',
            name='status',
            field=models.CharField(choices=[('planned', 'Programada'), ('convened', 'Convocada'), ('held', 'Realizada'), ('minutes_approved', 'Acta aprobada'), ('cancelled', 'Cancelada'), ('not_held', 'No realizada')], default='planned', max_length=20, verbose_name='estado'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'convened', 'held', 'minutes_approved', 'cancelled', 'not_held'])), name='session_status_known'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('cancelled', 'not_held')), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='session_cancelled_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reschedule_reason__isnull', True), ('rescheduled_from__isnull', True)), models.Q(('reschedule_reason__isnull', False), ('rescheduled_from__isnull', False), models.Q(('reschedule_reason', ''), _negated=True)), _connector='OR'), name='session_rescheduled_has_reason', violation_error_message='Una sesión reprogramada dice desde cuándo y por qué.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('next_meeting_on__isnull', True), ('next_meeting_on__gte', models.F('held_on')), _connector='OR'), name='session_next_meeting_later', violation_error_message='La próxima reunión no puede ser anterior a la sesión.'),
        ),
        migrations.AddField(
            model_name='minutesnumber',
            name='entity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.entity'),
        ),
        migrations.AddField(
            model_name='minutesnumber',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.service'),
        ),
        migrations.AddField(
            model_name='minutesnumber',
            name='session',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes_number', to='delivery.session'),
        ),
        migrations.AddConstraint(
            model_name='minutesnumber',
            constraint=models.UniqueConstraint(fields=('entity', 'service', 'number'), name='minutesnumber_once'),
        ),
    ]
