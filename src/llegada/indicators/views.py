"""Pages of the indicator sheets: the list and its download, one sheet, its form, and what moves it along its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.accounts.models import Organization, Person
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, LlegadaError, NotFound
from llegada.core.forms import require_readable
from llegada.core.http import actor_of, once, page_or_fragment, save_or_show, shown_revision
from llegada.core.recovered import recovered_data
from llegada.core.tabular import xlsx_response
from llegada.indicators import checks, rules, selectors, services
from llegada.indicators.chart import draw
from llegada.indicators.choices import SheetStatus
from llegada.indicators.content import SheetContent, changed_fields, content_of
from llegada.indicators.filters import SheetFilter
from llegada.indicators.forms import BaseTargetFormSet, SheetForm, initial_of, target_formset
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.policies import INDICATOR_POLICY, Permission
from llegada.indicators.tables import sheets_table
from llegada.indicators.templatetags.indicators import measure

ROWS_PER_PAGE = 25


@dataclass(frozen=True)
class YearRow:
    """One year of the table: its target, and how far the period should be by its end, or why that cannot be said."""

    year: int
    target: Any
    expected: rules.Ratio | None
    why: Any


@require_safe
@login_required
def sheet_list(request: HttpRequest) -> HttpResponse:
    """List the sheets of the actor's organisation."""
    actor = actor_of(request)
    INDICATOR_POLICY.require_ever(actor, Permission.VIEW)
    found = SheetFilter(request.GET, queryset=selectors.list_sheets(actor=actor), request=request)
    context = {
        "form": found.form,
        "page_obj": Paginator(found.qs, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "counts": selectors.summarize_sheets(actor=actor),
        "is_filtered": any(request.GET.get(name) for name in found.filters),
        "may_create": INDICATOR_POLICY.may_ever(actor, Permission.EDIT),
    }
    return page_or_fragment(
        request, page="indicators/list.html", fragment="indicators/_list_results.html", context=context
    )


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponseBase:
    """Give what the list shows as XLSX, in the columns of the template."""
    actor = actor_of(request)
    INDICATOR_POLICY.require_ever(actor, Permission.VIEW)
    found = SheetFilter(request.GET, queryset=selectors.list_sheets(actor=actor), request=request)
    require_readable(found.form)
    return xlsx_response(sheets_table(found.qs, name="fichas-de-indicador"))


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one version of a sheet."""
    actor = actor_of(request)
    sheet = selectors.get_sheet(actor=actor, public_id=public_id)
    return render(request, "indicators/detail.html", _detail_context(actor, sheet))


def _detail_context(actor: Actor, sheet: IndicatorSheet) -> dict[str, Any]:
    content, may = content_of(sheet), INDICATOR_POLICY.permissions_on(actor, sheet)
    problems, versions = checks.calculation_problems(content), list(selectors.list_versions(sheet))
    is_draft, is_in_force = sheet.status == SheetStatus.DRAFT, sheet.status == SheetStatus.IN_FORCE
    missing = checks.missing_for_force(content) if is_draft else {}
    baseline = None if sheet.baseline_value is None else (sheet.baseline_year, sheet.baseline_value)
    return {
        "sheet": sheet,
        "revision": str(sheet.revision),
        "versions": versions if len(versions) > 1 else [],
        "in_force": next((one for one in versions if one.status == SheetStatus.IN_FORCE and one != sheet), None),
        "correction": next((one for one in versions if one.status == SheetStatus.DRAFT and one != sheet), None),
        "answers": list(sheet.answers.all()),
        "chart": draw(baseline, content.targets),
        "rows": _year_rows(content),
        "period_target": rules.period_target(content.accumulation, content.targets_by_year)
        if content.targets
        else None,
        "formula_words": checks.FORMULA_WORDS.get(content.accumulation),
        "problems": problems,
        "missing": missing,
        "lacking": [one for sentences in missing.values() for one in sentences if one not in problems],
        "may_edit": is_draft and Permission.EDIT in may,
        "may_correct": is_in_force and Permission.EDIT in may,
        "may_put_in_force": is_draft and Permission.PUT_IN_FORCE in may,
        "may_retire": is_in_force and Permission.RETIRE in may,
        "is_own_work": is_draft
        and rules.is_own_work(designer_ids=selectors.list_designer_ids(sheet), person_id=actor.person_id),
        "events": history.list_shown(target=sheet),
        "states": SheetStatus.choices,
    }


def _year_rows(content: SheetContent) -> list[YearRow]:
    rows = []
    for year, target in content.targets:
        if not content.accumulation:
            rows.append(YearRow(year, target, None, _("falta el tipo de acumulación")))
            continue
        expected = rules.expected_progress(
            content.accumulation,
            year=year,
            targets=content.targets_by_year,
            baseline=content.baseline_value,
            baseline_year=content.baseline_year,
        )
        is_ratio = isinstance(expected, rules.Ratio)
        rows.append(
            YearRow(
                year,
                target,
                expected if isinstance(expected, rules.Ratio) else None,
                "" if is_ratio else checks.WHY_WORDS[expected.why],  # type: ignore[union-attr]
            )
        )
    return rows


@require_http_methods(["GET", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Ask for a new sheet and create it as a draft."""
    actor = actor_of(request)
    INDICATOR_POLICY.require_ever(actor, Permission.EDIT)
    units = selectors.list_editable_units(actor=actor)
    data = request.POST or recovered_data(request)
    people = _people_of(Organization.objects.filter(units__in=units))
    first = units.first()
    form = SheetForm(data, people=people, units=units, initial={"unit": first and first.pk})
    formset = target_formset(data)
    if "check" in request.POST:
        return _check(request, form, formset)

    def work() -> str:
        sheet = services.create_sheet(
            actor=actor, unit=form.cleaned_data["unit"], content=form.content(formset.targets()), now=timezone.now()
        )
        _say_saved(request, sheet)
        return sheet.get_absolute_url()

    return save_or_show(
        request, form, formset, work=work, show=lambda status: _form_page(request, form, formset, status=status)
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit a draft."""
    actor = actor_of(request)
    sheet = selectors.get_sheet(actor=actor, public_id=public_id)
    INDICATOR_POLICY.require(actor, Permission.EDIT, sheet)
    services.require_draft(sheet)
    stands = content_of(sheet)
    data = request.POST or recovered_data(request)
    people = _people_of(Organization.objects.filter(pk=sheet.unit.organization_id))
    form = SheetForm(data, people=people, initial=initial_of(stands, sheet))
    formset = target_formset(data, targets=stands.targets)
    if "check" in request.POST:
        return _check(request, form, formset)

    def work() -> str:
        saved = services.edit_sheet(
            actor=actor,
            public_id=public_id,
            content=form.content(formset.targets()),
            now=timezone.now(),
            revision=form.cleaned_data["revision"] or 0,
        )
        _say_saved(request, saved)
        return saved.get_absolute_url()

    return save_or_show(
        request,
        form,
        formset,
        work=work,
        show=lambda status: _form_page(request, form, formset, sheet=sheet, status=status),
        on_conflict=lambda refusal: _conflict_page(request, sheet, form, formset, refusal, people),
    )


def _people_of(organizations: QuerySet[Organization]) -> QuerySet[Person]:
    return selectors.list_people_of(organizations, today=timezone.localdate())


def _check(request: HttpRequest, form: SheetForm, formset: BaseTargetFormSet) -> HttpResponse:
    """Say whether progress could be calculated with what is written so far; nothing is saved."""
    form.is_valid()
    formset.is_valid()
    return render(request, "indicators/_check.html", _check_context(form.content(formset.targets())))


def _check_context(content: SheetContent) -> dict[str, Any]:
    return {
        "problems": checks.calculation_problems(content),
        "formula_words": checks.FORMULA_WORDS.get(content.accumulation),
        "has_targets": bool(content.targets),
    }


def _say_saved(request: HttpRequest, sheet: IndicatorSheet) -> None:
    messages.success(request, _("Borrador guardado."))
    if checks.calculation_problems(content_of(sheet)):
        messages.warning(request, _("Con estos datos el avance no se puede calcular bien. Abajo se dice por qué."))


def _form_page(
    request: HttpRequest,
    form: SheetForm,
    formset: BaseTargetFormSet,
    *,
    status: int,
    sheet: IndicatorSheet | None = None,
    **more: Any,
) -> HttpResponse:
    if form.is_bound:
        formset.is_valid()
        form.is_valid()
        check = _check_context(form.content(formset.targets()))
    else:
        check = _check_context(content_of(sheet)) if sheet else {}
    context = {"form": form, "formset": formset, "sheet": sheet, **check, **more}
    return render(request, "indicators/form.html", context, status=status)


def _conflict_page(
    request: HttpRequest,
    sheet: IndicatorSheet,
    form: SheetForm,
    formset: BaseTargetFormSet,
    refusal: Conflict,
    people: QuerySet[Person],
) -> HttpResponse:
    """Say what of the other person's differs from what this one wrote, which stays in the form."""
    saved = selectors.get_sheet(actor=actor_of(request), public_id=sheet.public_id)
    labels = {name: str(field.label) for name, field in form.fields.items()}
    labels |= {"targets": _("Metas"), "answers": _("Revisión CREMAS")}
    differ = changed_fields(form.content(formset.targets()), content_of(saved))
    theirs = [(labels[name], _in_words(saved, name)) for name in differ]
    data = request.POST.copy()
    data["revision"] = str(saved.revision)  # from here on, saving again is a decision
    form = SheetForm(data, people=people)
    return _form_page(request, form, formset, sheet=saved, status=refusal.status, conflict=refusal, theirs=theirs)


def _in_words(sheet: IndicatorSheet, name: str) -> str:
    """Return what a sheet says in one field, as its page writes it."""
    if name == "targets":
        return "; ".join(f"{one.year}: {measure(one.value)}" for one in sheet.targets.all())
    if name == "answers":
        said = [(one, _("sí") if one.holds else _("no")) for one in sheet.answers.all()]
        return "; ".join(f"{one.get_criterion_display()}: {word}. {one.justification}" for one, word in said)
    if name == "baseline_value":
        return measure(sheet.baseline_value)
    display = getattr(sheet, f"get_{name}_display", None)
    return str(display() if display else getattr(sheet, name) or "")


@require_POST
@login_required
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a sheet in force, open its correction, or retire it."""
    actor, action = actor_of(request), request.POST.get("action", "")
    reason, now = request.POST.get("reason", ""), timezone.now()

    def work() -> str:
        if action == "put_in_force":
            services.put_in_force(actor=actor, public_id=public_id, now=now, revision=shown_revision(request))
            messages.success(request, _("En vigor. Desde ahora esta versión no cambia."))
        elif action == "correct":
            draft = services.open_correction(actor=actor, public_id=public_id, now=now)
            return reverse("indicators:edit", args=[draft.public_id])
        elif action in {"retire", "discard"}:
            services.retire_sheet(actor=actor, public_id=public_id, action=action, reason=reason, now=now)
            messages.success(request, _("Retirada. Lo que decía se conserva."))
        else:
            raise NotFound()
        return reverse("indicators:detail", args=[public_id])

    try:
        return once(request, work)
    except LlegadaError as refusal:
        sheet = selectors.get_sheet(actor=actor, public_id=public_id)
        context = _detail_context(actor, sheet) | {"problem": refusal, "written_reason": reason}
        return render(request, "indicators/detail.html", context, status=refusal.status)
