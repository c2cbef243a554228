"""The database keeps a concertation matrix as it was agreed on: only the next version, agreed on in its turn, supersedes it."""

from django.db import migrations

MATRIX, ROW = "targeting_concertationmatrix", "targeting_concertationrow"
FROZEN = "La matriz ya se concertó: abra otra versión para cambiarla."
SAID = (
    "unit_id", "year", "number", "people", "months", "share", "over_reason", "edited_by_id", "agreed_at", "agreed_by_id",
)


def _status(row):
    return f"(SELECT status FROM {MATRIX} WHERE id = {row}.matrix_id)"


def _conditions(separator):
    """Return (table, event, condition of refusal). Rows that go with their matrix find it gone: NULL refuses nothing."""
    changed = " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in SAID)
    return [
        (
            MATRIX,
            "update",
            f"OLD.status <> 'draft' AND ({changed} OR NEW.status = 'draft' OR OLD.status = 'superseded')",
        ),
        (MATRIX, "delete", "OLD.status <> 'draft'"),
        (ROW, "insert", f"{_status('NEW')} <> 'draft'"),
        (ROW, "update", f"{_status('OLD')} <> 'draft' OR {_status('NEW')} <> 'draft'"),
        (ROW, "delete", f"{_status('OLD')} <> 'draft'"),
    ]


SQLITE_UP = [
    f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} WHEN {condition} "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    for table, event, condition in _conditions("IS NOT")
]
SQLITE_DOWN = [f"DROP TRIGGER {table}_frozen_{event}" for table, event, _condition in _conditions("IS NOT")]


def _postgres(table, event, condition):
    name = f"{table}_guard_{event}"
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {"OLD" if event == "delete" else "NEW"};
        END $$""",
        f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


POSTGRES_UP = [statement for one in _conditions("IS DISTINCT FROM") for statement in _postgres(*one)]
POSTGRES_DOWN = [
    statement
    for table, event, _condition in _conditions("IS DISTINCT FROM")
    for statement in (f"DROP TRIGGER {table}_guard_{event} ON {table}", f"DROP FUNCTION {table}_guard_{event}()")
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("targeting", "0009_concertation")]
    operations = [migrations.RunPython(forwards, backwards)]
