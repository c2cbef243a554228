"""The database freezes the design of a version with it, and the operation of a service once it is retired."""

from django.db import migrations

from llegada.portfolio.migrations import _frozen

SERVICE = "portfolio_service"
OBJECTIVE, LINK = "portfolio_capacityobjective", "portfolio_capacityobjective_gaps"
DESIGN = (
    "portfolio_designsheet",
    "portfolio_capacitygap",
    OBJECTIVE,
    "portfolio_designindicator",
    "portfolio_designcost",
    "portfolio_fieldanswer",
)
OPERATION = (
    "portfolio_operationsheet",
    "portfolio_serviceactor",
    "portfolio_governancebody",
    "portfolio_activationstep",
)
ENDED = "Un servicio que se retiró no cambia: su operación queda como estaba."
#: Table → (what is refused of one of its rows, the words).
HELD = {
    LINK: (
        f"(SELECT v.status FROM {_frozen.VERSION} v JOIN {OBJECTIVE} o ON o.version_id = v.id "
        f"WHERE o.id = %s.capacityobjective_id) NOT IN {_frozen.WRITABLE}",
        _frozen.FROZEN,
    ),
    **dict.fromkeys(OPERATION, (f"(SELECT status FROM {SERVICE} WHERE id = %s.service_id) = 'retired'", ENDED)),
}


def _sqlite(table):
    condition, words = HELD[table]
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        refused = " OR ".join(condition % row for row in rows)
        yield (
            f"CREATE TRIGGER {table}_held_{event.lower()} BEFORE {event} ON {table} WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )


def _postgres(table):
    condition, words = HELD[table]
    raised = f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
    yield f"""CREATE FUNCTION {table}_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' THEN IF {condition % "OLD"} THEN {raised} END IF;
        IF TG_OP <> 'DELETE' THEN IF {condition % "NEW"} THEN {raised} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$"""
    yield (
        f"CREATE TRIGGER {table}_held BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_hold()"
    )


def forwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in HELD:
        for statement in _sqlite(table) if is_sqlite else _postgres(table):
            schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in HELD:
        if is_sqlite:
            for event in ("insert", "update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_held_{event}", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_held ON {table}", params=None)
            schema_editor.execute(f"DROP FUNCTION {table}_hold()", params=None)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0012_service_design")]
    operations = [
        *(_frozen.freeze_part(table) for table in DESIGN),
        migrations.RunPython(forwards, backwards),
    ]
