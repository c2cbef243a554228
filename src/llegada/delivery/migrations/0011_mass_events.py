"""One meeting with many entities, and the session that each of them has in it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('delivery', '0010_answers_frozen'),
        ('portfolio', '0015_service_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MassEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=200, verbose_name='tema')),
                ('kind', models.CharField(choices=[('workshop', 'Taller'), ('working_table', 'Mesa de trabajo'), ('advisory', 'Asesoría'), ('training', 'Capacitación'), ('lab', 'Laboratorio'), ('meeting', 'Reunión'), ('other', 'Otro')], max_length=16, verbose_name='mecanismo')),
                ('other_kind', models.CharField(blank=True, max_length=100, verbose_name='cuál mecanismo')),
                ('modality', models.CharField(choices=[('in_person', 'Presencial'), ('remote', 'Virtual')], max_length=12, verbose_name='modalidad')),
                ('place', models.CharField(max_length=200, verbose_name='lugar o medio')),
                ('held_on', models.DateField(verbose_name='fecha')),
                ('starts_at', models.TimeField(verbose_name='hora de inicio')),
                ('ends_at', models.TimeField(verbose_name='hora de fin')),
                ('what_was_done', models.TextField(verbose_name='desarrollo')),
                ('created_at', models.DateTimeField(verbose_name='registrado')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.service', verbose_name='servicio')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.orgunit', verbose_name='dependencia')),
            ],
            options={
                'verbose_name': 'evento masivo',
                'verbose_name_plural': 'eventos masivos',
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='historicalsession',
            name='event',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='delivery.massevent', verbose_name='evento'),
        ),
        migrations.AddField(
            model_name='session',
            name='event',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='delivery.massevent', verbose_name='evento'),
        ),
        migrations.AddConstraint(
            model_name='massevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['workshop', 'working_table', 'advisory', 'training', 'lab', 'meeting', 'other'])), name='massevent_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='massevent',
            constraint=models.CheckConstraint(condition=models.Q(('modality__in', ['in_person', 'remote'])), name='massevent_modality_known'),
        ),
        migrations.AddConstraint(
            model_name='massevent',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='massevent_ends_after_start', violation_error_message='La hora de fin debe ser posterior a la de inicio.'),
        ),
        migrations.AddConstraint(
            model_name='massevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'other'), _negated=True), models.Q(('other_kind', ''), _negated=True), _connector='OR'), name='massevent_other_kind_said', violation_error_message='Diga cuál fue el otro mecanismo.'),
        ),
    ]
