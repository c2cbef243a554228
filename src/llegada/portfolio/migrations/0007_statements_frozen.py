"""The database refuses any change to strategic statements that came into force; only their status moves on."""

from django.db import migrations

TABLE = "portfolio_strategicstatement"
FROZEN = "Unas definiciones que estuvieron en vigor no se modifican: redacte otra versión."
FIXED = ("organization_id", "number", "mission", "vision", "objective", "focus", "in_force_on")


def _changed(separator):
    return " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in FIXED)


SQLITE_UP = [
    f"CREATE TRIGGER {TABLE}_frozen_update BEFORE UPDATE ON {TABLE} "
    f"WHEN OLD.status <> 'draft' AND (NEW.status = 'draft' OR {_changed('IS NOT')}) BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    f"CREATE TRIGGER {TABLE}_frozen_delete BEFORE DELETE ON {TABLE} WHEN OLD.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
]
SQLITE_DOWN = [f"DROP TRIGGER {TABLE}_frozen_update", f"DROP TRIGGER {TABLE}_frozen_delete"]
POSTGRES_UP = [
    f"""CREATE FUNCTION portfolio_guard_statement() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
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
    f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION portfolio_guard_statement()",
]
POSTGRES_DOWN = [f"DROP TRIGGER {TABLE}_frozen ON {TABLE}", "DROP FUNCTION portfolio_guard_statement()"]


def _run(sqlite, postgres):
    def run(apps, schema_editor):
        for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0006_strategic_statements")]

    operations = [migrations.RunPython(_run(SQLITE_UP, POSTGRES_UP), _run(SQLITE_DOWN, POSTGRES_DOWN), elidable=False)]
