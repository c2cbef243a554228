"""The public face of requests: making one without an account, and following it by number and code."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.core.throttling import refuse_hurried_form
from llegada.delivery.forms.requests import AskForm, CompleteForm, FollowForm, RateForm
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_codes import code_of
from llegada.delivery.request_errors import NoSuchRequest
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import find_consent_text
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.request_answers import rate_answer
from llegada.delivery.services.request_moves import complete_request
from llegada.delivery.services.requests import receive_request
from llegada.delivery.views.request_page import followed_context
from llegada.records.http import file_response

#: The receipt, which says the code, can be opened again for so long (seconds); afterwards the mail says it, or nobody.
RECEIPT_SECONDS: Final = 30 * 60
_SALT: Final = "llegada.delivery.receipt"
_FOLLOWED: Final = "followed_request"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for something: anybody, without an account; whoever acts for an entity, in its name."""
    actor, now = actor_of(request), timezone.now()
    form = AskForm(request.POST or recovered_data(request), request.FILES or None, actor=actor)

    def work() -> str:
        refuse_hurried_form(what="ask", meta=request.META)
        made = receive_request(actor=actor, new=form.to_request(), now=now, upload=form.cleaned_data["file"])
        if REQUEST_POLICY.can(actor, RequestPermission.VIEW, made):
            messages.success(request, _("La solicitud quedó radicada con el número %(n)s.") % {"n": made.number})
        return reverse("delivery:request_received", args=[signing.dumps(str(made.public_id), salt=_SALT)])

    def show(status: int) -> HttpResponse:
        consent = find_consent_text(today=timezone.localdate(now))
        context = {"form": form, "consent_text": consent}
        return render(request, "delivery/requests/ask.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


@require_safe
def show_received(request: HttpRequest, token: str) -> HttpResponse:
    """Show number and code to whoever has just made a request; later, ask for them."""
    try:
        public_id = UUID(signing.loads(token, salt=_SALT, max_age=RECEIPT_SECONDS))
        made = selectors.get_followed(public_id=public_id)
    except (signing.BadSignature, ValueError, NotFound):
        messages.info(request, _("Esa constancia ya no se muestra. Consulte con el número y el código."))
        return redirect("delivery:request_follow")
    may_see = REQUEST_POLICY.can(actor_of(request), RequestPermission.VIEW, made)
    context = {"one": made, "code": code_of(made.public_id), "may_see": may_see}
    response = render(request, "delivery/requests/received.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, and show the request to whoever knows both, until they look for another one."""
    if request.method == "POST" and request.POST.get("action") == "forget":
        request.session.pop(_FOLLOWED, None)
        return redirect("delivery:request_follow")
    found = None if request.method == "POST" else _followed(request)
    if found is not None:
        return _show_followed(request, found)
    form = FollowForm(request.POST or None)

    def work() -> str:
        number = form.cleaned_data["number"]
        refuse_hurried_form(what="follow", meta=request.META)
        refuse_hurried_form(what=f"follow {number.strip()}", meta={})
        known = selectors.find_followed(number=number, code=form.cleaned_data["code"])
        if known is None:
            raise NoSuchRequest()
        request.session[_FOLLOWED] = str(known.public_id)
        return reverse("delivery:request_follow")

    def show(status: int) -> HttpResponse:
        return render(request, "delivery/requests/follow.html", {"form": form}, status=status)

    return save_or_show(request, form, work=work, show=show)


def _followed(request: HttpRequest) -> AssistanceRequest | None:
    """Return the request whose number and code this browser proved."""
    known = request.session.get(_FOLLOWED)
    try:
        return selectors.get_followed(public_id=UUID(known)) if known else None
    except NotFound:
        return None


def _show_followed(
    request: HttpRequest,
    one: AssistanceRequest,
    *,
    status: int = 200,
    problem: LlegadaError | None = None,
    **forms: Any,
) -> HttpResponse:
    context = followed_context(one, today=timezone.localdate(), **forms) | {"problem": problem}
    response = render(request, "delivery/requests/followed.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def complete(request: HttpRequest) -> HttpResponse:
    """Bring what was missing."""
    one = _followed(request)
    if one is None:
        return redirect("delivery:request_follow")
    form = CompleteForm(request.POST, request.FILES)

    def work() -> str:
        complete_request(
            actor=ANONYMOUS,
            public_id=one.public_id,
            text=form.cleaned_data["text"],
            upload=form.cleaned_data["file"],
            now=timezone.now(),
            is_followed=True,
        )
        messages.success(request, _("Recibimos lo que faltaba. El término vuelve a correr desde mañana."))
        return reverse("delivery:request_follow")

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _show_followed(request, one, status=status, problem=problem, complete_form=form)

    return act_or_show(request, work=work, show=show, form=form)


@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Say whether the answer helped; the first «no» reopens the request."""
    one = _followed(request)
    if one is None:
        return redirect("delivery:request_follow")
    form = RateForm(request.POST)

    def work() -> str:
        rated = rate_answer(
            actor=ANONYMOUS,
            public_id=one.public_id,
            is_helpful=form.cleaned_data["is_helpful"],
            opinion=form.cleaned_data["opinion"],
            now=timezone.now(),
            is_followed=True,
        )
        is_reopened = rated.status == "assigned"
        messages.success(request, _("Reabrimos la solicitud.") if is_reopened else _("Gracias por decírnoslo."))
        return reverse("delivery:request_follow")

    def show(status: int, problem: LlegadaError | None) -> HttpResponse:
        return _show_followed(request, one, status=status, problem=problem, rate_form=form)

    return act_or_show(request, work=work, show=show, form=form)


@require_safe
def download(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Give a file of the request that this browser follows."""
    one = _followed(request)
    if one is None:
        return HttpResponseRedirect(reverse("delivery:request_follow"))
    return file_response(*selectors.find_attached(one, file_id))
