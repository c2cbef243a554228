"""The page of a session, its creation, its correction and its changes of state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from llegada.core.errors import Conflict, Invalid, LlegadaError, RuleRefused, TransitionNotAllowed
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once
from llegada.core.recovered import recovered_data
from llegada.delivery import forms, rules, selectors, services
from llegada.delivery.calendar_choices import MailProblem
from llegada.delivery.errors import SessionClosed
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, PLAN_POLICY, SESSION_POLICY, Permission
from llegada.delivery.services.changes import require_in_course
from llegada.delivery.views.page import form_problems, session_context, those_of_last_time, written_again
from llegada.delivery.views.plan_choice import choose_plan
from llegada.workplans.models import WorkPlan

#: What a form page says in place; other refusals have their own page.
SAID_IN_PLACE = (RuleRefused, Invalid, Conflict)


@login_required
@require_GET
def show_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a session with its sections, each changed in place by who may."""
    session = selectors.get_session(actor=actor_of(request), public_id=public_id)
    return render(request, "delivery/session.html", session_context(request, session))


@login_required
def new_session(request: HttpRequest) -> HttpResponse:
    """Record a session whole, or plan it, on one page; without `plan` in the address, choose the plan first."""
    actor = actor_of(request)
    PLAN_POLICY.require_ever(actor, Permission.RECORD)
    try:
        plan_id = UUID(request.GET.get("plan", ""))
    except ValueError:
        return choose_plan(
            request,
            selectors.list_plans_to_record(actor=actor),
            {
                "door": reverse("delivery:session_new"),
                "heading": _("¿De qué plan es la sesión?"),
                "which": _("Planes en ejecución en los que usted registra sesiones"),
                "which_states": _(
                    "Las sesiones se registran en planes firmados y en ejecución. Revise en qué estado van los suyos."
                ),
                "parent": _("Agenda"),
                "parent_url": reverse("delivery:agenda"),
            },
        )
    plan = selectors.get_plan(actor=actor, public_id=plan_id)
    PLAN_POLICY.require(actor, Permission.RECORD, plan)
    require_in_course(plan)
    page = _record_forms(request, plan)
    if request.method != "POST" or not page.is_valid():
        return _record_page(request, plan, page, 200 if request.method != "POST" else 422)
    try:
        session = _record_or_plan(request, plan, page)
    except SAID_IN_PLACE as refusal:
        page.add_refusal(refusal)
        return _record_page(request, plan, page, refusal.status)
    return HttpResponseRedirect(session.get_absolute_url())


def _record_forms(request: HttpRequest, plan: WorkPlan) -> forms.RecordForms:
    actor, today = actor_of(request), timezone.localdate()
    return forms.RecordForms(
        request.POST if request.method == "POST" else recovered_data(request, has="public_id"),
        plan=plan,
        initial=selectors.suggest_details(plan=plan, today=today),
        last_attendees=selectors.list_last_attendees(actor=actor, plan=plan),
        milestones=list(selectors.list_plan_milestones(plan=plan)),
    )


def _record_or_plan(request: HttpRequest, plan: WorkPlan, page: forms.RecordForms) -> Session:
    actor, now, today = actor_of(request), timezone.now(), timezone.localdate()
    if request.POST.get("then") == "plan":
        session = services.plan_session(
            actor=actor,
            plan_id=plan.public_id,
            details=page.session.to_details(),
            now=now,
            today=today,
            public_id=page.public_id,
        )
        messages.success(request, _("La sesión quedó programada."))
        return session
    done = services.record_session(
        actor=actor, plan_id=plan.public_id, record=page.to_record(), now=now, today=today, public_id=page.public_id
    )
    messages.success(request, _("La sesión quedó registrada."))
    return done.session


def _record_page(request: HttpRequest, plan: WorkPlan, page: forms.RecordForms, status: int) -> HttpResponse:
    context = {
        "plan": plan,
        "page": page,
        "form": page.session,
        "places": selectors.list_known_places(plan=plan),
        "consent_text": selectors.find_consent_text(today=timezone.localdate()),
        "carried_commitments": selectors.list_carried_commitments(plan=plan),
    }
    return render(request, "delivery/record.html", context, status=status)


