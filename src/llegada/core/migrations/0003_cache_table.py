"""Make the table of the cache that every web process shares: what was tried at the login, codes that served already."""

from django.core.management import call_command
from django.db import migrations

TABLE = "core_cache"


def forwards(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def backwards(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only_events")]
    operations = [migrations.RunPython(forwards, backwards)]
