"""Controlled formats, letterheads, and the documents that were issued."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.records.models import StoredFile
from llegada.reports.choices import DocumentKind, OrderStatus, SheetsStatus
from llegada.reports.rules import code_of
from llegada.targeting.choices import IndexLevel

_HEX = r"^[0-9a-f]{64}$"


class DocumentFormat(models.Model):
    """One version of the controlled format under which an organisation issues a kind of document (REC-05; seed S2, heading).

    Never edited: a correction is another version, and what was issued keeps the one it had.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="document_formats"
    )
    kind = models.CharField(_("documento"), max_length=24, choices=DocumentKind)
    code = models.CharField(_("código"), max_length=40)
    version = models.CharField(_("versión"), max_length=20)
    process = models.CharField(_("proceso"), max_length=120, blank=True)
    in_force_on = models.DateField(_("vigente desde"))
    created_at = models.DateTimeField(_("registrado"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("formato controlado")
        verbose_name_plural = _("formatos controlados")
        ordering = ["organization", "kind", "-in_force_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="documentformat_kind_known", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(
                name="documentformat_has_code",
                condition=~Q(code="") & ~Q(version=""),
                violation_error_message=_("Un formato lleva código y versión."),
            ),
            models.UniqueConstraint(
                name="documentformat_version_once",
                fields=["organization", "kind", "code", "version"],
                violation_error_message=_("Esa versión de ese formato ya está registrada."),
            ),
        ]

    def __str__(self) -> str:
        """Return the code with its version."""
        return f"{self.code} v{self.version}"


class Letterhead(models.Model):
    """The logo with which an organisation heads its documents, from a moment on; the newest is the one in use."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="letterheads"
    )
    logo = models.ForeignKey(StoredFile, verbose_name=_("logo"), on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("puesto"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("membrete")
        verbose_name_plural = _("membretes")
        ordering = ["organization", "-set_at", "-pk"]

    def __str__(self) -> str:
        """Return the first digits of the logo's hash."""
        return str(self.logo)


class IssuedDocument(models.Model):
    """A document as it was issued. Append-only: triggers in the database refuse UPDATE and DELETE.

    `target_id` and `number` name its object as the source of its kind does (`sources/`): the service and the number of its
    version, the strategy and the number of its round. `content_sha256` covers all that it says; `facts_sha256` only what the
    object said, by which one knows whether it says the same today.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="issued_documents"
    )
    kind = models.CharField(_("documento"), max_length=24, choices=DocumentKind)
    target_id = models.UUIDField(_("objeto"))
    number = models.PositiveIntegerField(_("número"))
    title = models.CharField(_("título"), max_length=300)
    format = models.ForeignKey(
        DocumentFormat,
        verbose_name=_("formato"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    content_sha256 = models.CharField(_("huella del contenido"), max_length=64, unique=True)
    facts_sha256 = models.CharField(_("huella de lo que dice el objeto"), max_length=64)
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("emitido"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("emitido por"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("documento emitido")
        verbose_name_plural = _("documentos emitidos")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["kind", "target_id", "number"], name="issueddocument_target_idx")]
        constraints = [
            models.CheckConstraint(name="issueddocument_kind_known", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(
                name="issueddocument_hashes_hex",
                condition=Q(content_sha256__regex=_HEX) & Q(facts_sha256__regex=_HEX),
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Return where it is downloaded."""
        return reverse("reports:download", args=[self.public_id])

    @property
    def code(self) -> str:
        """Return the code by which people verify it."""
        return code_of(self.content_sha256)


class DocumentOrder(models.Model):
    """A long document that somebody asked for and a task makes; its page says how far it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("documento"), max_length=24, choices=DocumentKind)
    target_id = models.UUIDField(_("objeto"))
    number = models.PositiveIntegerField(_("número"))
    status = models.CharField(_("estado"), max_length=8, choices=OrderStatus, default=OrderStatus.QUEUED)
    rows = models.PositiveIntegerField(_("filas"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("pedido por"), on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField(_("pedido"))
    ended_at = models.DateTimeField(_("terminado"), null=True, blank=True)
    document = models.ForeignKey(
        IssuedDocument,
        verbose_name=_("documento emitido"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    failure = models.TextField(_("por qué no se pudo"), blank=True)

    class Meta:
        verbose_name = _("documento pedido")
        verbose_name_plural = _("documentos pedidos")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="documentorder_kind_known", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(
                name="documentorder_ends_whole",
                condition=Q(status__in=(OrderStatus.QUEUED, OrderStatus.RUNNING), document__isnull=True, failure="")
                | Q(status=OrderStatus.DONE, document__isnull=False, failure="")
                | (Q(status=OrderStatus.FAILED, document__isnull=True) & ~Q(failure="")),
            ),
        ]

    def __str__(self) -> str:
        """Return the kind in words and how far it is."""
        return f"{self.get_kind_display()}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("reports:order", args=[self.public_id])


class SheetsOrder(models.Model):
    """All the fichas of a level, that somebody asked for and a task draws into one file; `drawn` of `total` are done."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(_("de quiénes"), max_length=12, choices=IndexLevel)
    status = models.CharField(_("estado"), max_length=10, choices=SheetsStatus, default=SheetsStatus.QUEUED)
    total = models.PositiveIntegerField(_("fichas"), default=0)
    drawn = models.PositiveIntegerField(_("hechas"), default=0)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"), default=0)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("pedidas por"), on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField(_("pedidas"))
    ended_at = models.DateTimeField(_("terminadas"), null=True, blank=True)
    failure = models.TextField(_("por qué no se pudo"), blank=True)

    class Meta:
        verbose_name = _("fichas pedidas")
        verbose_name_plural = _("fichas pedidas")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="sheetsorder_status_known", condition=Q(status__in=SheetsStatus.values)),
            models.CheckConstraint(name="sheetsorder_of_places", condition=Q(level__in=("municipality", "department"))),
            models.CheckConstraint(name="sheetsorder_drawn_within", condition=Q(drawn__lte=models.F("total"))),
            models.UniqueConstraint(
                name="sheetsorder_one_at_once",
                fields=["level"],
                condition=Q(status__in=("queued", "running")),
                violation_error_message=_("Ya se están preparando las fichas."),
            ),
        ]

    def __str__(self) -> str:
        """Return the level and how far they are."""
        return f"{self.get_level_display()}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("reports:sheets_order", args=[self.public_id])

    @property
    def storage_name(self) -> str:
        """Return where the storage keeps its file."""
        return f"fichas/{self.public_id}.zip"
