"""The database refuses any change to what a sheet said once it was in force: only its state may move on.

A sheet is born a draft, its targets and answers neither change, nor grow, nor go once it is no draft, and no sheet that was
ever in force is deleted.
"""

from django.db import migrations

SHEET, TARGET, ANSWER = "indicators_indicatorsheet", "indicators_indicatortarget", "indicators_cremasanswer"
FROZEN = "Una ficha en vigor no se modifica: abra una corrección."
BORN = "Una ficha nace en borrador."
FIXED = (
    "public_id", "series", "number", "unit_id", "name", "level", "description", "measure_unit", "formula", "variables", "source",
    "baseline_value", "baseline_gap", "baseline_year", "direction", "accumulation", "periodicity", "responsible_id", "notes",
    "created_at", "edited_by_id", "in_force_at", "in_force_by_id",
)


def _changed(separator):
    return " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in FIXED)


def _sqlite_child(table):
    frozen = f"(SELECT status FROM {SHEET} WHERE id = %s.sheet_id) <> 'draft'"
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        condition = " OR ".join(frozen % row for row in rows)
        yield (
            f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
        )


SQLITE_UP = [
    f"CREATE TRIGGER {SHEET}_born_draft BEFORE INSERT ON {SHEET} WHEN NEW.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{BORN}'); END",
    f"CREATE TRIGGER {SHEET}_frozen_update BEFORE UPDATE ON {SHEET} "
    f"WHEN OLD.status <> 'draft' AND (NEW.status = 'draft' OR {_changed('IS NOT')}) BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    f"CREATE TRIGGER {SHEET}_frozen_delete BEFORE DELETE ON {SHEET} WHEN OLD.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    *_sqlite_child(TARGET),
    *_sqlite_child(ANSWER),
]
SQLITE_DOWN = [
    *(f"DROP TRIGGER {SHEET}_{name}" for name in ("born_draft", "frozen_update", "frozen_delete")),
    *(f"DROP TRIGGER {table}_frozen_{event}" for table in (TARGET, ANSWER) for event in ("insert", "update", "delete")),
]
POSTGRES_UP = [
    f"""CREATE FUNCTION indicators_guard_sheet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.status <> 'draft' THEN
                RAISE EXCEPTION '{BORN}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            IF OLD.status <> 'draft' THEN
                RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END IF;
        IF OLD.status <> 'draft' AND (NEW.status = 'draft' OR {_changed("IS DISTINCT FROM")}) THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    f"CREATE TRIGGER {SHEET}_guard BEFORE INSERT OR UPDATE OR DELETE ON {SHEET} "
    "FOR EACH ROW EXECUTE FUNCTION indicators_guard_sheet()",
    f"""CREATE FUNCTION indicators_guard_child() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND (SELECT status FROM {SHEET} WHERE id = OLD.sheet_id) <> 'draft' THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP <> 'DELETE' AND (SELECT status FROM {SHEET} WHERE id = NEW.sheet_id) <> 'draft' THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION indicators_guard_child()"
        for table in (TARGET, ANSWER)
    ),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in (SHEET, TARGET, ANSWER)),
    "DROP FUNCTION indicators_guard_sheet()",
    "DROP FUNCTION indicators_guard_child()",
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
