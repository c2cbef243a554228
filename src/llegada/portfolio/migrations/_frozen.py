"""The triggers that freeze versions of services and their parts, in both dialects, for the migrations that make tables of them.

This text never changes: a migration that wants other triggers writes its own, and drops these.
"""

from django.db import migrations

VERSION, MILESTONE, EDITOR = "portfolio_serviceversion", "portfolio_milestone", "portfolio_versioneditor"
WEIGHTS = "Los pesos de los hitos deben sumar exactamente 100."
FROZEN = "Una versión publicada o en revisión no se modifica: edite una versión en diseño."
DESIGNER = "Quien diseña no aprueba: lo hace otra persona."
#: Stages in which a version is written, those of a protocol that was sent, and those that only a published one has.
WRITABLE = "('idea', 'predesign', 'design')"
SENT = "('protocol_in_review', 'protocol_validated', 'parametrized', 'published', 'superseded')"
STANDING = "('published', 'superseded')"
SAID = ("service_id", "number", "name", "line_id", "kind", "objective", "deliverable", "audience", "website")
ANSWERS = ("validated_by_id", "parametrized_by_id", "published_by_id")
DECIDED = ("published_at", "validated_at", "parametrized_at", *ANSWERS)
SUM = f"(SELECT COALESCE(ROUND(SUM(weight), 2), 0) FROM {MILESTONE} WHERE version_id = NEW.id)"


def _changed(columns, separator):
    return "(" + " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in columns) + ")"


def _own_work():
    people = ", ".join(f"NEW.{column}" for column in ANSWERS)
    return f"EXISTS (SELECT 1 FROM {EDITOR} WHERE version_id = NEW.id AND person_id IN ({people}))"


def _refusals(separator):
    """Return, for an update of a version, each condition that is refused and what is said."""
    return [
        (f"OLD.status NOT IN {SENT} AND NEW.status IN {SENT} AND {SUM} <> 100", WEIGHTS),
        (f"OLD.status NOT IN {WRITABLE} AND {_changed(SAID, separator)}", FROZEN),
        (
            f"OLD.status IN {STANDING} AND (NEW.status NOT IN {STANDING} OR {_changed(DECIDED, separator)})",
            FROZEN,
        ),
        (_own_work(), DESIGNER),
    ]


def _sqlite_versions():
    for number, (condition, words) in enumerate(_refusals("IS NOT"), 1):
        yield (
            f"CREATE TRIGGER {VERSION}_held_{number} BEFORE UPDATE ON {VERSION} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
    yield (
        f"CREATE TRIGGER {VERSION}_held_insert BEFORE INSERT ON {VERSION} WHEN NEW.status NOT IN {WRITABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )
    yield (
        f"CREATE TRIGGER {VERSION}_held_delete BEFORE DELETE ON {VERSION} WHEN OLD.status NOT IN {WRITABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    )


def _postgres_versions():
    raised = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
    checks = "".join(
        f"IF {condition} THEN {raised.format(words)}\n" for condition, words in _refusals("IS DISTINCT FROM")
    )
    yield f"""CREATE FUNCTION portfolio_hold_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.status NOT IN {WRITABLE} THEN {raised.format(FROZEN)}
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            IF OLD.status NOT IN {WRITABLE} THEN {raised.format(FROZEN)}
            RETURN OLD;
        END IF;
        {checks}
        RETURN NEW;
    END $$"""
    yield (
        f"CREATE TRIGGER {VERSION}_held BEFORE INSERT OR UPDATE OR DELETE ON {VERSION} "
        "FOR EACH ROW EXECUTE FUNCTION portfolio_hold_version()"
    )
    yield f"""CREATE FUNCTION portfolio_hold_part() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND (SELECT status FROM {VERSION} WHERE id = OLD.version_id) NOT IN {WRITABLE} THEN
            {raised.format(FROZEN)}
        IF TG_OP <> 'DELETE' AND (SELECT status FROM {VERSION} WHERE id = NEW.version_id) NOT IN {WRITABLE} THEN
            {raised.format(FROZEN)}
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$"""


def _execute(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


def hold_versions(apps, schema_editor):
    """Make the triggers of the table of versions, and in PostgreSQL the function of those of its parts."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    _execute(schema_editor, _sqlite_versions() if is_sqlite else _postgres_versions())


def release_versions(apps, schema_editor):
    """Drop what `hold_versions` made."""
    if schema_editor.connection.vendor == "sqlite":
        names = (1, 2, 3, 4, "insert", "delete")
        _execute(schema_editor, [f"DROP TRIGGER {VERSION}_held_{name}" for name in names])
        return
    functions = ("portfolio_hold_version", "portfolio_hold_part")
    _execute(schema_editor, [f"DROP TRIGGER {VERSION}_held ON {VERSION}"])
    _execute(schema_editor, [f"DROP FUNCTION {name}()" for name in functions])


def freeze_part(table):
    """Return the operation that freezes a table with a `version_id` while its version is not being written."""

    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            _execute(schema_editor, _sqlite_part(table))
            return
        trigger = f"CREATE TRIGGER {table}_held BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        _execute(schema_editor, [f"{trigger} FOR EACH ROW EXECUTE FUNCTION portfolio_hold_part()"])

    def backwards(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            names = [f"{table}_held_{event}" for event in ("insert", "update", "delete")]
            _execute(schema_editor, [f"DROP TRIGGER {name}" for name in names])
            return
        _execute(schema_editor, [f"DROP TRIGGER {table}_held ON {table}"])

    return migrations.RunPython(forwards, backwards)


def _sqlite_part(table):
    frozen = f"(SELECT status FROM {VERSION} WHERE id = %s.version_id) NOT IN {WRITABLE}"
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        condition = " OR ".join(frozen % row for row in rows)
        yield (
            f"CREATE TRIGGER {table}_held_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
        )
