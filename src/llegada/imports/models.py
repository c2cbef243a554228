"""Imports: the file, how its columns and values are read, what it brought, and where each row went (INT-03, lesson 29)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.imports import rules
from llegada.imports.choices import CARRIED, LINES, MatchKind, RowOutcome, RunStatus, TargetKind
from llegada.records.models import StoredFile


class ImportMapping(models.Model):
    """How the tables of a source are read: which column is which field, saved by a name and offered for the next file alike."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="import_mappings"
    )
    name = models.CharField(_("nombre"), max_length=120)
    #: `layout.Layout.as_json` of each sheet that is read.
    layouts = models.JSONField(_("columnas"))
    #: The same for two files with the same headings, whatever their order.
    signature = models.CharField(max_length=64, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("guardada"))

    class Meta:
        verbose_name = _("forma de leer un archivo")
        verbose_name_plural = _("formas de leer archivos")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="importmapping_name_once",
                fields=["organization", "name"],
                violation_error_message=_("Ya hay una forma de leer con ese nombre."),
            ),
        ]
        indexes = [models.Index(fields=["organization", "signature"], name="importmapping_signature_idx")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ValueMatch(models.Model):
    """What a text of a source stands for, confirmed once by a person and remembered; `value` empty: not to be brought."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="value_matches"
    )
    kind = models.CharField(_("clase"), max_length=14, choices=MatchKind)
    #: The text as it came, and folded: the folded one is what is looked for.
    text = models.CharField(_("texto de la fuente"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    #: The key of the object or the code that it stands for.
    value = models.CharField(_("corresponde a"), max_length=40, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmada"))

    class Meta:
        verbose_name = _("equivalencia")
        verbose_name_plural = _("equivalencias")
        ordering = ["kind", "folded"]
        constraints = [
            models.UniqueConstraint(name="valuematch_once", fields=["organization", "kind", "folded"]),
            models.CheckConstraint(name="valuematch_kind_known", condition=Q(kind__in=MatchKind.values)),
        ]

    def __str__(self) -> str:
        """Return both."""
        return f"{self.text} → {self.value}"


class ImportRun(models.Model):
    """One file on its way in: whose, how it is read, how far it has gone and how many rows of each outcome it had.

    Of each organisation one at most is at work: the database refuses a second. `attempt` grows with each try or start, so that
    a process taken for dead that wakes up finds that it no longer counts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="import_runs"
    )
    target = models.CharField(
        _("qué trae"), max_length=12, choices=[*TargetKind.choices, ("workbook", _("Libro SETA"))]
    )
    #: None once it was dropped: its import was discarded, or somebody whom it named asked to be erased.
    file = models.ForeignKey(
        StoredFile, verbose_name=_("archivo"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(_("huella SHA-256"), max_length=64, editable=False)
    file_name = models.CharField(_("nombre del archivo"), max_length=200)
    layouts = models.JSONField(_("columnas"), default=list)
    status = models.CharField(_("estado"), max_length=10, choices=RunStatus, default=RunStatus.DRAFT)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(_("filas leídas"), default=0)
    created = models.PositiveIntegerField(_("nuevas"), default=0)
    changed = models.PositiveIntegerField(_("cambian"), default=0)
    unchanged = models.PositiveIntegerField(_("sin cambios"), default=0)
    refused = models.PositiveIntegerField(_("no entran"), default=0)
    ignored = models.PositiveIntegerField(_("de totales"), default=0)
    #: Per target: label and counts; and what was said of the whole file.
    summary = models.JSONField(_("resumen"), default=dict)
    problem = models.TextField(_("qué falló"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("subida"))
    last_sign_at = models.DateTimeField(_("última señal"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(_("terminó"), null=True, blank=True)

    class Meta:
        verbose_name = _("importación")
        verbose_name_plural = _("importaciones")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="importrun_status_known", condition=Q(status__in=RunStatus.values)),
            models.UniqueConstraint(
                name="importrun_one_at_work",
                fields=["organization"],
                condition=Q(status__in=sorted(rules.AT_WORK)),
                violation_error_message=_("Su organización ya tiene una importación en curso."),
            ),
        ]
        indexes = [models.Index(fields=["organization", "created_at"], name="importrun_recent_idx")]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("imports:run", kwargs={"public_id": self.public_id})


class ImportedRow(models.Model):
    """Which row of which file made or changed an object: where everything that came from outside comes from.

    `key` tells the same object in two files: 63 bits of its identifier in the source or, lacking one, of what identifies it.
    `digest` tells whether the row says the same as last time. `before` is what a changed object said, so that it can be undone.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(_("qué es"), max_length=12, choices=[*TargetKind.choices, LINES, CARRIED])
    row = models.PositiveIntegerField(_("fila"))
    object_id = models.BigIntegerField(_("objeto"))
    key = models.BigIntegerField()
    digest = models.BigIntegerField()
    outcome = models.CharField(_("qué hizo"), max_length=8, choices=RowOutcome)
    before = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("fila importada")
        verbose_name_plural = _("filas importadas")
        ordering = ["run", "kind", "row", "pk"]
        constraints = [
            models.CheckConstraint(name="importedrow_outcome_known", condition=Q(outcome__in=RowOutcome.values)),
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="importedrow_object_idx")]

    def __str__(self) -> str:
        """Return the row and what it was."""
        return f"{self.kind} {self.row}"
