from django.db import migrations

#: How full PostgreSQL leaves each page of these tables, in per cent. A cell whose new version fits in its page leaves the indexes as they are.
FULL = {
    "insights_assistancecell": 90,
    "insights_covercell": 90,
    "insights_coverset": 90,
    "insights_coverarrival": 50,
}


def leave_room(apps, schema_editor):
    """Have pages written from now on with room: those that are there take it as figures are made again, or as they are moved."""
    if schema_editor.connection.vendor == "postgresql":
        for table, full in FULL.items():
            schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = {full})")


def fill(apps, schema_editor):
    """Have pages written whole again."""
    if schema_editor.connection.vendor == "postgresql":
        for table in FULL:
            schema_editor.execute(f"ALTER TABLE {table} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("insights", "0012_shared_spells")]

    operations = [migrations.RunPython(leave_room, fill)]
