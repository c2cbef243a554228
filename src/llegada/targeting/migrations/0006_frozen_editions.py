"""The database keeps an edition as its file had it: once sealed no value enters, changes or leaves, and only its state moves."""

from django.db import migrations

EDITION, VALUE = "targeting_indexedition", "targeting_indexvalue"
FROZEN = "La edición está sellada: sus valores no cambian. Una corrección es una edición nueva."
FIXED = (
    "public_id", "index_id", "year", "number", "file_id", "file_name", "column", "value_count", "covered_count",
    "expected_count", "notes", "loaded_at", "loaded_by_id", "is_sealed",
)  # fmt: skip


def _sealed(row):
    return f"(SELECT is_sealed FROM {EDITION} WHERE id = {row}.edition_id)"


def _moved(separator, as_text=""):
    # PostgreSQL compares no json; what the import said is compared as text.
    changed = " OR ".join(
        f'NEW."{name}"{as_text} {separator} OLD."{name}"{as_text}'
        if name == "notes"
        else f'NEW."{name}" {separator} OLD."{name}"'
        for name in FIXED
    )
    # What was withdrawn or replaced does not come back, and why it was withdrawn stays.
    back = "(OLD.status <> 'in_force' AND NEW.status = 'in_force') OR (OLD.status = 'withdrawn' AND NEW.status <> 'withdrawn')"
    reason = f"(OLD.status = 'withdrawn' AND NEW.withdrawn_reason {separator} OLD.withdrawn_reason)"
    return f"OLD.is_sealed AND ({changed} OR {back} OR {reason})"


def _sqlite(table, event, condition):
    return (
        f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )


# Values that go with their edition would find it already gone: the edition itself refuses to go.
SQLITE_UP = [
    _sqlite(EDITION, "update", _moved("IS NOT")),
    _sqlite(EDITION, "delete", "OLD.is_sealed"),
    _sqlite(VALUE, "insert", _sealed("NEW")),
    _sqlite(VALUE, "update", f"{_sealed('OLD')} OR {_sealed('NEW')}"),
    _sqlite(VALUE, "delete", _sealed("OLD")),
]
SQLITE_DOWN = [
    *(f"DROP TRIGGER {EDITION}_frozen_{event}" for event in ("update", "delete")),
    *(f"DROP TRIGGER {VALUE}_frozen_{event}" for event in ("insert", "update", "delete")),
]

REFUSE = f"RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';"
POSTGRES_UP = [
    f"""CREATE FUNCTION targeting_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.is_sealed THEN {REFUSE} END IF;
            RETURN OLD;
        END IF;
        IF {_moved("IS DISTINCT FROM", "::text")} THEN {REFUSE} END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE FUNCTION targeting_guard_value() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND {_sealed("OLD")} THEN {REFUSE} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF {_sealed("NEW")} THEN {REFUSE} END IF;
        RETURN NEW;
    END $$""",
    f"CREATE TRIGGER {EDITION}_guard BEFORE UPDATE OR DELETE ON {EDITION} "
    "FOR EACH ROW EXECUTE FUNCTION targeting_guard_edition()",
    f"CREATE TRIGGER {VALUE}_guard BEFORE INSERT OR UPDATE OR DELETE ON {VALUE} "
    "FOR EACH ROW EXECUTE FUNCTION targeting_guard_value()",
]
POSTGRES_DOWN = [
    f"DROP TRIGGER {EDITION}_guard ON {EDITION}",
    f"DROP TRIGGER {VALUE}_guard ON {VALUE}",
    "DROP FUNCTION targeting_guard_edition()",
    "DROP FUNCTION targeting_guard_value()",
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("targeting", "0005_edition_seal")]
    operations = [migrations.RunPython(forwards, backwards)]
