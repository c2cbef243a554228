"""The database keeps a month within the dates of its line, and what was programmed as it is unless the plan is in execution."""

from django.db import migrations

PLAN, LINE = "planning_annualplan", "planning_annualplanline"
MONTH, STEP, TEAM = "planning_linemonth", "planning_monthstep", "planning_linemonth_team"
OUTSIDE = "El mes debe caer en las fechas de la línea."
FROZEN = "Solo se programan los meses de un plan en ejecución."
#: Table → the column that leads to the month; the month itself leads to its line.
PARTS = {STEP: "programming_id", TEAM: "linemonth_id"}


def _line(table, row):
    return (
        f"{row}.line_id" if table == MONTH else f"(SELECT line_id FROM {MONTH} WHERE id = {row}.{PARTS[table]})"
    )


def _is_still(table, row):
    """Return the condition of a row whose plan is there and not in execution."""
    status = f"(SELECT status FROM {PLAN} WHERE id = (SELECT plan_id FROM {LINE} WHERE id = {_line(table, row)}))"
    return f"COALESCE({status}, 'in_execution') <> 'in_execution'"


def _is_outside(month):
    dates = f"{month.format('starts_on')} AND {month.format('ends_on')}"
    return f"NOT EXISTS (SELECT 1 FROM {LINE} WHERE id = NEW.line_id AND NEW.month BETWEEN {dates})"


def _sqlite(name, event, table, condition, sentence):
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


_EVENTS = {"insert": "NEW", "update": "OLD", "delete": "OLD"}
_TABLES = (MONTH, STEP, TEAM)
SQLITE_UP = [
    *(
        _sqlite(f"{MONTH}_inside_{event}", event.upper(), MONTH, _is_outside("CAST(strftime('%m', {}) AS INTEGER)"), OUTSIDE)
        for event in ("insert", "update")
    ),
    *(
        _sqlite(f"{table}_frozen_{event}", event.upper(), table, _is_still(table, row), FROZEN)
        for table in _TABLES
        for event, row in _EVENTS.items()
    ),
]
SQLITE_DOWN = [
    *(f"DROP TRIGGER {MONTH}_inside_{event}" for event in ("insert", "update")),
    *(f"DROP TRIGGER {table}_frozen_{event}" for table in _TABLES for event in _EVENTS),
]


def _refuse(sentence):
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';"


def _guard(table):
    """Return the function that keeps a table still; that of months also keeps them within their line."""
    inside = f"IF {_is_outside('EXTRACT(MONTH FROM {})')} THEN {_refuse(OUTSIDE)} END IF;" if table == MONTH else ""
    return f"""CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF {_is_still(table, "NEW")} THEN {_refuse(FROZEN)} END IF;
        ELSIF {_is_still(table, "OLD")} THEN
            {_refuse(FROZEN)}
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        {inside}
        RETURN NEW;
    END $$"""


POSTGRES_UP = [
    *(_guard(table) for table in _TABLES),
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
        for table in _TABLES
    ),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in _TABLES),
    *(f"DROP FUNCTION {table}_guard()" for table in _TABLES),
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_line_months")]
    operations = [migrations.RunPython(forwards, backwards)]
