"""The test before and after a training on the phone of who attends: who registered on it answers, without an account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from llegada.core.http import save_or_show
from llegada.core.throttling import refuse_beyond
from llegada.delivery import checkin_rules, selectors, services
from llegada.delivery.forms.training import AnswerForm
from llegada.delivery.models import AttendanceCode
from llegada.delivery.views.door import door_behind

_COOKIE = "asistencia"
#: The test is of the day of the session; the phone forgets who was there after it.
_SECONDS = 18 * 60 * 60


@dataclass(frozen=True)
class Place:
    """Who registered last on a phone (key of the entry), and which tests were answered on it since."""

    entry_id: int
    answered: Collection[str] = field(default_factory=frozenset)


def remember(response: HttpResponseBase, door: AttendanceCode, place: Place) -> None:
    """Keep on the phone who registered on it, signed and for this session alone: no name, no address."""
    response.set_signed_cookie(
        _COOKIE,
        f"{place.entry_id}:{','.join(sorted(place.answered))}",
        salt=_salt(door),
        max_age=_SECONDS,
        path=reverse("delivery:check_in", args=[door.code]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def recall(request: HttpRequest, door: AttendanceCode) -> Place | None:
    """Return who registered last on this phone for this session, or None."""
    try:
        kept = request.get_signed_cookie(_COOKIE, salt=_salt(door), max_age=_SECONDS) or ""
        entry_id, _colon, answered = kept.partition(":")
        return Place(int(entry_id), frozenset(answered.split(",")) - {""})
    except (KeyError, ValueError, signing.BadSignature):
        return None


def _salt(door: AttendanceCode) -> str:
    return f"{_COOKIE}:{door.code}"


def awaiting_answer(request: HttpRequest, door: AttendanceCode) -> str | None:
    """Return which test whoever registered on this phone may answer now and has not answered on it, or None."""
    place = recall(request, door)
    test = selectors.find_session_test(session=door.session)
    wave = selectors.answered_by_phone(session=door.session, test=test, today=timezone.localdate())
    return wave if place is not None and wave is not None and wave not in place.answered else None


@require_http_methods(["GET", "HEAD", "POST"])
def answer_training(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the questions of the test that is open, and keep the answers once; who is not on the list registers first."""
    door = door_behind(request, code)
    if request.method == "POST":
        refuse_beyond(checkin_rules.FORMS_PER_MINUTE, what="training answers", meta=request.META)
    place = recall(request, door)
    if place is None:
        return redirect("delivery:check_in", code=door.code)
    session, now, today = door.session, timezone.now(), timezone.localdate()
    test = selectors.find_session_test(session=session)
    wave = selectors.answered_by_phone(session=session, test=test, today=today)
    if test is None or wave is None or wave in place.answered:
        return render(request, "delivery/training/answer.html", {"session": session, "is_done": bool(place.answered)})
    form = AnswerForm(
        request.POST if request.method == "POST" else None, questions=selectors.list_questions(test=test.test)
    )

    def work() -> str:
        services.answer_test(code=door.code, entry_id=place.entry_id, wave=wave, given=form.given, now=now, today=today)
        return request.path

    def show(status: int) -> HttpResponse:
        context = {"session": session, "form": form, "wave": wave, "test": test.test}
        return render(request, "delivery/training/answer.html", context, status=status)

    response = save_or_show(request, form, work=work, show=show)
    if isinstance(response, HttpResponseRedirect):
        remember(response, door, Place(place.entry_id, {*place.answered, wave}))
    return response
