"""Gives the cycle a date for the annual analysis, and the reminders their matter.

SQLite makes the table of cycles again, and refuses while a trigger reads it: those of 0002 are put aside meanwhile.
"""

from django.db import migrations, models

LINE = "planning_annualplanline"
YEAR_OF_PLAN = (
    "(SELECT year FROM planning_planningcycle WHERE id = (SELECT cycle_id FROM planning_annualplan WHERE id = NEW.plan_id))"
)
OUTSIDE = " OR ".join(f"CAST(strftime('%Y', NEW.{day}) AS INTEGER) <> {YEAR_OF_PLAN}" for day in ("starts_on", "ends_on"))


def put_aside(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {LINE}_year_{event}", params=None)


def put_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(
                f"CREATE TRIGGER {LINE}_year_{event} BEFORE {event.upper()} ON {LINE} WHEN {OUTSIDE} "
                "BEGIN SELECT RAISE(ABORT, 'Las fechas de una línea deben caer en la vigencia de su plan.'); END",
                params=None,
            )


class Migration(migrations.Migration):

    dependencies = [("planning", "0005_month_guards")]

    operations = [
        migrations.RunPython(put_aside, put_back),
        migrations.RemoveConstraint(
            model_name='planreminder',
            name='planreminder_matter_known',
        ),
        migrations.AddField(
            model_name='historicalplanningcycle',
            name='analysis_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='límite para enviar el análisis anual'),
        ),
        migrations.AddField(
            model_name='planningcycle',
            name='analysis_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='límite para enviar el análisis anual'),
        ),
        migrations.AlterField(
            model_name='planreminder',
            name='matter',
            field=models.CharField(choices=[('analysis', 'Análisis anual'), ('strategy', 'Estrategias'), ('plan', 'Plan anual')], max_length=8, verbose_name='asunto'),
        ),
        migrations.AddConstraint(
            model_name='planningcycle',
            constraint=models.CheckConstraint(condition=models.Q(('analysis_due_on__isnull', True), models.Q(('analysis_due_on__gte', models.F('opens_on')), ('analysis_due_on__lte', models.F('plans_due_on')), models.Q(('strategies_due_on__isnull', True), ('analysis_due_on__lte', models.F('strategies_due_on')), _connector='OR')), _connector='OR'), name='planningcycle_analysis_first', violation_error_message='El límite del análisis anual va entre la apertura del ciclo y los límites de las estrategias y del plan: de él salen las estrategias.'),
        ),
        migrations.AddConstraint(
            model_name='planreminder',
            constraint=models.CheckConstraint(condition=models.Q(('matter__in', ['analysis', 'strategy', 'plan'])), name='planreminder_matter_known'),
        ),
        migrations.RunPython(put_back, put_aside),
    ]
