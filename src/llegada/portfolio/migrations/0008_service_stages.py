"""A version goes through the stages of its design, and a service through those of its life; who wrote in a version is kept.

The triggers of migration 0002 speak of drafts: they go first, and those that speak of stages come in 0010.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

frozen = import_module("llegada.portfolio.migrations.0002_frozen_versions")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_person_search_text'),
        ('portfolio', '0007_statements_frozen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(frozen.backwards, frozen.forwards),
        migrations.RemoveConstraint(
            model_name='service',
            name='service_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='service',
            name='service_published_has_version',
        ),
        migrations.RemoveConstraint(
            model_name='serviceversion',
            name='serviceversion_one_draft',
        ),
        migrations.RemoveConstraint(
            model_name='serviceversion',
            name='serviceversion_status_known',
        ),
        migrations.RemoveConstraint(
            model_name='serviceversion',
            name='serviceversion_published_complete',
        ),
        migrations.AddField(
            model_name='historicalserviceversion',
            name='parametrized_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='parametrizada'),
        ),
        migrations.AddField(
            model_name='historicalserviceversion',
            name='parametrized_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalserviceversion',
            name='validated_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='protocolo validado'),
        ),
        migrations.AddField(
            model_name='historicalserviceversion',
            name='validated_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='serviceversion',
            name='parametrized_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='parametrizada'),
        ),
        migrations.AddField(
            model_name='serviceversion',
            name='parametrized_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='serviceversion',
            name='validated_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='protocolo validado'),
        ),
        migrations.AddField(
            model_name='serviceversion',
            name='validated_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='historicalservice',
            name='status',
            field=models.CharField(choices=[('in_design', 'En diseño'), ('published', 'Publicado'), ('in_operation', 'En operación'), ('suspended', 'Suspendido'), ('in_closure', 'En cierre'), ('retired', 'Retirado')], default='in_design', max_length=14, verbose_name='estado'),
        ),
        migrations.AlterField(
            model_name='historicalserviceversion',
            name='status',
            field=models.CharField(choices=[('idea', 'Idea'), ('predesign', 'En pre-diseño'), ('in_feedback', 'En retroalimentación'), ('returned', 'Pre-diseño devuelto'), ('design', 'En diseño'), ('protocol_in_review', 'Protocolo en revisión'), ('protocol_returned', 'Protocolo devuelto'), ('protocol_validated', 'Protocolo validado'), ('parametrized', 'Parametrizado'), ('published', 'Publicada'), ('superseded', 'Reemplazada')], default='idea', max_length=20, verbose_name='estado'),
        ),
        migrations.AlterField(
            model_name='service',
            name='status',
            field=models.CharField(choices=[('in_design', 'En diseño'), ('published', 'Publicado'), ('in_operation', 'En operación'), ('suspended', 'Suspendido'), ('in_closure', 'En cierre'), ('retired', 'Retirado')], default='in_design', max_length=14, verbose_name='estado'),
        ),
        migrations.AlterField(
            model_name='serviceversion',
            name='status',
            field=models.CharField(choices=[('idea', 'Idea'), ('predesign', 'En pre-diseño'), ('in_feedback', 'En retroalimentación'), ('returned', 'Pre-diseño devuelto'), ('design', 'En diseño'), ('protocol_in_review', 'Protocolo en revisión'), ('protocol_returned', 'Protocolo devuelto'), ('protocol_validated', 'Protocolo validado'), ('parametrized', 'Parametrizado'), ('published', 'Publicada'), ('superseded', 'Reemplazada')], default='idea', max_length=20, verbose_name='estado'),
        ),
        migrations.CreateModel(
            name='VersionEditor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editors', to='portfolio.serviceversion')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'persona que editó la versión',
                'verbose_name_plural': 'personas que editaron la versión',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='versioneditor',
            constraint=models.UniqueConstraint(fields=('version', 'person'), name='versioneditor_once'),
        ),
    ]
