from django.db import migrations


def keep_as_they_are(apps, schema_editor):
    """Have PostgreSQL not try to compress the sets, which are compressed already: it costs at each write and reading."""
    if schema_editor.connection.vendor == "postgresql":
        table = schema_editor.quote_name(apps.get_model("insights", "CoverSet")._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN members SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [("insights", "0007_detail_without_constraints")]

    operations = [migrations.RunPython(keep_as_they_are, migrations.RunPython.noop)]
