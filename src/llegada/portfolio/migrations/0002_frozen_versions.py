"""The database publishes a version only if its milestones weigh exactly 100, and refuses any later change to it.

From then on only `status` may move (published → superseded), and its milestones and modalities neither change, nor grow,
nor go.
"""

from django.db import migrations

VERSION, MILESTONE, MODALITY = "portfolio_serviceversion", "portfolio_milestone", "portfolio_versionmodality"
WEIGHTS = "Los pesos de los hitos deben sumar exactamente 100."
FROZEN = "Una versión publicada no se modifica: edite una versión nueva."
FIXED = ("service_id", "number", "name", "line_id", "kind", "objective", "deliverable", "audience", "website", "published_at")


def _changed(separator):
    return " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in FIXED)


def _sqlite_child(table):
    frozen = f"(SELECT status FROM {VERSION} WHERE id = %s.version_id) <> 'draft'"
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        condition = " OR ".join(frozen % row for row in rows)
        yield (
            f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
        )


SUM = f"(SELECT COALESCE(ROUND(SUM(weight), 2), 0) FROM {MILESTONE} WHERE version_id = NEW.id)"
SQLITE_UP = [
    f"CREATE TRIGGER {VERSION}_weights BEFORE UPDATE OF status ON {VERSION} "
    f"WHEN OLD.status = 'draft' AND NEW.status <> 'draft' AND {SUM} <> 100 BEGIN SELECT RAISE(ABORT, '{WEIGHTS}'); END",
    f"CREATE TRIGGER {VERSION}_born_draft BEFORE INSERT ON {VERSION} WHEN NEW.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{WEIGHTS}'); END",
    f"CREATE TRIGGER {VERSION}_frozen_update BEFORE UPDATE ON {VERSION} "
    f"WHEN OLD.status <> 'draft' AND (NEW.status = 'draft' OR {_changed('IS NOT')}) BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    f"CREATE TRIGGER {VERSION}_frozen_delete BEFORE DELETE ON {VERSION} WHEN OLD.status <> 'draft' "
    f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    *_sqlite_child(MILESTONE),
    *_sqlite_child(MODALITY),
]
SQLITE_DOWN = [
    f"DROP TRIGGER {VERSION}_weights",
    f"DROP TRIGGER {VERSION}_born_draft",
    f"DROP TRIGGER {VERSION}_frozen_update",
    f"DROP TRIGGER {VERSION}_frozen_delete",
    *(f"DROP TRIGGER {table}_frozen_{event}" for table in (MILESTONE, MODALITY) for event in ("insert", "update", "delete")),
]
POSTGRES_UP = [
    f"""CREATE FUNCTION portfolio_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.status <> 'draft' THEN
                RAISE EXCEPTION '{WEIGHTS}' USING ERRCODE = 'integrity_constraint_violation';
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
        IF OLD.status = 'draft' AND NEW.status <> 'draft' AND {SUM} <> 100 THEN
            RAISE EXCEPTION '{WEIGHTS}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$""",
    f"CREATE TRIGGER {VERSION}_guard BEFORE INSERT OR UPDATE OR DELETE ON {VERSION} "
    "FOR EACH ROW EXECUTE FUNCTION portfolio_guard_version()",
    f"""CREATE FUNCTION portfolio_guard_child() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND (SELECT status FROM {VERSION} WHERE id = OLD.version_id) <> 'draft' THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP <> 'DELETE' AND (SELECT status FROM {VERSION} WHERE id = NEW.version_id) <> 'draft' THEN
            RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION portfolio_guard_child()"
        for table in (MILESTONE, MODALITY)
    ),
]
POSTGRES_DOWN = [
    *(f"DROP TRIGGER {table}_guard ON {table}" for table in (VERSION, MILESTONE, MODALITY)),
    "DROP FUNCTION portfolio_guard_version()",
    "DROP FUNCTION portfolio_guard_child()",
]


def _run(schema_editor, sqlite, postgres):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgres:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_UP, POSTGRES_UP)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_DOWN, POSTGRES_DOWN)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
