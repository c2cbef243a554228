"""Keeps progress as timelines: a row for each group and quarter, where there were some two hundred for each plan.

The figures are made again from the plans by `rebuild_figures --if-empty`, which every start runs.
"""

from typing import Any

from django.db import migrations, models

_AXIS_COLUMNS = ("organization_id", "unit_id", "version_id", "advisor_id", "entity_id")


def _numbers(*names: str, **options: Any) -> list[tuple[str, models.Field[Any, Any]]]:
    return [(name, models.IntegerField(**options)) for name in names]


class Migration(migrations.Migration):
    """Drop both tables and make them anew: nothing in them is not in the plans."""

    dependencies = [("insights", "0008_sets_as_they_are")]

    operations = [
        migrations.DeleteModel("ProgressCell"),
        migrations.DeleteModel("ProgressSum"),
        migrations.CreateModel(
            name="ProgressCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_id", models.IntegerField()),
                ("year", models.PositiveSmallIntegerField(verbose_name="vigencia")),
                *_numbers("entity_id", "advisor_id", "version_id", "organization_id"),
                ("department", models.PositiveSmallIntegerField(default=0)),
                ("moves", models.BinaryField(default=bytes, verbose_name="movimientos")),
            ],
            options={
                "verbose_name": "celda de avance",
                "verbose_name_plural": "celdas de avance",
                "indexes": [
                    models.Index(fields=["entity_id", "year"], name="progresscell_entity_idx"),
                    models.Index(fields=["advisor_id", "year"], name="progresscell_advisor_idx"),
                    models.Index(fields=["organization_id", "year"], name="progresscell_org_idx"),
                    models.Index(fields=["version_id", "year"], name="progresscell_version_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit_id", "year", "entity_id", "advisor_id", "version_id"), name="progresscell_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("axis", models.PositiveSmallIntegerField()),
                ("year", models.PositiveSmallIntegerField(verbose_name="vigencia")),
                *_numbers(*_AXIS_COLUMNS, default=0),
                ("department", models.PositiveSmallIntegerField(default=0)),
                ("quarter", models.PositiveSmallIntegerField(verbose_name="trimestre")),
                ("until", models.PositiveSmallIntegerField(verbose_name="hasta el trimestre, sin contarlo")),
                ("moves", models.BinaryField(default=bytes, verbose_name="movimientos")),
            ],
            options={
                "verbose_name": "suma de avance",
                "verbose_name_plural": "sumas de avance",
                "indexes": [
                    models.Index(fields=["axis", "year", "until", "quarter"], name="progresssum_when_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("axis", "year", *_AXIS_COLUMNS, "department", "quarter"), name="progresssum_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(axis__in=[1, 2, 3, 4, 5]), name="progresssum_axis_known"
                    ),
                ],
            },
        ),
    ]
