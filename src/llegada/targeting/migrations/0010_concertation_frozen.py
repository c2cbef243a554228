"""The database keeps a concertation matrix as it was agreed on: only the next version, agreed on in its turn, supersedes it."""

from django.db import migrations

from llegada.core.migrations._frozen import freeze

MATRIX, ROW = "targeting_concertationmatrix", "targeting_concertationrow"
FROZEN = "La matriz ya se concertó: abra otra versión para cambiarla."
SAID = (
    "unit_id", "year", "number", "people", "months", "share", "over_reason", "edited_by_id", "agreed_at", "agreed_by_id",
)


def _status(row):
    return f"(SELECT status FROM {MATRIX} WHERE id = {row}.matrix_id)"


def _conditions(separator):
    """Return (table, event, condition of refusal). Rows that go with their matrix find it gone: NULL refuses nothing."""
    changed = " OR ".join(f"NEW.{column} {separator} OLD.{column}" for column in SAID)
    return [
        (
            MATRIX,
            "update",
            f"OLD.status <> 'draft' AND ({changed} OR NEW.status = 'draft' OR OLD.status = 'superseded')",
        ),
        (MATRIX, "delete", "OLD.status <> 'draft'"),
        (ROW, "insert", f"{_status('NEW')} <> 'draft'"),
        (ROW, "update", f"{_status('OLD')} <> 'draft' OR {_status('NEW')} <> 'draft'"),
        (ROW, "delete", f"{_status('OLD')} <> 'draft'"),
    ]


class Migration(migrations.Migration):
    dependencies = [("targeting", "0009_concertation")]
    operations = [freeze(_conditions, FROZEN)]
