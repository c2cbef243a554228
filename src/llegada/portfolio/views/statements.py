"""The strategic statements of the organisation: read, written, put in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.accounts.models import Organization
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, LlegadaError, NotAllowed
from llegada.core.forms import add_refusal
from llegada.core.http import actor_of, once, save_or_show, shown_revision
from llegada.core.recovered import recovered_data
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.choices import StatementStatus
from llegada.portfolio.forms import StatementForm
from llegada.portfolio.models import StrategicStatement
from llegada.portfolio.policies import STATEMENT_POLICY, StatementPermission


@require_safe
@login_required
def statements(request: HttpRequest) -> HttpResponse:
    """Show the version in force, the draft and the earlier ones."""
    STATEMENT_POLICY.require_ever(actor_of(request), StatementPermission.VIEW)
    return _page(request, status=200)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest) -> HttpResponse:
    """Write the draft of the next version; a new one starts from what is in force."""
    actor = actor_of(request)
    STATEMENT_POLICY.require_ever(actor, StatementPermission.EDIT)
    organization = selectors.find_writing_organization(actor=actor)
    if organization is None:
        raise NotAllowed(permission=StatementPermission.EDIT)
    form = StatementForm(request.POST or recovered_data(request), initial=_initial(actor, organization))

    def work() -> str:
        texts = {name: form.cleaned_data[name] for name in rules.STATEMENT_TEXTS}
        statement = services.write_statement(
            actor=actor,
            organization=organization,
            texts=texts,
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        messages.success(request, _("Borrador guardado. Otra persona de planeación o coordinación lo pone en vigor."))
        return statement.get_absolute_url()

    def conflict(refusal: Conflict) -> HttpResponse:
        given = request.POST.copy()
        theirs = _initial(actor, organization)
        given["revision"] = str(theirs["revision"])  # from here on, saving again is a decision
        again = StatementForm(given)
        add_refusal(again, refusal)
        return _form_page(request, again, organization, refusal.status)

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: _form_page(request, form, organization, status),
        on_conflict=conflict,
    )


@require_POST
@login_required
def put_in_force(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the draft in force: from then on strategies align to it, and it does not change."""

    def work() -> str:
        statement = services.put_statement_in_force(
            actor=actor_of(request), public_id=public_id, now=timezone.now(), revision=shown_revision(request)
        )
        messages.success(request, _("La versión %(number)s quedó en vigor.") % {"number": statement.number})
        return statement.get_absolute_url()

    try:
        return once(request, work)
    except LlegadaError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _page(request, status=refusal.status, problem=refusal)


def _initial(actor: Actor, organization: Organization) -> dict[str, Any]:
    """Return what the form starts with: the draft, or what is in force where there is none."""
    found = list(selectors.list_statements(actor=actor).filter(organization=organization))
    draft = next((one for one in found if one.status == StatementStatus.DRAFT), None)
    base = draft or next((one for one in found if one.status == StatementStatus.IN_FORCE), None)
    texts = {name: getattr(base, name, "") for name in rules.STATEMENT_TEXTS}
    return {**texts, "revision": draft.revision if draft else 0}


def _form_page(request: HttpRequest, form: StatementForm, organization: Organization, status: int) -> HttpResponse:
    context = {"form": form, "organization": organization}
    return render(request, "portfolio/strategies/statement_form.html", context, status=status)


def _page(request: HttpRequest, *, status: int, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    found = list(selectors.list_statements(actor=actor))
    context = {
        "current": [one for one in found if one.status == StatementStatus.IN_FORCE],
        "drafts": [_draft(actor, one) for one in found if one.status == StatementStatus.DRAFT],
        "former": [one for one in found if one.status == StatementStatus.SUPERSEDED],
        "may_edit": selectors.find_writing_organization(actor=actor) is not None,
        "events": history.list_events_of(found)[:50],
        "states": StatementStatus.choices,
        **more,
    }
    return render(request, "portfolio/strategies/statements.html", context, status=status)


def _draft(actor: Actor, statement: StrategicStatement) -> dict[str, Any]:
    may = STATEMENT_POLICY.can(actor, StatementPermission.PUT_IN_FORCE, statement)
    is_whole = all(getattr(statement, name) for name in rules.STATEMENT_TEXTS)
    is_own = rules.is_own_work(edited_by_id=statement.edited_by_id, person_id=actor.person_id)
    url = reverse("strategies:statement_in_force", args=[statement.public_id])
    return {
        "statement": statement,
        "may_put_in_force": may and is_whole and not is_own,
        "needs_other_person": may and is_whole and is_own,
        "missing": [
            str(StrategicStatement._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in rules.STATEMENT_TEXTS
            if not getattr(statement, name)
        ],
        "url": f"{url}?revision={statement.revision}",
    }
