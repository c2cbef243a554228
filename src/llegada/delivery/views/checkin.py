"""The public pages by which people register themselves, on their own phone and without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core.errors import NotFound
from llegada.core.http import save_or_show
from llegada.core.throttling import refuse_beyond
from llegada.delivery import checkin_rules, forms, selectors, sensitive_texts, services
from llegada.delivery.views.door import door_behind
from llegada.delivery.views.training_public import Place, awaiting_answer, remember


@require_safe
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a session and lead to its page."""
    form = forms.CodeForm(request.GET if "codigo" in request.GET else None)
    if form.is_bound and form.is_valid():
        try:
            door = door_behind(request, form.cleaned_data["codigo"])
        except NotFound:
            return render(request, "delivery/check_in_code.html", {"form": form, "is_unknown": True}, status=404)
        return redirect("delivery:check_in", code=door.code)
    return render(request, "delivery/check_in_code.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """Let whoever has the code say beforehand that they will come, or that day that they are there; later, say that it closed."""
    door = door_behind(request, code)
    if request.method == "POST":
        refuse_beyond(checkin_rules.FORMS_PER_MINUTE, what="attendance form", meta=request.META)
    now, today = timezone.now(), timezone.localdate()
    session = door.session
    state = checkin_rules.door_state(
        status=session.status, held_on=session.held_on, today=today, is_shut=door.shut_at is not None
    )
    given = request.POST if request.method == "POST" else None
    own = forms.OwnForm(given)
    sensitive = forms.SensitiveForm(given) if state == checkin_rules.OPEN else None

    def work() -> str:
        services.register_oneself(
            code=door.code, registration=forms.registration_of(own, sensitive), now=now, today=today
        )
        return f"{reverse('delivery:check_in', args=[door.code])}?listo=1"

    def show(status: int) -> HttpResponse:
        context = {
            "session": session,
            "state": state,
            "is_done": "listo" in request.GET,
            "form": own,
            "sensitive_form": sensitive,
            "sensitive_text": sensitive_texts.TEXTS[sensitive_texts.CURRENT],
            "sensitive_version": sensitive_texts.CURRENT,
            "consent_text": selectors.find_consent_text(today=today),
            "test_wave": awaiting_answer(request, door),
            "code": door.code,
        }
        return render(request, "delivery/check_in.html", context, status=status)

    if request.method == "POST" and sensitive is not None and not sensitive.is_valid():
        own.is_valid()
        return show(422)
    response = save_or_show(request, own, work=work, show=show)
    if state == checkin_rules.OPEN and isinstance(response, HttpResponseRedirect):
        said = {name: own.cleaned_data[name] for name in ("name", "email", "entity_name")}
        entry_id = selectors.find_entry_id(session=session, **said)
        if entry_id is not None:
            remember(response, door, Place(entry_id))
    return response
