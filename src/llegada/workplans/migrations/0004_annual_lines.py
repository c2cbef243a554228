"""A work plan comes from a line of the annual plan or says why not (PLA-09). Those made before are told apart by their reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_notices'),
        ('planning', '0002_frozen_lines'),
        ('territory', '0001_initial'),
        ('workplans', '0003_plan_notice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalworkplan',
            name='annual_line',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='planning.annualplanline', verbose_name='línea del plan anual'),
        ),
        migrations.AddField(
            model_name='historicalworkplan',
            name='unplanned_note',
            field=models.TextField(blank=True, verbose_name='explicación'),
        ),
        migrations.AddField(
            model_name='historicalworkplan',
            name='unplanned_reason',
            field=models.CharField(blank=True, choices=[('no_annual_plan', 'La organización no tiene plan anual de esa vigencia'), ('emergency', 'Emergencia o desastre'), ('order', 'Orden de un juez o de un ente de control'), ('priority', 'Prioridad nueva del sector o del Gobierno'), ('request', 'Solicitud de la entidad posterior al plan anual'), ('other', 'Otra razón'), ('earlier', 'Anterior al plan anual')], default='earlier', max_length=16, verbose_name='por qué no está en el plan anual'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='workplan',
            name='annual_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_plans', to='planning.annualplanline', verbose_name='línea del plan anual'),
        ),
        migrations.AddField(
            model_name='workplan',
            name='unplanned_note',
            field=models.TextField(blank=True, verbose_name='explicación'),
        ),
        migrations.AddField(
            model_name='workplan',
            name='unplanned_reason',
            field=models.CharField(blank=True, choices=[('no_annual_plan', 'La organización no tiene plan anual de esa vigencia'), ('emergency', 'Emergencia o desastre'), ('order', 'Orden de un juez o de un ente de control'), ('priority', 'Prioridad nueva del sector o del Gobierno'), ('request', 'Solicitud de la entidad posterior al plan anual'), ('other', 'Otra razón'), ('earlier', 'Anterior al plan anual')], default='earlier', max_length=16, verbose_name='por qué no está en el plan anual'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='workplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('annual_line__isnull', False), ('unplanned_reason', '')), models.Q(('annual_line__isnull', True), ('unplanned_reason__in', ['no_annual_plan', 'emergency', 'order', 'priority', 'request', 'other', 'earlier'])), _connector='OR'), name='workplan_line_or_reason', violation_error_message='Toda asistencia sale de una línea del plan anual, o dice por qué no está en él.'),
        ),
        migrations.AddConstraint(
            model_name='workplan',
            constraint=models.CheckConstraint(condition=models.Q(('unplanned_reason__in', ['', 'no_annual_plan', 'earlier']), models.Q(('unplanned_note', ''), _negated=True), _connector='OR'), name='workplan_reason_explained', violation_error_message='Explique por qué esta asistencia no está en el plan anual.'),
        ),
        migrations.AddConstraint(
            model_name='workplan',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'terminated'), _negated=True), fields=('annual_line',), name='workplan_one_a_line', violation_error_message='Esa línea del plan anual ya tiene su plan de trabajo.'),
        ),
    ]
