"""With which entities plans of two units have a line in common, and when: of any two units, and of each one on each line."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SharedSpell(models.Model):
    """That two units have plans with an entity on one line in any days that begin by `until_on` and end from `from_on` on.

    They are the later beginning and the earlier end of two plans, so the first may be after the second. Of an entity the later one
    begins, the later it ends: those that tell nothing more are not kept. The entity is a plain number, as in the other figures.
    """

    entity_id = models.IntegerField()
    from_on = models.DateField(_("desde"))
    until_on = models.DateField(_("hasta"))

    class Meta:
        verbose_name = _("tramo de dos dependencias")
        verbose_name_plural = _("tramos de dos dependencias")
        constraints = [models.UniqueConstraint(name="sharedspell_once", fields=["entity_id", "from_on"])]
        # All that is asked of the country is in it.
        indexes = [models.Index(fields=["until_on", "from_on", "entity_id"], name="sharedspell_days_idx")]

    def __str__(self) -> str:
        """Return the days."""
        return f"{self.from_on} – {self.until_on}"


class UnitSpell(models.Model):
    """The same of one unit on one line: that it has a plan with an entity on it, and another unit too, in any of those days.

    What is asked of the country by line or by unit is in it; `SharedSpell`, which has a tenth of its rows, says the rest.
    """

    entity_id = models.IntegerField()
    line_id = models.IntegerField()
    unit_id = models.IntegerField()
    from_on = models.DateField(_("desde"))
    until_on = models.DateField(_("hasta"))

    class Meta:
        verbose_name = _("tramo de una dependencia con otra")
        verbose_name_plural = _("tramos de una dependencia con otra")
        constraints = [
            models.UniqueConstraint(name="unitspell_once", fields=["entity_id", "line_id", "unit_id", "from_on"])
        ]
        indexes = [
            models.Index(fields=["unit_id", "until_on", "from_on", "entity_id", "line_id"], name="unitspell_unit_idx"),
            models.Index(fields=["line_id", "until_on", "from_on", "entity_id"], name="unitspell_line_idx"),
        ]

    def __str__(self) -> str:
        """Return the days."""
        return f"{self.from_on} – {self.until_on}"
