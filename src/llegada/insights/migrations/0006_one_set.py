from django.db import migrations, models


def empty(apps, schema_editor):
    """Throw away what is derived from the sessions: `./llegada up` counts it again."""
    for name in ("CoverSet", "CoverCell"):
        table = schema_editor.quote_name(apps.get_model("insights", name)._meta.db_table)
        schema_editor.execute(f"DELETE FROM {table}")


class Migration(migrations.Migration):
    dependencies = [("insights", "0005_historical_plans")]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        migrations.RemoveField(model_name="coverset", name="entities"),
        migrations.RemoveField(model_name="coverset", name="municipalities"),
        migrations.RemoveField(model_name="coverset", name="people"),
        migrations.AddField(
            model_name="coverset", name="members", field=models.BinaryField(default=b""), preserve_default=False
        ),
    ]
