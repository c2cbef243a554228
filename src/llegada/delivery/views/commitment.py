"""The page of one commitment: its story, more time, its evidence, what the entity reported and the link that it reports with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from llegada.core import history
from llegada.core.errors import LlegadaError
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.origins import find_origin
from llegada.delivery import rules, selectors, services
from llegada.delivery.choices import CommitmentReportStatus, CommitmentSide, CommitmentStatus
from llegada.delivery.forms.commitments import ExtensionForm, FilesForm
from llegada.delivery.models import Commitment
from llegada.delivery.policies import COMMITMENT_POLICY, Permission, for_commitment_action
from llegada.delivery.selectors import commitment_parts as parts
from llegada.delivery.verbs import COMMITMENT_ACTION_LABELS
from llegada.records.http import file_response


@login_required
@require_GET
def show_commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one commitment to who sees its plan."""
    return _page(request, public_id)


def _page(request: HttpRequest, public_id: UUID, *, status: int = 200, **given: Any) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    commitment = selectors.get_commitment(actor=actor, public_id=public_id)
    permissions = COMMITMENT_POLICY.permissions_on(actor, commitment)
    is_open = commitment.status == CommitmentStatus.OPEN
    link = parts.find_open_link(plan=commitment.plan, today=today) if Permission.SHARE in permissions else None
    context = {
        "commitment": commitment,
        "today": today,
        "is_overdue": rules.is_overdue(due_on=commitment.due_on, status=commitment.status, today=today),
        "actions": selectors.list_commitment_actions(actor=actor, commitment=commitment),
        "action_labels": COMMITMENT_ACTION_LABELS,
        "extensions": commitment.extensions.select_related("made_by"),
        "evidence": commitment.evidence.select_related("file", "added_by", "report"),
        "may_open_files": Permission.VIEW_ATTENDANCE in permissions,
        "reports": commitment.reports.select_related("reviewed_by"),
        "pending": CommitmentReportStatus.PENDING,
        "may_review": Permission.REVIEW_REPORT in permissions and is_open,
        "may_extend": Permission.EXTEND in permissions and is_open,
        "may_share": Permission.SHARE in permissions and commitment.side == CommitmentSide.ENTITY,
        "extension_form": ExtensionForm(),
        "files_form": FilesForm(),
        "link": link,
        "link_url": settings.SITE_URL + _address_of(link) if link else "",
        "events": history.list_shown(target=commitment),
        "origin": find_origin(actor=actor, of=commitment) if commitment.plan.status == "historical" else None,
        "states": CommitmentStatus.choices,
        **given,
    }
    return render(request, "delivery/commitment.html", context, status=status)


def _address_of(link: Any) -> str:
    return reverse("delivery:commitments_by_link", kwargs={"token": parts.link_token(link)})


def _visible(request: HttpRequest, public_id: UUID, permission: Permission) -> Commitment:
    """Return a commitment on which the person holds `permission`. Raises NotFound, NotAllowed."""
    commitment = selectors.get_commitment(actor=actor_of(request), public_id=public_id)
    COMMITMENT_POLICY.require(actor_of(request), permission, commitment)
    return commitment


@login_required
@require_POST
def extend_commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it a later date; what was typed stays on a refusal."""
    commitment = _visible(request, public_id, Permission.EXTEND)
    form = ExtensionForm(request.POST)

    def work() -> str:
        services.extend_commitment(
            actor=actor_of(request),
            public_id=public_id,
            due_on=form.cleaned_data["due_on"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("El compromiso tiene fecha nueva. Queda escrito por qué."))
        return commitment.get_absolute_url()

    return save_or_show(
        request, form, work=work, show=lambda status: _page(request, public_id, status=status, extension_form=form)
    )


@login_required
@require_POST
def fulfill_commitment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark it as fulfilled with how and the files that prove it."""
    commitment = selectors.get_commitment(actor=actor_of(request), public_id=public_id)
    COMMITMENT_POLICY.require(actor_of(request), for_commitment_action("fulfill", commitment.side), commitment)
    form = FilesForm(request.POST, request.FILES)

    def work() -> str:
        services.fulfill_commitment(
            actor=actor_of(request),
            public_id=public_id,
            outcome=form.cleaned_data["words"],
            uploads=form.cleaned_data["file"],
            now=timezone.now(),
        )
        messages.success(request, _("El compromiso quedó como cumplido. Ahora lo verifica otra persona."))
        return commitment.get_absolute_url()

    return save_or_show(
        request, form, work=work, show=lambda status: _page(request, public_id, status=status, files_form=form)
    )


@login_required
@require_POST
def review_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accept or return what the entity reported by its link."""
    report = parts.get_report(actor=actor_of(request), public_id=public_id)
    COMMITMENT_POLICY.require(actor_of(request), Permission.REVIEW_REPORT, report.commitment)
    action = request.POST.get("action", "")
    observation = request.POST.get("observation", "")

    def work() -> str:
        services.review_report(
            actor=actor_of(request), public_id=public_id, action=action, observation=observation, now=timezone.now()
        )
        messages.success(
            request,
            _("El compromiso quedó como cumplido. Ahora lo verifica otra persona.")
            if action == "accept"
            else _("El aviso se devolvió: la entidad lo ve en su enlace, con el motivo."),
        )
        return report.commitment.get_absolute_url()

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _page(
            request, report.commitment.public_id, status=status, problem=problem, typed_observation=observation
        )

    return act_or_show(request, work=work, show=show)


@login_required
@require_POST
def share_commitments(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give or revoke the link of the entity, by the button that was pressed."""
    commitment = _visible(request, public_id, Permission.SHARE)
    is_revoking = request.POST.get("action") == "revoke"

    def work() -> str:
        change = services.revoke_link if is_revoking else services.share_commitments
        change(actor=actor_of(request), public_id=public_id, now=timezone.now(), today=timezone.localdate())
        messages.success(
            request, _("El enlace quedó anulado.") if is_revoking else _("El enlace está listo para enviarlo.")
        )
        return f"{commitment.get_absolute_url()}#enlace"

    return act_or_show(
        request, work=work, show=lambda status, problem: _page(request, public_id, status=status, problem=problem)
    )


@login_required
@require_GET
def download_evidence(request: HttpRequest, public_id: UUID) -> FileResponse:
    """Give back a file, as a download, to who may see names."""
    evidence = parts.get_commitment_evidence(actor=actor_of(request), public_id=public_id)
    return file_response(evidence.file, evidence.name)
