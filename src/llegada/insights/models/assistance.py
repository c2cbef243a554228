"""Figures kept beside the facts: cells moved in the same transaction as the fact, and rebuildable from the facts at any time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.portfolio.models import Service, ThematicLine
from llegada.territory.models import Department, Entity, Municipality


class AssistanceCell(models.Model):
    """The detail: sessions of one service by one unit with one entity in one year, attendances at them, and who attended.

    Organisation, line, department and municipality are those of service and entity, copied to answer filters with no join.
    No constraint keeps the sums above zero: the one statement that takes away would break it before the row is dropped.
    Nor does the database look each key up: it took a sixth of a rebuild in PostgreSQL, and the facts have those constraints.
    `people_set` holds the numbers (`PersonNumber`) of the people, in order, as 32-bit numbers (`sets.lay`).
    """

    year = models.PositiveSmallIntegerField(_("vigencia"))
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    line = models.ForeignKey(
        ThematicLine, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    sessions = models.IntegerField(_("sesiones"), default=0)
    attendances = models.IntegerField(_("asistencias"), default=0)
    people = models.PositiveIntegerField(_("personas"), default=0)
    people_set = models.BinaryField(default=b"")

    class Meta:
        verbose_name = _("celda de asistencia")
        verbose_name_plural = _("celdas de asistencia")
        constraints = [
            models.UniqueConstraint(
                name="assistancecell_key", fields=["entity", "year", "service", "unit", "line", "organization"]
            ),
        ]
        # What is asked of one service, unit or place, in a year or always; an entity is asked through its key.
        indexes = [
            models.Index(fields=["service", "year"], name="assistance_service_idx"),
            models.Index(fields=["unit", "year"], name="assistance_unit_idx"),
            models.Index(fields=["year", "organization"], name="assistance_organization_idx"),
            models.Index(fields=["year", "line"], name="assistance_line_idx"),
            models.Index(fields=["department", "year"], name="assistance_department_idx"),
            models.Index(fields=["municipality", "year"], name="assistance_municipality_idx"),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.year} {self.service_id} {self.entity_id}"


class CoverCell(models.Model):
    """One cell of a covering (`grains`): sums over all that the covering does not keep, and what is distinct, counted.

    `period` is 0 (the whole history), a year or a month (202409); key1 to key4 are those of the covering, places as
    numbers. `last_on` is the day of the last session, where the covering keeps it.
    """

    grain = models.PositiveSmallIntegerField()
    period = models.PositiveIntegerField()
    key1 = models.PositiveIntegerField(default=0)
    key2 = models.PositiveIntegerField(default=0)
    key3 = models.PositiveIntegerField(default=0)
    key4 = models.PositiveIntegerField(default=0)
    sessions = models.IntegerField(_("sesiones"), default=0)
    attendances = models.IntegerField(_("asistencias"), default=0)
    entities = models.PositiveIntegerField(_("entidades"), default=0)
    municipalities = models.PositiveIntegerField(_("municipios"), default=0)
    people = models.PositiveIntegerField(_("personas"), default=0)
    last_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("celda de una cobertura")
        verbose_name_plural = _("celdas de las coberturas")
        constraints = [
            models.UniqueConstraint(name="covercell_once", fields=["grain", "period", "key1", "key2", "key3", "key4"]),
        ]
        indexes = [models.Index(fields=["grain", "key1", "period"], name="covercell_key_idx")]

    def __str__(self) -> str:
        """Return the key."""
        return f"{self.grain} {self.period} {self.key1} {self.key2} {self.key3} {self.key4}"


class CoverSet(models.Model):
    """Who and what is distinct in a cell of a covering (`sets.pack`), beside it so that reading counts never touches it."""

    # Written and deleted only with its cell: the database need not look after it each time.
    cell = models.OneToOneField(
        CoverCell, primary_key=True, on_delete=models.CASCADE, related_name="sets", db_constraint=False
    )
    members = models.BinaryField()

    class Meta:
        verbose_name = _("conjuntos de una celda")
        verbose_name_plural = _("conjuntos de las celdas")

    def __str__(self) -> str:
        """Return the key."""
        return str(self.cell_id)


class CoverArrival(models.Model):
    """Who came to a large set since it was last written whole: what a session changes is small, whatever the set holds.

    A set is `CoverSet.members` with these (`sets.pack`). Only cells of `sets.LARGE` people or more have them.
    """

    cell = models.OneToOneField(
        CoverCell, primary_key=True, on_delete=models.CASCADE, related_name="arrivals", db_constraint=False
    )
    members = models.BinaryField()

    class Meta:
        verbose_name = _("llegados a una celda")
        verbose_name_plural = _("llegados a las celdas")

    def __str__(self) -> str:
        """Return the key."""
        return str(self.cell_id)


class PersonNumber(models.Model):
    """The number by which the sets know a person who attended: a key of 63 bits fits in none."""

    number = models.AutoField(primary_key=True)
    person_key = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name = _("número de persona")
        verbose_name_plural = _("números de personas")

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)
