"""Writes the design of a version and the operation of a service: each section in its own form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.actors import Actor
from llegada.core.errors import Conflict, NotFound, TransitionNotAllowed
from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.portfolio import design_rules, rules, selectors, services
from llegada.portfolio.content import MilestoneContent
from llegada.portfolio.design_checks import lacks_in_design, lacks_in_operation
from llegada.portfolio.design_content import Owner, SectionContent, content_of_section
from llegada.portfolio.design_reading import in_words
from llegada.portfolio.design_words import BY_SLUG, SECTION_WORDS
from llegada.portfolio.forms.design import gap_choices, row_formset
from llegada.portfolio.forms.design_said import SAID_FORMS, AnswersForm, DeliveryForm, SaidForm
from llegada.portfolio.forms.services import milestone_formset
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services.drafts import require_stage
from llegada.portfolio.views.design import cost_table, goals_of, schedule_of


@dataclass(frozen=True)
class Typed:
    """The forms of a section: what it says once, and its rows where it has some."""

    form: SaidForm
    formset: Any = None

    @property
    def parts(self) -> tuple[Any, ...]:
        """Return the formsets to be checked beside the form."""
        return () if self.formset is None else (self.formset,)

    def content(self) -> SectionContent:
        """Return what was typed. Call once valid."""
        if self.formset is None:
            return SectionContent(self.form.said())
        rows = self.formset.rows() if hasattr(self.formset, "rows") else map(vars, self.formset.milestones())
        return SectionContent(self.form.said(), tuple(rows))


@require_http_methods(["GET", "POST"])
@login_required
def design_section(request: HttpRequest, public_id: UUID, section: str) -> HttpResponse:
    """Edit one section of the design of the version in edition."""
    key = _known(section, design_rules.DESIGN_SECTIONS)
    actor = actor_of(request)
    version = selectors.get_design(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, version.service)
    require_stage(version, rules.DESIGN_WRITABLE)

    def save(content: SectionContent, seen: str) -> None:
        services.write_design(
            actor=actor, public_id=public_id, section=key, content=content, now=timezone.now(), seen=seen
        )

    return _section_page(
        request, version, key, save=save, reread=lambda: selectors.get_design(actor=actor, public_id=public_id)
    )


@require_http_methods(["GET", "POST"])
@login_required
def operation_section(request: HttpRequest, public_id: UUID, section: str) -> HttpResponse:
    """Edit one section of the operation of a service."""
    key = _known(section, design_rules.OPERATION_SECTIONS)
    actor = actor_of(request)
    service = selectors.get_operation(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    if service.status not in design_rules.OPERATION_WRITABLE:
        raise TransitionNotAllowed(action="edit", status=service.status)

    def save(content: SectionContent, seen: str) -> None:
        services.write_operation(
            actor=actor, public_id=public_id, section=key, content=content, now=timezone.now(), seen=seen
        )

    return _section_page(
        request, service, key, save=save, reread=lambda: selectors.get_operation(actor=actor, public_id=public_id)
    )


def _known(slug: str, sections: tuple[str, ...]) -> str:
    key = BY_SLUG.get(slug, "")
    if key not in sections:
        raise NotFound(section=slug)
    return key


def _section_page(
    request: HttpRequest,
    owner: Owner,
    key: str,
    *,
    save: Callable[[SectionContent, str], None],
    reread: Callable[[], Owner],
) -> HttpResponse:
    data = request.POST or recovered_data(request)
    typed = _typed(actor_of(request), owner, key, data)

    def work() -> str:
        save(typed.content(), typed.form.cleaned_data["seen"])
        messages.success(request, _("Guardado: %(section)s.") % {"section": SECTION_WORDS[key].title})
        return _after(owner, key, goes_on="next" in request.POST)

    return save_or_show(
        request,
        typed.form,
        *typed.parts,
        work=work,
        show=lambda status: _show(request, owner, key, typed, status=status),
        on_conflict=lambda refusal: _conflict(request, reread(), key, typed, refusal),
    )


def _typed(actor: Actor, owner: Owner, key: str, data: Any) -> Typed:
    content = content_of_section(owner, key)
    initial = {**content.said, "seen": content.fingerprint()}
    if key == "fields" and isinstance(owner, ServiceVersion):
        answers = {name: str(text) for name, text in content.said.items()}
        fields = selectors.list_fields_to_answer(owner)
        return Typed(AnswersForm(data, fields=fields, answers=answers, initial={"seen": initial["seen"]}))
    if key == "delivery" and isinstance(owner, ServiceVersion):
        milestones = [MilestoneContent(**row) for row in content.rows]
        return Typed(
            DeliveryForm(data, kind=owner.kind, initial=initial), milestone_formset(data, milestones=milestones)
        )
    form = SAID_FORMS.get(key, SaidForm)(data, initial=initial)
    if key == "closure":
        return Typed(form)
    return Typed(form, row_formset(key, data, rows=content.rows, options=_options(actor, owner, key)))


def _options(actor: Actor, owner: Owner, key: str) -> dict[str, Any]:
    """Return what the rows of a section offer to choose from."""
    if key == "objectives":
        return {"gaps": gap_choices(content_of_section(owner, "gaps").rows)}
    if key == "indicators" and isinstance(owner, ServiceVersion):
        return {"sheets": selectors.list_linkable_sheets(actor=actor, version=owner)}
    return {}


def _after(owner: Owner, key: str, *, goes_on: bool) -> str:
    is_design = isinstance(owner, ServiceVersion)
    order = design_rules.DESIGN_SECTIONS if is_design else design_rules.OPERATION_SECTIONS
    public_id = owner.service.public_id if isinstance(owner, ServiceVersion) else owner.public_id
    place = order.index(key) + 1
    if goes_on and place < len(order):
        name = "portfolio:design_section" if is_design else "portfolio:operation_section"
        return reverse(name, args=[public_id, SECTION_WORDS[order[place]].slug])
    return reverse("portfolio:design" if is_design else "portfolio:operation", args=[public_id])


def _show(request: HttpRequest, owner: Owner, key: str, typed: Typed, *, status: int, **more: Any) -> HttpResponse:
    service: Service = owner.service if isinstance(owner, ServiceVersion) else owner
    version = owner if isinstance(owner, ServiceVersion) else selectors.current_version(owner)
    is_design = isinstance(owner, ServiceVersion)
    context = {
        "service": service,
        "version": version,
        "key": key,
        "words": SECTION_WORDS[key],
        "form": typed.form,
        "formset": typed.formset,
        "is_last": key in {"fields", "closure"},
        "tabs": _tabs(owner, service, key),
        "back": reverse("portfolio:design" if is_design else "portfolio:operation", args=[service.public_id]),
        **more,
    }
    if is_design:
        context |= {"totals": cost_table(version)} if key == "costs" else {}
        context |= {"goals": goals_of(version)} if key == "indicators" else {}
        context |= {"schedule": schedule_of(version)} if key == "delivery" else {}
    return render(request, "portfolio/design/section.html", context, status=status)


def _tabs(owner: Owner, service: Service, here: str) -> list[dict[str, Any]]:
    """Return the tabs of the sections of the design or of the operation, each with whether it is complete."""
    is_design = isinstance(owner, ServiceVersion)
    if isinstance(owner, ServiceVersion):
        fields = selectors.list_asked_fields(owner)
        lacks = lacks_in_design(owner, fields)
        if here != "fields" and not fields and not owner.answers.all():
            del lacks["fields"]
    else:
        lacks = lacks_in_operation(owner)
    name = "portfolio:design_section" if is_design else "portfolio:operation_section"
    return [
        {
            "label": SECTION_WORDS[key].title,
            "url": reverse(name, args=[service.public_id, SECTION_WORDS[key].slug]),
            "is_here": key == here,
            "is_whole": not found,
        }
        for key, found in lacks.items()
    ]


def _conflict(request: HttpRequest, owner: Owner, key: str, typed: Typed, refusal: Conflict) -> HttpResponse:
    """Show what the other person saved where it differs from what this one wrote, which stays in the form."""
    stands = content_of_section(owner, key)
    theirs, mine = in_words(owner, key, stands), in_words(owner, key, typed.content())
    written = set(mine.facts)
    differences = [one for one in theirs.facts if one not in written]
    rows = {row.words for row in mine.rows}
    number = {row.words: place for place, row in enumerate(theirs.rows, 1)}
    title = str(SECTION_WORDS[key].row)
    differences += [(f"{title} {number[row.words]}", row.words) for row in theirs.rows if row.words not in rows]
    data = request.POST.copy()
    data["seen"] = stands.fingerprint()  # from here on, saving again is a decision
    again = _typed(actor_of(request), owner, key, data)
    return _show(request, owner, key, again, status=refusal.status, conflict=refusal, theirs=differences)
