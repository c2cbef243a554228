"""Questions about the indicator sheets: each actor, what their roles reach."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.selectors import list_units_among
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.roles import ENTITY_ROLES
from llegada.core.text import search_terms
from llegada.core.waiting import MOST, Severity, WaitingItem
from llegada.indicators.checks import missing_for_force
from llegada.indicators.choices import SheetStatus
from llegada.indicators.content import content_with
from llegada.indicators.models import CremasAnswer, IndicatorSheet, IndicatorTarget
from llegada.indicators.policies import INDICATOR_POLICY, Permission

_PARTS = ("targets", "answers")
#: Decisions by which somebody wrote on a sheet.
_WRITING = ("indicator.create", "indicator.edit", "indicator.correct")


def list_sheets(*, actor: Actor, permission: str = Permission.VIEW) -> QuerySet[IndicatorSheet]:
    """Return the sheets on which the actor holds `permission`, by name, with all that they say.

    A replaced version is not among them: its page is reached from the one that took its place.
    """
    return (
        INDICATOR_POLICY.scope(actor, permission, IndicatorSheet.objects.all())
        .exclude(status=SheetStatus.SUPERSEDED)
        .select_related("unit__organization", "responsible")
        .prefetch_related(*_PARTS)
        .order_by("name", "number", "pk")
    )


def search_sheets(sheets: QuerySet[IndicatorSheet], text: str) -> QuerySet[IndicatorSheet]:
    """Keep the sheets that hold every word of `text`, whatever its order, case or accents."""
    for term in search_terms(text):
        sheets = sheets.filter(search_text__contains=term)
    return sheets


def get_sheet(*, actor: Actor, public_id: UUID) -> IndicatorSheet:
    """Return one version of a sheet that the actor may see, with all that it says. Raises NotFound."""
    sheets = INDICATOR_POLICY.scope(actor, Permission.VIEW, IndicatorSheet.objects.all())
    try:
        return (
            sheets.select_related("unit__organization", "responsible", "edited_by", "in_force_by")
            .prefetch_related(*_PARTS)
            .get(public_id=public_id)
        )
    except IndicatorSheet.DoesNotExist:
        raise NotFound(sheet=str(public_id)) from None


def list_versions(sheet: IndicatorSheet) -> QuerySet[IndicatorSheet]:
    """Return every version of the same indicator, newest first. The caller has checked that one may be seen."""
    return IndicatorSheet.objects.filter(series=sheet.series).order_by("-number")


def find_version(sheet: IndicatorSheet, status: str) -> IndicatorSheet | None:
    """Return the version of the same indicator that is in `status` (draft or in force: there is one at most)."""
    return list_versions(sheet).select_related("unit__organization").filter(status=status).first()


def list_designer_ids(sheet: IndicatorSheet) -> set[int | None]:
    """Return the keys of those who wrote on this version, by its history."""
    events = history.list_events(target=sheet).filter(verb__in=_WRITING)
    return {sheet.edited_by_id, *events.values_list("actor_id", flat=True)}


def summarize_sheets(*, actor: Actor) -> dict[str, int]:
    """Return how many sheets the actor sees in each state; every state is present."""
    found = dict(
        INDICATOR_POLICY.scope(actor, Permission.VIEW, IndicatorSheet.objects.all())
        .order_by()
        .values_list("status")
        .annotate(total=Count("pk"))
    )
    return {status: found.get(status, 0) for status in SheetStatus.values}


def list_visible_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the units with sheets that the actor sees, by organisation."""
    seen = INDICATOR_POLICY.scope(actor, Permission.VIEW, IndicatorSheet.objects.all()).values("unit")
    return OrgUnit.objects.filter(pk__in=seen).select_related("organization").order_by("organization__name", "path")


def list_editable_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units for which the actor may write sheets."""
    return list_units_among(INDICATOR_POLICY.unit_ids(actor, Permission.EDIT))


def list_people_of(organizations: QuerySet[Organization], *, today: date) -> QuerySet[Person]:
    """Return who may answer for an indicator: people with a role in one of `organizations` on `today`, by name."""
    held = RoleAssignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        person=OuterRef("pk"),
        starts_on__lte=today,
        organization__in=organizations,
    ).exclude(role__in=ENTITY_ROLES)
    return Person.objects.filter(Exists(held), is_active=True).order_by("full_name", "pk")


def list_waiting_for(*, actor: Actor) -> list[WaitingItem]:
    """Return the complete drafts that await the actor's putting them in force.

    What a complete draft is only the checks say, and not the database: these are read apart from all else that awaits, in two
    queries (with no target a draft is not complete, so they are read from the targets), and only for who puts sheets in force.
    """
    if not INDICATOR_POLICY.may_ever(actor, Permission.PUT_IN_FORCE):
        return []
    drafts = (
        INDICATOR_POLICY.scope(actor, Permission.PUT_IN_FORCE, IndicatorSheet.objects.all())
        .filter(status=SheetStatus.DRAFT, responsible__isnull=False)
        .exclude(edited_by=actor.person_id)
        .order_by("updated_at", "pk")
    )
    found = IndicatorTarget.objects.filter(sheet__in=drafts.values("pk")[:MOST])
    targets: dict[int, list[IndicatorTarget]] = {}
    for target in found.select_related("sheet__unit", "sheet__responsible").order_by("sheet", "year"):
        targets.setdefault(target.sheet_id, []).append(target)
    answers: dict[int, list[CremasAnswer]] = {}
    for answer in CremasAnswer.objects.filter(sheet__in=targets).order_by("pk") if targets else ():
        answers.setdefault(answer.sheet_id, []).append(answer)
    return [
        WaitingItem(
            severity=Severity.READY,
            due=None,
            title=_("Poner en vigor la ficha: %(name)s") % {"name": draft.name},
            detail=_("Versión %(number)s · %(unit)s") % {"number": draft.number, "unit": draft.unit},
            url=draft.get_absolute_url(),
            action=_("Revisar"),
        )
        for draft, of_draft in ((those[0].sheet, those) for those in targets.values())
        if not missing_for_force(content_with(draft, of_draft, answers.get(draft.pk, ())))
    ]
