"""An answer to a request is said once: it neither changes nor goes, and how it was notified is written once."""

from django.db import migrations

TABLE = "delivery_requestanswer"
FROZEN = "Una respuesta no se modifica: la solicitud reabierta lleva otra."
SAID = ("request_id", "number", "text", "file_id", "file_name", "answered_at", "answered_by_id")
NOTIFIED = ("notified_at", "means", "proof")


def _changed(separator):
    said, told = (" OR ".join(f"NEW.{one} {separator} OLD.{one}" for one in names) for names in (SAID, NOTIFIED))
    return f"{said} OR (OLD.notified_at IS NOT NULL AND ({told}))"


SQLITE_UP = [
    f"CREATE TRIGGER {TABLE}_frozen_update BEFORE UPDATE ON {TABLE} WHEN {_changed('IS NOT')} "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    f"CREATE TRIGGER {TABLE}_frozen_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
]
SQLITE_DOWN = [f"DROP TRIGGER {TABLE}_frozen_{event}" for event in ("update", "delete")]
POSTGRES_UP = [
    f"""CREATE FUNCTION delivery_hold_answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
        IF {_changed("IS DISTINCT FROM")} THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION delivery_hold_answer()",
]
POSTGRES_DOWN = [f"DROP TRIGGER {TABLE}_frozen ON {TABLE}", "DROP FUNCTION delivery_hold_answer()"]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0009_requests")]
    operations = [migrations.RunPython(forwards, backwards)]
