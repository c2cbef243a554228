"""Turns conditions of refusal into triggers, in both dialects, for the migrations that freeze what was decided.

This text never changes: a migration that wants other triggers writes its own.
"""

from django.db import migrations


def freeze(conditions, words):
    """Return the operation that refuses with `words`: `conditions` takes the word for «is distinct from» of each dialect.

    It gives (table, event, condition of refusal); a condition that is NULL refuses nothing.
    """

    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            _execute(schema_editor, (_sqlite(*one, words) for one in conditions("IS NOT")))
            return
        for one in conditions("IS DISTINCT FROM"):
            _execute(schema_editor, _postgres(*one, words))

    def backwards(apps, schema_editor):
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        for table, event, _condition in conditions(""):
            if is_sqlite:
                _execute(schema_editor, [f"DROP TRIGGER {table}_frozen_{event}"])
            else:
                name = f"{table}_guard_{event}"
                _execute(schema_editor, [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"])

    return migrations.RunPython(forwards, backwards)


def _execute(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _sqlite(table, event, condition, words):
    return (
        f"CREATE TRIGGER {table}_frozen_{event} BEFORE {event.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _postgres(table, event, condition, words):
    name = f"{table}_guard_{event}"
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {"OLD" if event == "delete" else "NEW"};
        END $$""",
        f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
