"""The database keeps a list as it left its unit: who is in it, and why, changes only while it is a draft.

Of an approved one, only what administrations answer changes; of one that gave way or was withdrawn, nothing. A manual change
that was decided stays as it was decided.
"""

from django.db import migrations

LIST, ENTITY, CHANGE = "targeting_prioritizedlist", "targeting_prioritizedentity", "targeting_listchange"
FROZEN = "La lista ya salió de su dependencia: abra otra versión para cambiarla."
LIST_SAID = ("series", "number", "unit_id", "name", "year", "purpose", "strategy_id", "service_id", "run_id", "edited_by_id")
DECIDED = ("approved_at", "approved_by_id", "sent_at", "sent_by_id")
ENTITY_SAID = (
    "list_id", "entity_id", "group_id", "rank", "score", "origin", "is_included", "reason", "duty", "duty_norm",
)
STANDS = "('approved', 'superseded', 'withdrawn')"


def _status(row):
    return f"(SELECT status FROM {LIST} WHERE id = {row}.list_id)"


def _changed(columns, separator):
    return "(" + " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in columns) + ")"


def _conditions(separator):
    """Return (table, event, condition of refusal). Rows that go with their list find it gone: NULL refuses nothing."""
    return [
        (
            LIST,
            "update",
            f"(OLD.status <> 'draft' AND {_changed(LIST_SAID, separator)})"
            f" OR (OLD.status IN {STANDS} AND (NEW.status NOT IN {STANDS} OR {_changed(DECIDED, separator)}))"
            f" OR (OLD.status IN ('superseded', 'withdrawn', 'discarded') AND NEW.status <> OLD.status)",
        ),
        (LIST, "delete", "OLD.status <> 'draft'"),
        (ENTITY, "insert", f"{_status('NEW')} <> 'draft'"),
        (ENTITY, "delete", f"{_status('OLD')} <> 'draft'"),
        (
            ENTITY,
            "update",
            f"({_status('OLD')} <> 'draft' AND {_changed(ENTITY_SAID, separator)})"
            f" OR {_status('OLD')} IN ('superseded', 'withdrawn', 'discarded')",
        ),
        (CHANGE, "insert", f"{_status('NEW')} <> 'draft'"),
        (CHANGE, "delete", f"{_status('OLD')} <> 'draft'"),
        (CHANGE, "update", "OLD.status <> 'asked'"),
    ]


SQLITE_UP = [
    f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} WHEN {condition} "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    for table, event, condition in _conditions("IS NOT")
]
SQLITE_DOWN = [f"DROP TRIGGER {table}_frozen_{event}" for table, event, _condition in _conditions("IS NOT")]


def _postgres(table, event, condition):
    name = f"{table}_guard_{event}"
    result = "OLD" if event == "delete" else "NEW"
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {result};
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
    dependencies = [("targeting", "0007_prioritized_lists")]
    operations = [migrations.RunPython(forwards, backwards)]
