"""Finds the lines of a plan with one entity without reading all of it: what looks repeated is asked of every line."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_frozen_lines")]
    operations = [
        migrations.AddIndex(
            model_name="annualplanline",
            index=models.Index(fields=["plan", "entity"], name="annualplanline_repeat_idx"),
        ),
    ]
