from django.db import migrations, models


class Migration(migrations.Migration):
    """At most one file of what is asked is ready: it is found by that, however many there were before it."""

    dependencies = [("exports", "0002_separator")]

    operations = [
        migrations.RemoveIndex(model_name="exportfile", name="exportfile_identity_idx"),
        migrations.AddConstraint(
            model_name="exportfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ready")), fields=("identity",), name="exportfile_one_ready"
            ),
        ),
    ]
