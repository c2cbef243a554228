"""Administration of the controlled formats and of the letterhead."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.reports import selectors, services
from llegada.reports.choices import DocumentKind
from llegada.reports.forms import FormatForm, LogoForm
from llegada.reports.models import DocumentFormat
from llegada.reports.policies import FORMAT_POLICY, Permission
from llegada.reports.sources import SOURCES


@require_safe
@login_required
def formats(request: HttpRequest) -> HttpResponse:
    """List the formats of the organisations that the actor sees, with the one in force of each document."""
    actor, today = actor_of(request), timezone.localdate()
    FORMAT_POLICY.require_ever(actor, Permission.VIEW)
    shown = []
    for organization in selectors.list_organizations_with_formats(actor=actor):
        every = list(organization.document_formats.all())
        in_force: dict[str, DocumentFormat] = {}
        for one in every:  # newest first, so that the first in force of each kind is the one
            if one.in_force_on <= today:
                in_force.setdefault(one.kind, one)
        shown.append(
            {
                "organization": organization,
                "letterhead": next(iter(organization.letterheads.all()), None),
                "formats": [(one, in_force.get(one.kind) == one, one.in_force_on > today) for one in every],
                "without": [str(DocumentKind(kind).label) for kind in SOURCES if kind not in in_force],
                "may_manage": FORMAT_POLICY.can(actor, Permission.MANAGE, organization),
            }
        )
    return render(request, "reports/formats.html", {"shown": shown})


@require_http_methods(["GET", "POST"])
@login_required
def add_format(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Register a version of a format."""
    actor = actor_of(request)
    organization = selectors.get_organization(actor=actor, public_id=public_id)
    FORMAT_POLICY.require(actor, Permission.MANAGE, organization)
    form = FormatForm(request.POST or recovered_data(request), initial={"in_force_on": timezone.localdate()})

    def work() -> str:
        made = services.add_format(actor=actor, organization_id=public_id, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Quedó registrado el formato %(code)s.") % {"code": made})
        return reverse("reports:formats")

    def show(status: int) -> HttpResponse:
        context = {"form": form, "organization": organization}
        return render(request, "reports/format_form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_http_methods(["GET", "POST"])
@login_required
def logo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the logo of the documents."""
    actor = actor_of(request)
    organization = selectors.get_organization(actor=actor, public_id=public_id)
    FORMAT_POLICY.require(actor, Permission.MANAGE, organization)
    form = LogoForm(request.POST or None, request.FILES or None)

    def work() -> str:
        services.set_logo(actor=actor, organization_id=public_id, upload=form.cleaned_data["logo"], now=timezone.now())
        messages.success(request, _("El logo quedó cambiado: lo llevan los documentos que se emitan desde ahora."))
        return reverse("reports:formats")

    def show(status: int) -> HttpResponse:
        context = {"form": form, "organization": organization, "letterhead": selectors.find_letterhead(organization)}
        return render(request, "reports/logo_form.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)
