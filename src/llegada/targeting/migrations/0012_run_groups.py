"""A place of a run keeps the groups in which it was compared and took a quota.

SQLite makes the table again to add a column, and its triggers go with the old one: they are put back.
"""

from importlib import import_module

from django.db import migrations, models

PLACE = "targeting_runplace"
EVENTS = ("insert", "update", "delete")


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {PLACE}_frozen_{event}", params=None)


def put_triggers_back(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        drop_triggers(apps, schema_editor)
        frozen = import_module("llegada.targeting.migrations.0004_runs_frozen")
        for statement in frozen.SQLITE_UP:
            if f" ON {PLACE} " in statement:
                schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("targeting", "0011_saved_layouts")]
    operations = [
        migrations.RunPython(drop_triggers, put_triggers_back),
        migrations.AddField(
            model_name="runplace",
            name="median_group",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="grupo de comparación"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="runplace",
            name="quota_group",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="grupo del cupo"),
            preserve_default=False,
        ),
        migrations.RunPython(put_triggers_back, drop_triggers),
        # A check is passed where it is unknown: how much the cut is must be there, and not only right.
        migrations.RemoveConstraint(model_name="targetingrule", name="targetingrule_cut_says_how_much"),
        migrations.AddConstraint(
            model_name="targetingrule",
            constraint=models.CheckConstraint(
                name="targetingrule_cut_says_how_much",
                condition=models.Q(cut_kind="number", cut_number__isnull=False, cut_number__gte=1)
                | models.Q(cut_kind="score", cut_score__isnull=False, cut_score__gte=0, cut_score__lte=100)
                | models.Q(cut_kind="quota", quota_size__isnull=False, quota_size__gte=1),
                violation_error_message=(
                    "Diga cuánto es el corte: cuántos lugares, el puntaje mínimo (de 0 a 100) o los cupos por grupo."
                ),
            ),
        ),
    ]