@login_required
def edit_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct the data of a session; what somebody else wrote in between is shown before it is replaced."""
    actor, today = actor_of(request), timezone.localdate()
    session = selectors.get_session(actor=actor, public_id=public_id)
    SESSION_POLICY.require(actor, Permission.RECORD, session)
    if session.status not in rules.OPEN_TO_RECORD:
        raise SessionClosed()
    given = request.POST if request.method == "POST" else recovered_data(request)
    form = forms.EditSessionForm(given, instance=session, plan=session.plan, today=today)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        advisors = tuple(person.public_id for person in form.cleaned_data["advisors"])
        try:
            services.edit_session(
                actor=actor,
                public_id=public_id,
                details=form.to_details(advisors),
                revision=form.cleaned_data["revision"],
                now=timezone.now(),
                today=today,
            )
        except SAID_IN_PLACE as refusal:
            status = refusal.status
            form = _form_after(refusal, request, form, public_id)
        else:
            messages.success(request, _("Los datos de la sesión quedaron corregidos."))
            return HttpResponseRedirect(session.get_absolute_url())
    context = {
        "session": session,
        "form": form,
        "places": selectors.list_known_places(plan=session.plan),
        "saved": selectors.get_session(actor=actor, public_id=public_id) if status == 409 else None,
    }
    return render(request, "delivery/session_edit.html", context, status=status)


def _form_after(
    refusal: LlegadaError, request: HttpRequest, form: forms.EditSessionForm, public_id: UUID
) -> forms.EditSessionForm:
    """Return the form with what was typed and the refusal; after a conflict, sending it again replaces what is there now."""
    if not isinstance(refusal, Conflict):
        add_refusal(form, refusal)
        return form
    session = selectors.get_session(actor=actor_of(request), public_id=public_id)
    given = request.POST.copy()
    given["revision"] = str(session.revision)
    again = forms.EditSessionForm(given, instance=session, plan=session.plan, today=timezone.localdate())
    again.is_valid()
    add_refusal(again, refusal)
    return again


@login_required
@require_POST
def move_session(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out an action of the session's table, with what its form says."""
    actor, action = actor_of(request), request.POST.get("action", "")

    def work() -> str:
        _act(request, action, {"actor": actor, "public_id": public_id, "now": timezone.now()})
        messages.success(request, _done(action))
        return reverse("delivery:session", args=[public_id])

    try:
        return once(request, work)
    except SAID_IN_PLACE as refusal:
        session = selectors.get_session(actor=actor, public_id=public_id)
        kept = written_again(request, refusal) if "what_was_done" in request.POST else {}
        if action in ("convene", "invite"):
            kept = {"invite_form": _invite_form(request, session)}
        elif action == "reschedule":
            kept = {"reschedule_form": forms.RescheduleForm(request.POST, auto_id="nueva_%s")}
        context = session_context(request, session, problem=refusal, **kept)
        return render(request, "delivery/session.html", context, status=refusal.status)


def _done(action: str) -> str:
    return {
        "hold": _("La sesión quedó registrada como realizada."),
        "cancel": _("La sesión quedó cancelada."),
        "convene": _("La sesión quedó convocada."),
        "invite": _("Las invitaciones quedaron por salir."),
        "miss": _("Quedó dicho que la sesión no se realizó."),
        "reschedule": _("La sesión quedó reprogramada."),
        "approve_minutes": _("El acta quedó aprobada."),
    }[action]


def _act(request: HttpRequest, action: str, given: dict[str, Any]) -> None:
    """Call the service of an action with what its form says. Raises TransitionNotAllowed for one that is not in the table."""
    if action == "hold":
        _finish(request, given)
    elif action == "cancel":
        services.cancel_session(reason=request.POST.get("reason", ""), **given)
    elif action in ("convene", "invite"):
        _call_people(request, action, given)
    elif action == "miss":
        services.miss_session(reason=request.POST.get("reason", ""), today=timezone.localdate(), **given)
    elif action == "reschedule":
        _reschedule(request, given)
    elif action == "approve_minutes":
        services.approve_minutes(**given)
    else:
        raise TransitionNotAllowed(action=action, status="")


def _invite_form(request: HttpRequest, session: Session) -> forms.InviteForm:
    mails = selectors.list_mails_to_show(actor=actor_of(request), session=session)
    suggested = selectors.list_suggested(session=session, mails=mails)
    return forms.InviteForm(request.POST, suggested=suggested, auto_id="convocar_%s")


def _call_people(request: HttpRequest, action: str, given: dict[str, Any]) -> None:
    """Call those who are marked and those who were written; a plain button calls all who are suggested."""
    session = selectors.get_session(actor=given["actor"], public_id=given["public_id"])
    SESSION_POLICY.require(given["actor"], FOR_ACTION[action], session)
    people = None
    if "picked" in request.POST:
        form = _invite_form(request, session)
        if not form.is_valid():
            raise Invalid(form_problems(form))
        people = form.to_people()
    call = services.convene_session if action == "convene" else services.invite_to_session
    call(people=people, **given)
    mails = selectors.list_mails_to_show(actor=given["actor"], session=session)
    bad = [mail.address for mail in mails if mail.problem == MailProblem.MALFORMED]
    if bad:
        messages.warning(
            request, _("Estas direcciones están mal escritas y no se les escribió: %(bad)s") % {"bad": ", ".join(bad)}
        )


def _reschedule(request: HttpRequest, given: dict[str, Any]) -> None:
    session = selectors.get_session(actor=given["actor"], public_id=given["public_id"])
    SESSION_POLICY.require(given["actor"], FOR_ACTION["reschedule"], session)
    form = forms.RescheduleForm(request.POST)
    if not form.is_valid():
        raise Invalid(form_problems(form))
    services.reschedule_session(day=form.to_day(), **given)


def _finish(request: HttpRequest, given: dict[str, Any]) -> None:
    """End a session with all that its page holds; a plain button with no words only marks it as held."""
    session = selectors.get_session(actor=given["actor"], public_id=given["public_id"])
    SESSION_POLICY.require(given["actor"], FOR_ACTION["hold"], session)
    if "what_was_done" not in request.POST:
        services.hold_session(today=timezone.localdate(), **given)
        return
    form = forms.MinutesForm(request.POST, auto_id="acta_%s")
    if not form.is_valid():
        raise Invalid(form_problems(form))
    words = services.FinishingWords(
        what_was_done=form.cleaned_data["what_was_done"],
        agenda=form.cleaned_data["agenda"],
        no_commitments=form.cleaned_data["no_commitments"],
        revision=form.cleaned_data["revision"],
        milestones=form.milestone_ids,
        attendees=tuple(those_of_last_time(request, session)),
        pending_agenda=form.cleaned_data["pending_agenda"],
        next_meeting_on=form.cleaned_data["next_meeting_on"],
    )
    services.finish_session(words=words, today=timezone.localdate(), **given)
