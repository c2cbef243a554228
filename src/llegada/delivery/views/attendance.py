"""How a list of attendance is gathered: the code on the wall, who was expected, a table, and the photo of a paper list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.actors import Actor
from llegada.core.errors import LlegadaError
from llegada.core.folding import having_words
from llegada.core.http import act_or_show, actor_of
from llegada.core.import_pages import ImportPage
from llegada.core.imports import ImportReport
from llegada.core.tabular import read_table, xlsx_response
from llegada.core.uploads import HeldUpload
from llegada.delivery import checkin_rules, rules, selectors, services
from llegada.delivery.models import AttendanceCode, Session
from llegada.delivery.policies import SENSITIVE_POLICY, SESSION_POLICY, Permission
from llegada.delivery.services.attendance_table import REQUIRED
from llegada.delivery.views.session_access import session_for

_PAGE_ROWS = 50


@require_safe
@login_required
def show_door(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the code of a session as a QR, who is expected, and what may be told of who came."""
    return _door_page(request, session_for(request, public_id, Permission.VIEW_ATTENDANCE))


def _door_page(
    request: HttpRequest, session: Session, status: int = 200, problem: LlegadaError | None = None
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    door = selectors.find_code(session=session)
    count = selectors.count_attendance(sessions=[session]).get(session.pk, 0)
    can_record = SESSION_POLICY.can(actor, Permission.RECORD, session) and session.status in rules.OPEN_TO_RECORD
    context = {
        "session": session,
        "problem": problem,
        "can_record": can_record,
        "door": door,
        "attendance_count": count,
        "expected": selectors.list_expected(actor=actor, session=session),
        "is_its_day": session.held_on <= today,
        "told": selectors.summarize_sensitive(session=session, attendance=count, today=today),
        "smallest": checkin_rules.SMALLEST_CELL,
        **_drawn(request, session, door),
    }
    return render(request, "delivery/door.html", context, status=status)


def _drawn(request: HttpRequest, session: Session, door: AttendanceCode | None) -> dict[str, object]:
    """Return the address of the code, its QR and what may be done with it today."""
    if door is None:
        return {}
    address = request.build_absolute_uri(reverse("delivery:check_in", args=[door.code]))
    drawing = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass="qr-drawing")
    state = checkin_rules.door_state(
        status=session.status, held_on=session.held_on, today=timezone.localdate(), is_shut=door.shut_at is not None
    )
    # The library writes the squares; the address, which is ours, is not in the drawing as text.
    return {"address": address, "host": request.get_host(), "qr": mark_safe(drawing), "door_state": state}  # noqa: S308


@require_POST
@login_required
def move_door(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the door of a session, or shut it."""
    session = session_for(request, public_id, Permission.RECORD)
    act = services.shut_attendance if request.POST.get("action") == "shut" else services.open_attendance

    def work() -> str:
        act(actor=actor_of(request), public_id=public_id, now=timezone.now())
        return reverse("delivery:door", args=[public_id])

    return act_or_show(request, work=work, show=lambda status, problem: _door_page(request, session, status, problem))


@require_POST
@login_required
def admit_expected(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put on the list those who were expected and are marked."""
    session = session_for(request, public_id, Permission.RECORD)
    keys = {int(key) for key in request.POST.getlist("came") if key.isdecimal()}

    def work() -> str:
        done = services.admit_expected(
            actor=actor_of(request), public_id=public_id, keys=keys, now=timezone.now(), today=timezone.localdate()
        )
        messages.success(request, _("Personas agregadas a la lista: %(n)s.") % {"n": len(done)})
        return reverse("delivery:door", args=[public_id])

    return act_or_show(request, work=work, show=lambda status, problem: _door_page(request, session, status, problem))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_attendance(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Ask for a table, try it and show its report; with a `token`, carry out the file that was tried."""
    session = session_for(request, public_id, Permission.RECORD)

    def require(actor: Actor) -> None:
        SESSION_POLICY.require(actor, Permission.RECORD, session)

    def carry_out(*, actor: Actor, held: HeldUpload, dry_run: bool, now: datetime) -> ImportReport:
        return services.import_attendance(
            actor=actor,
            public_id=public_id,
            rows=read_table(held.open(), name=held.name, required=REQUIRED),
            dry_run=dry_run,
            now=now,
            today=timezone.localdate(),
            source=held.source,
        )

    page = ImportPage(
        "delivery/attendance_import.html",
        session,
        "informe-de-asistencia",
        require,
        carry_out,
        extra={"session": session, "is_open": session.status in rules.OPEN_TO_RECORD},
    )
    return page.answer(request)


@require_safe
@login_required
def attendance_template(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give the template of the list, with an example row."""
    return xlsx_response(services.attendance_template(session_for(request, public_id, Permission.RECORD)))


@require_POST
@login_required
def mark_transcribed(request: HttpRequest, public_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Say that the people of a list on paper are on the list."""
    session = session_for(request, public_id, Permission.RECORD)
    services.mark_transcribed(actor=actor_of(request), public_id=public_id, evidence_id=evidence_id, now=timezone.now())
    messages.success(request, _("La lista en papel quedó como transcrita."))
    return HttpResponseRedirect(f"{session.get_absolute_url()}#evidencias")


@require_safe
@login_required
def show_sensitive(request: HttpRequest) -> HttpResponse:
    """Show who gave sensitive data, to who answers for personal data."""
    return _sensitive_page(request)


def _sensitive_page(request: HttpRequest, status: int = 200, problem: LlegadaError | None = None) -> HttpResponse:
    actor = actor_of(request)
    SENSITIVE_POLICY.require_ever(actor, Permission.VIEW)
    found = selectors.list_sensitive(actor=actor)
    words = request.GET.get("q", "").strip()
    if words:
        found = having_words(found, words, said=("entry__name", "entry__email"))
    page = Paginator(found, _PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"page_obj": page, "words": words, "problem": problem}
    return render(request, "delivery/sensitive.html", context, status=status)


@require_POST
@login_required
def erase_sensitive(request: HttpRequest, answers_id: int) -> HttpResponse:
    """Erase the sensitive data of somebody who asks for it, with the reason."""
    reason = request.POST.get("reason", "")

    def work() -> str:
        services.erase_sensitive(actor=actor_of(request), answers_id=answers_id, reason=reason, now=timezone.now())
        messages.success(request, _("Los datos sensibles de esa persona se borraron. Su asistencia sigue contando."))
        return reverse("delivery:sensitive")

    return act_or_show(request, work=work, show=lambda status, problem: _sensitive_page(request, status, problem))
