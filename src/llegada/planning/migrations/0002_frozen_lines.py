"""The database keeps lines within the year of their plan, and as they are once the plan has left its unit.

From then on only what says how a line goes may move, until the plan is in execution: there amendments change it. Lines are
never deleted after they were sent.
"""

from django.db import migrations

PLAN, CYCLE = "planning_annualplan", "planning_planningcycle"
LINE, BUDGET = "planning_annualplanline", "planning_linebudget"
OUTSIDE = "Las fechas de una línea deben caer en la vigencia de su plan."
FROZEN = "El plan ya salió de la dependencia: sus líneas no cambian."
FIXED = (
    "plan_id", "external_id", "entity_id", "service_id", "topic_id", "description", "starts_on", "ends_on", "person_days",
    "modality", "origin", "obligation", "is_joint", "territorial_manager_id", "strategy_id", "action_plan_code",
    "procurement_code",
)  # fmt: skip
WRITTEN, AMENDED = "('in_preparation', 'returned')", "('in_preparation', 'returned', 'in_execution')"
YEAR_OF_PLAN = f"(SELECT year FROM {CYCLE} WHERE id = (SELECT cycle_id FROM {PLAN} WHERE id = NEW.plan_id))"


def _changed(separator):
    return " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in FIXED)


def _state(row):
    return f"(SELECT status FROM {PLAN} WHERE id = {row}.plan_id)"


def _state_of_line(row):
    return f"(SELECT status FROM {PLAN} WHERE id = (SELECT plan_id FROM {LINE} WHERE id = {row}.line_id))"


def _sqlite(name, event, table, condition, sentence):
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


_OUTSIDE_SQLITE = " OR ".join(
    f"CAST(strftime('%Y', NEW.{day}) AS INTEGER) <> {YEAR_OF_PLAN}" for day in ("starts_on", "ends_on")
)
SQLITE_UP = [
    _sqlite(f"{LINE}_year_insert", "INSERT", LINE, _OUTSIDE_SQLITE, OUTSIDE),
    _sqlite(f"{LINE}_year_update", "UPDATE", LINE, _OUTSIDE_SQLITE, OUTSIDE),
    _sqlite(f"{LINE}_frozen_insert", "INSERT", LINE, f"{_state('NEW')} NOT IN {AMENDED}", FROZEN),
    _sqlite(
        f"{LINE}_frozen_update", "UPDATE", LINE,
        f"{_state('OLD')} NOT IN {AMENDED} AND ({_changed('IS NOT')})", FROZEN,
    ),
    _sqlite(f"{LINE}_frozen_delete", "DELETE", LINE, f"{_state('OLD')} NOT IN {WRITTEN}", FROZEN),
    _sqlite(f"{BUDGET}_frozen_insert", "INSERT", BUDGET, f"{_state_of_line('NEW')} NOT IN {AMENDED}", FROZEN),
    _sqlite(f"{BUDGET}_frozen_update", "UPDATE", BUDGET, f"{_state_of_line('OLD')} NOT IN {AMENDED}", FROZEN),
    _sqlite(f"{BUDGET}_frozen_delete", "DELETE", BUDGET, f"{_state_of_line('OLD')} NOT IN {AMENDED}", FROZEN),
]  # fmt: skip
SQLITE_DOWN = [
    *(f"DROP TRIGGER {LINE}_year_{event}" for event in ("insert", "update")),
    *(f"DROP TRIGGER {table}_frozen_{event}" for table in (LINE, BUDGET) for event in ("insert", "update", "delete")),
]


def _refuse(sentence):
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';"


_OUTSIDE_POSTGRES = " OR ".join(f"EXTRACT(YEAR FROM NEW.{day}) <> {YEAR_OF_PLAN}" for day in ("starts_on", "ends_on"))
POSTGRES_UP = [
    f"""CREATE FUNCTION planning_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF {_state("OLD")} NOT IN {WRITTEN} THEN {_refuse(FROZEN)} END IF;
            RETURN OLD;
        END IF;
        IF {_OUTSIDE_POSTGRES} THEN {_refuse(OUTSIDE)} END IF;
        IF TG_OP = 'INSERT' THEN
            IF {_state("NEW")} NOT IN {AMENDED} THEN {_refuse(FROZEN)} END IF;
        ELSIF {_state("OLD")} NOT IN {AMENDED} AND ({_changed("IS DISTINCT FROM")}) THEN
            {_refuse(FROZEN)}
        END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE FUNCTION planning_guard_budget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF {_state_of_line("NEW")} NOT IN {AMENDED} THEN {_refuse(FROZEN)} END IF;
            RETURN NEW;
        END IF;
        IF {_state_of_line("OLD")} NOT IN {AMENDED} THEN {_refuse(FROZEN)} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        for table, function in ((LINE, "planning_guard_line"), (BUDGET, "planning_guard_budget"))
    ),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in (LINE, BUDGET)),
    "DROP FUNCTION planning_guard_line()",
    "DROP FUNCTION planning_guard_budget()",
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
