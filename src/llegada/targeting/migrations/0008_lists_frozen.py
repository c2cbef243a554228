"""The database keeps a list as it left its unit: who is in it, and why, changes only while it is a draft.

Of an approved one, only what administrations answer changes; of one that gave way or was withdrawn, nothing. A manual change
that was decided stays as it was decided.
"""

from django.db import migrations

from llegada.core.migrations._frozen import freeze

LIST, ENTITY, CHANGE = "targeting_prioritizedlist", "targeting_prioritizedentity", "targeting_listchange"
FROZEN = "La lista ya salió de su dependencia: abra otra versión para cambiarla."
LIST_SAID = ("series", "number", "unit_id", "name", "year", "purpose", "strategy_id", "service_id", "run_id", "edited_by_id")
DECIDED = ("approved_at", "approved_by_id", "sent_at", "sent_by_id")
ENTITY_SAID = (
    "list_id", "entity_id", "group_id", "rank", "score", "origin", "is_included", "reason", "duty", "duty_norm",
)
STANDS = "('approved', 'superseded', 'withdrawn')"


def _status(row):
    return f"(SELECT status FROM {LIST} WHERE id = {row}.list_id)"


def _changed(columns, separator):
    return "(" + " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in columns) + ")"


def _conditions(separator):
    """Return (table, event, condition of refusal). Rows that go with their list find it gone: NULL refuses nothing."""
    return [
        (
            LIST,
            "update",
            f"(OLD.status <> 'draft' AND {_changed(LIST_SAID, separator)})"
            f" OR (OLD.status IN {STANDS} AND (NEW.status NOT IN {STANDS} OR {_changed(DECIDED, separator)}))"
            f" OR (OLD.status IN ('superseded', 'withdrawn', 'discarded') AND NEW.status <> OLD.status)",
        ),
        (LIST, "delete", "OLD.status <> 'draft'"),
        (ENTITY, "insert", f"{_status('NEW')} <> 'draft'"),
        (ENTITY, "delete", f"{_status('OLD')} <> 'draft'"),
        (
            ENTITY,
            "update",
            f"({_status('OLD')} <> 'draft' AND {_changed(ENTITY_SAID, separator)})"
            f" OR {_status('OLD')} IN ('superseded', 'withdrawn', 'discarded')",
        ),
        (CHANGE, "insert", f"{_status('NEW')} <> 'draft'"),
        (CHANGE, "delete", f"{_status('OLD')} <> 'draft'"),
        (CHANGE, "update", "OLD.status <> 'asked'"),
    ]


class Migration(migrations.Migration):
    dependencies = [("targeting", "0007_prioritized_lists")]
    operations = [freeze(_conditions, FROZEN)]
