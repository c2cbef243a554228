"""A service counts its saved changes, so that two people editing the same draft find out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0003_service_source_data")]

    operations = [
        migrations.AddField(
            model_name=model_name,
            name="revision",
            field=models.PositiveIntegerField(default=1, verbose_name="revisión"),
        )
        for model_name in ("service", "historicalservice")
    ]
