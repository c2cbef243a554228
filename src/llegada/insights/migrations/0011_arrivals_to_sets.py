import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0010_late_in_order")]

    operations = [
        migrations.CreateModel(
            name="CoverArrival",
            fields=[
                (
                    "cell",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="arrivals",
                        serialize=False,
                        to="insights.covercell",
                    ),
                ),
                ("members", models.BinaryField()),
            ],
            options={
                "verbose_name": "llegados a una celda",
                "verbose_name_plural": "llegados a las celdas",
            },
        ),
    ]
