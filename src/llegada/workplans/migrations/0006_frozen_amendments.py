"""The database keeps a decided amendment as it was decided, and never forgets one that was asked."""

from django.db import migrations

from llegada.core.migrations._frozen import freeze

AMENDMENT = "workplans_workplanamendment"
WORDS = "Una modificación decidida no se cambia, y ninguna se borra."


def _conditions(separator):
    decided = "OLD.status NOT IN ('proposed', 'accepted')"
    return [(AMENDMENT, "update", decided), (AMENDMENT, "delete", "1 = 1")]


class Migration(migrations.Migration):
    dependencies = [("workplans", "0005_amendments")]
    operations = [freeze(_conditions, WORDS)]
