"""The database keeps an analysis as it left its unit: what it says changes only while it is a draft or was returned.

Who wrote and sent it stays while the coordination reads it, and nothing of one that was accepted changes.
"""

from django.db import migrations

ANALYSIS, FINDING, SOURCE = "planning_annualanalysis", "planning_analysisfinding", "planning_analysissource"
LISTS = ("planning_interventionscenario", "planning_analysispriority")
WRITTEN = "('draft', 'returned')"
FROZEN = "El análisis ya salió de la dependencia: lo que dice no cambia."
#: Columns that stay once it left its unit, and those that stay besides once it was accepted.
SENT_FIXED = ("cycle_id", "unit_id", "edited_by_id", "sent_by_id", "sent_at")
ACCEPTED_FIXED = (*SENT_FIXED, "status", "accepted_by_id", "accepted_at")


def _state(row, column="analysis_id"):
    return f"(SELECT status FROM {ANALYSIS} WHERE id = {row}.{column})"


def _state_of_source(row):
    return f"(SELECT status FROM {ANALYSIS} WHERE id = (SELECT analysis_id FROM {FINDING} WHERE id = {row}.finding_id))"


STATES = {FINDING: _state, SOURCE: _state_of_source, **dict.fromkeys(LISTS, _state)}


def _moved(separator):
    sent, accepted = (
        " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in columns)
        for columns in (SENT_FIXED, ACCEPTED_FIXED)
    )
    return f"(OLD.status NOT IN {WRITTEN} AND ({sent})) OR (OLD.status = 'accepted' AND ({accepted}))"


def _sqlite(table, event, condition):
    return (
        f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )


# Rows that go with their analysis find it already gone: their state is then NULL, which refuses nothing.
SQLITE_UP = [
    _sqlite(ANALYSIS, "update", _moved("IS NOT")),
    _sqlite(ANALYSIS, "delete", f"OLD.status NOT IN {WRITTEN}"),
    *(
        _sqlite(table, event, " OR ".join(f"{state(row)} NOT IN {WRITTEN}" for row in rows))
        for table, state in STATES.items()
        for event, rows in (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",)))
    ),
]
SQLITE_DOWN = [
    *(f"DROP TRIGGER {ANALYSIS}_frozen_{event}" for event in ("update", "delete")),
    *(f"DROP TRIGGER {table}_frozen_{event}" for table in STATES for event in ("insert", "update", "delete")),
]

REFUSE = f"RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';"


def _guard(name, state):
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND {state("OLD")} NOT IN {WRITTEN} THEN {REFUSE} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF {state("NEW")} NOT IN {WRITTEN} THEN {REFUSE} END IF;
        RETURN NEW;
    END $$"""


POSTGRES_UP = [
    f"""CREATE FUNCTION planning_guard_analysis() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.status NOT IN {WRITTEN} THEN {REFUSE} END IF;
            RETURN OLD;
        END IF;
        IF {_moved("IS DISTINCT FROM")} THEN {REFUSE} END IF;
        RETURN NEW;
    END $$""",
    _guard("planning_guard_analysis_part", _state),
    _guard("planning_guard_analysis_source", _state_of_source),
    f"CREATE TRIGGER {ANALYSIS}_guard BEFORE UPDATE OR DELETE ON {ANALYSIS} "
    "FOR EACH ROW EXECUTE FUNCTION planning_guard_analysis()",
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION "
        f"planning_guard_analysis_{'source' if table == SOURCE else 'part'}()"
        for table in STATES
    ),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in (ANALYSIS, *STATES)),
    *(f"DROP FUNCTION planning_guard_analysis{end}()" for end in ("", "_part", "_source")),
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("planning", "0007_annual_analysis")]
    operations = [migrations.RunPython(forwards, backwards)]
