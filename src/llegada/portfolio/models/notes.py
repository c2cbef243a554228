"""The thread of the feedback on a service: what the coordination says of each section, and what the unit answers (PRD-07)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.choices import NoteSection
from llegada.portfolio.models.services import Service


class ServiceNote(models.Model):
    """One note, on a section of the version that was then in edition. Append-only: triggers refuse to change or delete it."""

    service = models.ForeignKey(Service, verbose_name=_("servicio"), on_delete=models.PROTECT, related_name="notes")
    version_number = models.PositiveIntegerField(_("versión"))
    section = models.CharField(_("sección"), max_length=12, choices=NoteSection)
    text = models.TextField(_("nota"))
    #: Whether whoever wrote it did so for the coordination, or for the unit.
    is_of_coordination = models.BooleanField(_("de la coordinación"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("quién la escribió"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("escrita"))

    class Meta:
        verbose_name = _("nota de retroalimentación")
        verbose_name_plural = _("notas de retroalimentación")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(name="servicenote_section_known", condition=Q(section__in=NoteSection.values)),
            models.CheckConstraint(name="servicenote_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        """Return what it says."""
        return self.text
