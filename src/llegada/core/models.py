"""Tables that serve every app: the log of decisions and the keys that make a repeated form harmless."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One decision: who did what to which object, when, what stood before, what after, and why.

    Append-only: triggers in the database refuse UPDATE and DELETE (migration `0002_append_only_events`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("momento"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    actor_name = models.CharField(_("nombre de la persona"), max_length=200, blank=True)
    actor_roles = models.CharField(_("roles con que actuó"), max_length=300, blank=True)
    verb = models.CharField(_("acción"), max_length=60)
    target_kind = models.CharField(_("clase de objeto"), max_length=60)
    target_id = models.CharField(_("identificador del objeto"), max_length=64)
    before = models.CharField(_("antes"), max_length=200, blank=True)
    after = models.CharField(_("después"), max_length=200, blank=True)
    reason = models.TextField(_("motivo"), blank=True)
    data = models.JSONField(_("detalle"), default=dict, blank=True)

    class Meta:
        verbose_name = _("decisión")
        verbose_name_plural = _("decisiones")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target_kind", "target_id", "at"], name="event_target_idx"),
            models.Index(fields=["at"], name="event_at_idx"),
        ]
        constraints = [
            models.CheckConstraint(name="event_verb_dotted", condition=models.Q(verb__contains=".")),
        ]

    def __str__(self) -> str:
        """Return the verb and its target."""
        return f"{self.verb} {self.target_kind}:{self.target_id}"


class FormKey(models.Model):
    """A form that was already carried out: sending it again leads to the same result (and does nothing twice)."""

    key = models.UUIDField(_("clave"), unique=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    location = models.CharField(_("adónde llevó"), max_length=500)
    created_at = models.DateTimeField(_("creada"))

    class Meta:
        verbose_name = _("clave de formulario")
        verbose_name_plural = _("claves de formulario")

    def __str__(self) -> str:
        """Return the key."""
        return str(self.key)


class DueRun(models.Model):
    """The last day on which a job of every day was taken, by which process while it is at it, and when it was last done."""

    name = models.CharField(_("tarea"), max_length=80, unique=True)
    taken_on = models.DateField(_("último día"), null=True, blank=True)
    taken_by = models.CharField(_("proceso que la hace"), max_length=64, blank=True)
    times = models.PositiveSmallIntegerField(_("veces que se comenzó ese día"), default=0)
    done_at = models.DateTimeField(_("terminada"), null=True, blank=True)

    class Meta:
        verbose_name = _("tarea diaria")
        verbose_name_plural = _("tareas diarias")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
