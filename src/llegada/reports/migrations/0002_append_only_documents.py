"""The database refuses to change or delete a document that was issued, and a version of a controlled format."""

from django.db import migrations

MESSAGES = {
    "reports_issueddocument": "Un documento emitido no se modifica ni se borra.",
    "reports_documentformat": "Un formato registrado no se modifica ni se borra: registre otra versión.",
}

SQLITE_UP = [
    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
    for table, message in MESSAGES.items()
    for event in ("UPDATE", "DELETE")
]
SQLITE_DOWN = [f"DROP TRIGGER {table}_no_{event}" for table in MESSAGES for event in ("update", "delete")]
POSTGRES_UP = [
    statement
    for table, message in MESSAGES.items()
    for statement in (
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    )
]
POSTGRES_DOWN = [
    statement
    for table in MESSAGES
    for statement in (f"DROP TRIGGER {table}_append_only ON {table}", f"DROP FUNCTION {table}_refuse()")
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
