"""What an entity sees with its link, with no account: what it owes under a plan, and a form to report each one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from llegada.core.errors import NotFound
from llegada.core.http import save_or_show
from llegada.core.throttling import refuse_hurried_form
from llegada.delivery import services
from llegada.delivery.errors import LinkClosed
from llegada.delivery.forms.commitments import LinkReportForm
from llegada.delivery.selectors import commitment_parts as parts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_owed(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the entity of the link owes, and keep what it reports of one commitment."""
    return _report(request, token) if request.method == "POST" else _page(request, token)


def _page(
    request: HttpRequest, token: str, *, bound: LinkReportForm | None = None, of: UUID | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    try:
        link = parts.open_link(token=token, today=today)
    except LinkClosed as refusal:
        return render(request, "delivery/commitments_by_link.html", {"problem": refusal}, status=refusal.status)
    rows = []
    for one in parts.list_owed(plan=link.plan):
        reports = list(one.reports.all())  # the newest first
        form = bound if bound is not None and one.public_id == of else LinkReportForm(key=one.public_id)
        rows.append({"commitment": one, "report": reports[0] if reports else None, "form": form})
    context = {"link": link, "plan": link.plan, "rows": rows, "today": today, "token": token}
    response = render(request, "delivery/commitments_by_link.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    response["X-Robots-Tag"] = "noindex"
    return response


def _report(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what the entity says that was done; what was typed stays on a refusal."""
    try:
        public_id = UUID(request.POST.get("commitment", ""))
    except ValueError:
        raise NotFound(commitment="") from None
    form = LinkReportForm(request.POST, request.FILES, key=public_id)

    def work() -> str:
        refuse_hurried_form(what="commitment report", meta=request.META)
        data = form.cleaned_data
        services.report_by_link(
            token=token,
            public_id=public_id,
            name=data["name"],
            post=data["post"],
            words=data["words"],
            uploads=data["file"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("Gracias. Quien asiste a su entidad lo revisa y usted verá aquí el resultado."))
        return reverse("delivery:commitments_by_link", kwargs={"token": token})

    return save_or_show(
        request, form, work=work, show=lambda status: _page(request, token, bound=form, of=public_id, status=status)
    )
