"""The pre-design of a service: its ficha, and one page for each section."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.errors import Conflict, Invalid, NotFound, RuleRefused
from llegada.core.http import actor_of, once, save_or_show
from llegada.core.recovered import recovered_data
from llegada.core.text import fold
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.choices import NoteSection, VersionStatus
from llegada.portfolio.errors import NoDraft, NotBeingWritten
from llegada.portfolio.forms.predesign import SectionForm
from llegada.portfolio.forms.predesign_problem import TreeForm
from llegada.portfolio.forms.predesign_sections import SECTION_FORMS
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.predesign import predesign_of
from llegada.portfolio.predesign_example import example as example_fields
from llegada.portfolio.predesign_words import FIELD_LABELS, HELP, SLUGS, TERMS, TITLES, in_words
from llegada.portfolio.problems import is_absence
from llegada.portfolio.views.predesign_page import body_of, section_tabs, sections_of
from llegada.portfolio.views.service_page import version_buttons

_KEYS = {slug: key for key, slug in SLUGS.items()}


@require_safe
@login_required
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the ficha of the pre-design: of the version in edition, or of the published one, with what each section misses."""
    return _ficha(request, public_id)


@require_POST
@login_required
def note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a note of the feedback on a section."""
    section_key = request.POST.get("section", "")

    def work() -> str:
        services.add_note(
            actor=actor_of(request),
            public_id=public_id,
            section=section_key,
            text=request.POST.get("text", ""),
            now=timezone.now(),
        )
        messages.success(request, _("Nota guardada. La otra parte recibió un aviso."))
        return reverse("portfolio:predesign", args=[public_id]) + f"#t-{section_key}"

    try:
        return once(request, work)
    except (Invalid, RuleRefused) as refusal:
        return _ficha(request, public_id, problem=refusal, written=request.POST.get("text", ""), status=refusal.status)


def _ficha(request: HttpRequest, public_id: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id, permission=Permission.VIEW_DRAFT)
    version = selectors.find_draft(service) or selectors.list_versions(service)[0]
    is_writable = service.status in rules.EDITABLE and version.status in rules.PREDESIGN_WRITABLE
    notes = selectors.list_notes(service)
    sections = sections_of(service, version, notes)
    may = SERVICE_POLICY.permissions_on(actor, service)
    is_alive = service.status in rules.EDITABLE and version.status in rules.IN_EDITION
    context = {
        "service": service,
        "version": version,
        "sections": sections,
        "may_edit": is_writable and SERVICE_POLICY.can(actor, Permission.EDIT, service),
        "is_writable": is_writable,
        "done": sum(not one.missing for one in sections if not one.is_optional),
        "total": sum(not one.is_optional for one in sections),
        "stage": VersionStatus(version.status).label,
        "general_notes": [one for one in notes if one.section == NoteSection.GENERAL],
        "may_note": is_alive and bool(may & {Permission.REVIEW, Permission.EDIT}),
        "buttons": version_buttons(actor, service, version) if is_alive else [],
        "revision": str(service.revision),
        **more,
    }
    return render(request, "portfolio/predesign/overview.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def section(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """Edit one section of the pre-design."""
    actor = actor_of(request)
    service = selectors.get_service(actor=actor, public_id=public_id)
    SERVICE_POLICY.require(actor, Permission.EDIT, service)
    if slug not in _KEYS:
        raise NotFound(section=slug)
    key, version = _KEYS[slug], _written(service)
    content = predesign_of(version)
    form = SECTION_FORMS[key](request.POST or recovered_data(request), content=content, actor=actor)

    def work() -> str:
        services.edit_predesign(
            actor=actor,
            public_id=public_id,
            changes=form.changes(),
            now=timezone.now(),
            seen=form.cleaned_data["seen"],
        )
        messages.success(request, _("Guardado: %(section)s.") % {"section": TITLES[key]})
        return _next_address(request, service, key)

    def conflict(refusal: Conflict) -> HttpResponse:
        return _conflict_page(request, _written(service), key, form, refusal)

    return save_or_show(
        request,
        form,
        *_parts(form),
        work=work,
        show=lambda status: _section_page(request, version, key, form, status=status),
        on_conflict=conflict,
    )


@require_safe
@login_required
def question(request: HttpRequest) -> HttpResponse:
    """Say at once whether the statement of the address names the absence of a solution, and how to write it."""
    SERVICE_POLICY.require_ever(actor_of(request), Permission.EDIT)
    statement = request.GET.get("problem", "")
    return render(request, "portfolio/predesign/_question.html", {"is_absence": is_absence(fold(statement))})


def _written(service: Service) -> ServiceVersion:
    version = selectors.find_draft(service)
    if version is None:
        raise NoDraft()
    if service.status not in rules.EDITABLE or version.status not in rules.PREDESIGN_WRITABLE:
        raise NotBeingWritten(stage=version.get_status_display())
    return version


def _parts(form: SectionForm) -> list[BaseFormSet[Any]]:
    return [form.boxes] if isinstance(form, TreeForm) else []


def _next_address(request: HttpRequest, service: Service, key: str) -> str:
    keys = list(SLUGS)
    place = keys.index(key) + 1
    if "stay" in request.POST:
        return reverse("portfolio:predesign_section", args=[service.public_id, SLUGS[key]])
    if "go_on" in request.POST and place < len(keys):
        return reverse("portfolio:predesign_section", args=[service.public_id, SLUGS[keys[place]]])
    return reverse("portfolio:predesign", args=[service.public_id])


def _section_page(
    request: HttpRequest, version: ServiceVersion, key: str, form: SectionForm, *, status: int, **more: Any
) -> HttpResponse:
    service = version.service
    keys = list(SLUGS)
    place = keys.index(key)
    example = replace(form.content, **example_fields())
    context = {
        "service": service,
        "name": form.content.name,
        "key": key,
        "title": TITLES[key],
        "help": HELP[key],
        "terms": TERMS[key],
        "form": form,
        "number": place + 1,
        "total": len(keys),
        "before": keys[place - 1] if place else "",
        "tabs": section_tabs(service, version, here=key),
        "example_body": body_of(example, key),
        "example_rows": _example_rows(key),
        "body": body_of(form.content, key),
        "is_last": place == len(keys) - 1,
        "draft_key": f"predesign-{service.public_id}-{key}",
        **more,
    }
    return render(request, f"portfolio/predesign/{_template(key)}.html", context, status=status)


def _template(key: str) -> str:
    return f"section_{key}" if key in {"chain", "matrix", "tree"} else "section"


def _example_rows(key: str) -> list[tuple[str, str]]:
    names = {
        "name": ("name",),
        "problem": ("problem", "problem_evidence"),
        "alignment": ("action_plan",),
        "context": ("background", "justification"),
    }
    said = example_fields()
    return [(str(FIELD_LABELS[name]).capitalize(), said[name]) for name in names.get(key, ())]


def _conflict_page(
    request: HttpRequest, version: ServiceVersion, key: str, form: SectionForm, refusal: Conflict
) -> HttpResponse:
    """Show what the other person saved beside what this one wrote, which stays in the form."""
    theirs, mine = predesign_of(version), form.changes()
    differences = [
        (str(FIELD_LABELS[name]).capitalize(), in_words(theirs, name))
        for name, value in mine.items()
        if getattr(theirs, name) != value
    ]
    data = request.POST.copy()
    again = SECTION_FORMS[key](data, content=theirs, actor=form.actor)
    data["seen"] = again.mark()  # from here on, saving again is a decision
    return _section_page(request, version, key, again, status=refusal.status, conflict=refusal, theirs=differences)
