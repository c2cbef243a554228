"""Runs of a rule: rule, editions and result, frozen together by triggers (FOC-01)."""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.targeting.choices import Standing
from llegada.targeting.models.groups import EntityGroup
from llegada.targeting.models.indices import IndexEdition
from llegada.targeting.models.rules import TargetingRule
from llegada.territory.models import Department, Entity, Municipality


def _one_of(*names: str) -> Q:
    """Return the condition that exactly one of the columns `names` is filled."""
    each = (Q(**{f"{name}__isnull": name != one for name in names}) for one in names)
    return reduce(or_, each)


class TargetingRun(models.Model):
    """One use of a rule: what it said that day, the editions that it read and what came out. Nothing of it changes.

    `content` is the rule as data, and `content_sha256` its hash; `result_sha256` is that of the rows, written last: it seals
    the run. `summary` holds the notes of the engine and the parameters of the sensitivity, its seed among them. Of
    `universe_count` places, `ranked_count` have a score and `chosen_count` are in the list.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.ForeignKey(TargetingRule, verbose_name=_("regla"), on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("corrida"))
    rule_revision = models.PositiveIntegerField(_("revisión de la regla"))
    content = models.JSONField(_("regla congelada"))
    content_sha256 = models.CharField(_("huella de la regla"), max_length=64)
    result_sha256 = models.CharField(_("huella del resultado"), max_length=64, blank=True)
    summary = models.JSONField(_("lo que dijo el cálculo"), default=dict)
    universe_count = models.PositiveIntegerField(_("lugares que compiten"))
    ranked_count = models.PositiveIntegerField(_("lugares con puntaje"))
    chosen_count = models.PositiveIntegerField(_("lugares escogidos"))
    note = models.TextField(_("para qué se corrió"), blank=True)
    run_at = models.DateTimeField(_("corrida el"))
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("corrida por"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("corrida de una regla")
        verbose_name_plural = _("corridas de una regla")
        ordering = ["rule", "-number"]
        constraints = [
            models.UniqueConstraint(name="targetingrun_number_once", fields=["rule", "number"]),
            models.CheckConstraint(
                name="targetingrun_counts_nested",
                condition=Q(chosen_count__lte=models.F("ranked_count"))
                & Q(ranked_count__lte=models.F("universe_count")),
            ),
        ]

    def __str__(self) -> str:
        """Return the rule and the number of the run."""
        return f"{self.rule.name} · {self.number}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("targeting:run", kwargs={"public_id": self.public_id})


class RunEdition(models.Model):
    """One edition that a run read, with the hash that its file had."""

    run = models.ForeignKey(TargetingRun, verbose_name=_("corrida"), on_delete=models.CASCADE, related_name="editions")
    edition = models.ForeignKey(
        IndexEdition, verbose_name=_("edición"), on_delete=models.PROTECT, related_name="run_uses"
    )
    sha256 = models.CharField(_("huella del archivo"), max_length=64)

    class Meta:
        verbose_name = _("edición usada por una corrida")
        verbose_name_plural = _("ediciones usadas por una corrida")
        ordering = ["run", "pk"]
        constraints = [models.UniqueConstraint(name="runedition_once", fields=["run", "edition"])]

    def __str__(self) -> str:
        """Return the edition."""
        return str(self.edition)


class RunPlace(models.Model):
    """One place of a run: its score, its rank, whether it is in the list, and why.

    `score` is from 0 to 100; without it the place is out of the order, for a missing value. Equal scores share `rank`, and
    `position` tells them apart by code. `parts` are the points that each criterion gives, in the order of the criteria;
    `values` the numbers read, null where missing, and `filled` those that stood for them. `stay_share` is the part of the
    draws of weights in which it is in the list, from 0 to 1; `rank_low` and `rank_high` hold nine of each ten draws.
    """

    run = models.ForeignKey(TargetingRun, verbose_name=_("corrida"), on_delete=models.CASCADE, related_name="places")
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipio"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("departamento"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        EntityGroup, verbose_name=_("grupo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(_("código"), max_length=40)
    name = models.CharField(_("nombre"), max_length=250)
    position = models.PositiveIntegerField(_("orden"))
    rank = models.PositiveIntegerField(_("puesto"), null=True, blank=True)
    score = models.FloatField(_("puntaje"), null=True, blank=True)
    #: The group whose median may stand for a missing value of it, and the one whose quota it may take; empty without one.
    median_group = models.CharField(_("grupo de comparación"), max_length=120, blank=True)
    quota_group = models.CharField(_("grupo del cupo"), max_length=120, blank=True)
    is_chosen = models.BooleanField(_("está en la lista"))
    values = models.JSONField(_("valores leídos"), default=list)
    filled = models.JSONField(_("valores que reemplazan los que faltan"), default=dict)
    parts = models.JSONField(_("aporte de cada criterio"), default=list)
    stay_share = models.FloatField(_("probabilidad de estar en la lista"), null=True, blank=True)
    rank_low = models.PositiveIntegerField(_("mejor puesto probable"), null=True, blank=True)
    rank_high = models.PositiveIntegerField(_("peor puesto probable"), null=True, blank=True)
    standing = models.CharField(_("firmeza"), max_length=10, choices=Standing, blank=True)
    #: The criterion, by its place among them, whose weight moves it most in or out; for the doubtful ones.
    sensitive_to = models.PositiveSmallIntegerField(_("criterio que más la mueve"), null=True, blank=True)

    class Meta:
        verbose_name = _("lugar de una corrida")
        verbose_name_plural = _("lugares de una corrida")
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(name="runplace_code_once", fields=["run", "code"]),
            models.UniqueConstraint(name="runplace_position_once", fields=["run", "position"]),
            models.CheckConstraint(
                name="runplace_of_one_subject",
                condition=_one_of("municipality", "department", "entity", "group"),
            ),
            models.CheckConstraint(
                name="runplace_chosen_has_score", condition=Q(is_chosen=False) | Q(score__isnull=False)
            ),
            models.CheckConstraint(
                name="runplace_ranked_with_score",
                condition=Q(score__isnull=True, rank__isnull=True) | Q(score__isnull=False, rank__isnull=False),
            ),
            models.CheckConstraint(
                name="runplace_standing_known", condition=Q(standing="") | Q(standing__in=Standing.values)
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
