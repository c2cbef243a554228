"""The database keeps a run as it came out: once it has the hash of its result, nothing of it is added, changed or deleted."""

from django.db import migrations

RUN = "targeting_targetingrun"
PARTS = ("targeting_runedition", "targeting_runplace")
FROZEN = "Una corrida no cambia: haga otra."
EVENTS = (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",)))


def _sealed(row):
    return f"(SELECT result_sha256 FROM {RUN} WHERE id = {row}.run_id) <> ''"


def _sqlite(table, event, condition):
    return (
        f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )


SQLITE_UP = [
    *(_sqlite(RUN, event, "OLD.result_sha256 <> ''") for event in ("update", "delete")),
    *(
        _sqlite(table, event, " OR ".join(_sealed(row) for row in rows))
        for table in PARTS
        for event, rows in EVENTS
    ),
]
SQLITE_DOWN = [
    *(f"DROP TRIGGER {RUN}_frozen_{event}" for event in ("update", "delete")),
    *(f"DROP TRIGGER {table}_frozen_{event}" for table in PARTS for event, _rows in EVENTS),
]

REFUSE = f"RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';"
POSTGRES_UP = [
    f"""CREATE FUNCTION targeting_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.result_sha256 <> '' THEN {REFUSE} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE FUNCTION targeting_guard_run_part() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND {_sealed("OLD")} THEN {REFUSE} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF {_sealed("NEW")} THEN {REFUSE} END IF;
        RETURN NEW;
    END $$""",
    f"CREATE TRIGGER {RUN}_guard BEFORE UPDATE OR DELETE ON {RUN} FOR EACH ROW EXECUTE FUNCTION targeting_guard_run()",
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION targeting_guard_run_part()"
        for table in PARTS
    ),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in (RUN, *PARTS)),
    "DROP FUNCTION targeting_guard_run()",
    "DROP FUNCTION targeting_guard_run_part()",
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("targeting", "0003_rules_and_runs")]
    operations = [migrations.RunPython(forwards, backwards)]
