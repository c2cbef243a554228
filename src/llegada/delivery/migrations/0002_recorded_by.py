"""Who recorded a session is kept, and the database refuses them as approver of its minutes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0001_initial'),
        ('workplans', '0002_append_only_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsession',
            name='recorded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quien la registró'),
        ),
        migrations.AddField(
            model_name='session',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quien la registró'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_approved_by__isnull', True), ('recorded_by__isnull', True), models.Q(('minutes_approved_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='session_approver_not_recorder', violation_error_message='Quien registró la sesión no puede aprobar su acta.'),
        ),
    ]
