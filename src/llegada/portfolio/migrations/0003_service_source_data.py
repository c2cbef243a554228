"""A service keeps the cells of the row it was imported from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_frozen_versions")]

    operations = [
        migrations.AddField(
            model_name=model_name,
            name="source_data",
            field=models.JSONField(blank=True, default=dict, verbose_name="datos de la fuente"),
        )
        for model_name in ("service", "historicalservice")
    ]
