"""What happens to a commitment after it is made: extensions, evidence, and what the entity reports by its link (OPE-06)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.delivery.choices import CommitmentReportStatus
from llegada.delivery.models.commitments import Commitment
from llegada.records.models import StoredFile
from llegada.workplans.models import WorkPlan


class CommitmentExtension(models.Model):
    """A later date given to an open commitment, with the reason. Never edited."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="extensions")
    before_on = models.DateField(_("fecha anterior"))
    after_on = models.DateField(_("fecha nueva"))
    reason = models.TextField(_("motivo de la prórroga"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("concedida"))

    class Meta:
        verbose_name = _("prórroga de un compromiso")
        verbose_name_plural = _("prórrogas de compromisos")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="commitmentextension_later",
                condition=Q(after_on__gt=F("before_on")),
                violation_error_message=_("La fecha nueva debe ser posterior a la que tenía."),
            ),
            models.CheckConstraint(name="commitmentextension_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        """Return the new date."""
        return self.after_on.isoformat()


class CommitmentLink(models.Model):
    """A link with which an entity reports, with no account, how it fulfilled what it owes under a plan.

    Its secret is the signature of its identifier, so that it can be shown again and is never kept. One is open at a time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="commitment_links")
    expires_on = models.DateField(_("sirve hasta"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("creado"))
    revoked_at = models.DateTimeField(_("anulado"), null=True, blank=True)

    class Meta:
        verbose_name = _("enlace de compromisos")
        verbose_name_plural = _("enlaces de compromisos")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="commitmentlink_one_open",
                fields=["plan"],
                condition=Q(revoked_at__isnull=True),
                violation_error_message=_("Ese plan ya tiene un enlace abierto."),
            ),
        ]

    def __str__(self) -> str:
        """Return its identifier."""
        return str(self.public_id)


class CommitmentReport(models.Model):
    """What somebody of the entity, who says their name and has no account, reported by the link; a person reviews it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reports")
    link = models.ForeignKey(CommitmentLink, on_delete=models.PROTECT, related_name="reports")
    reporter_name = models.CharField(_("nombre de quien informa"), max_length=150)
    reporter_post = models.CharField(_("cargo de quien informa"), max_length=120)
    words = models.TextField(_("cómo se cumplió"))
    status = models.CharField(
        _("estado"), max_length=10, choices=CommitmentReportStatus, default=CommitmentReportStatus.PENDING
    )
    reported_at = models.DateTimeField(_("informado"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("revisado"), null=True, blank=True)
    observation = models.TextField(_("por qué se devuelve"), blank=True)

    class Meta:
        verbose_name = _("aviso de cumplimiento")
        verbose_name_plural = _("avisos de cumplimiento")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="commitmentreport_status_known", condition=Q(status__in=CommitmentReportStatus.values)
            ),
            models.UniqueConstraint(
                name="commitmentreport_one_pending",
                fields=["commitment"],
                condition=Q(status=CommitmentReportStatus.PENDING),
                violation_error_message=_(
                    "Ya se informó el cumplimiento de ese compromiso, y alguien lo está revisando."
                ),
            ),
            models.CheckConstraint(
                name="commitmentreport_reviewed_by_somebody",
                condition=Q(status=CommitmentReportStatus.PENDING)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="commitmentreport_returned_says_why",
                condition=~Q(status=CommitmentReportStatus.RETURNED) | ~Q(observation=""),
                violation_error_message=_("Diga por qué se devuelve."),
            ),
        ]

    def __str__(self) -> str:
        """Return who reported it."""
        return self.reporter_name

    def get_absolute_url(self) -> str:
        """Return the page of its commitment."""
        return reverse("delivery:commitment", kwargs={"public_id": self.commitment.public_id})


class CommitmentEvidence(models.Model):
    """A file that proves a commitment; what came by the link has a `report` and nobody of ours who added it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    report = models.ForeignKey(
        CommitmentReport, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    file = models.ForeignKey(StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nombre del archivo"), max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("agregada"))

    class Meta:
        verbose_name = _("evidencia de un compromiso")
        verbose_name_plural = _("evidencias de compromisos")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="commitmentevidence_once", fields=["commitment", "file"]),
            models.CheckConstraint(
                name="commitmentevidence_from_somebody",
                condition=Q(added_by__isnull=False) | Q(report__isnull=False),
                violation_error_message=_("Una evidencia dice de quién viene."),
            ),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
