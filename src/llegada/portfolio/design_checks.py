"""Says in words what the design of a version and the operation of a service lack, and what is wrong with their indicators."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from llegada.indicators.checks import WHY_WORDS
from llegada.indicators.choices import Criterion, SheetStatus
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.rules import Why, uncalculable_years
from llegada.portfolio import design_rules
from llegada.portfolio.design_content import content_of_section
from llegada.portfolio.design_rules import Lack, Row
from llegada.portfolio.design_words import LACKS, UNANSWERED
from llegada.portfolio.models import DesignIndicator, Service, ServiceVersion, UnitField
from llegada.portfolio.rules import FIRST_YEAR

_CURRENT: Final = (SheetStatus.DRAFT, SheetStatus.IN_FORCE)


def lacks_in_design(version: ServiceVersion, fields: Iterable[UnitField]) -> dict[str, list[str]]:
    """Return, for each section of a design, a sentence for each thing that it does not say: an empty list where it is whole.

    `fields` are those in use of the unit. Makes no query if `DESIGN_PARTS` are loaded.
    """
    found = {section: _words(_lacks_of(version, section)) for section in design_rules.DESIGN_SECTIONS}
    said = content_of_section(version, "fields").said
    required = [(one.name, said.get(str(one.public_id), "")) for one in fields if one.is_required]
    names = design_rules.unanswered_fields(required)
    return found | {"fields": [str(UNANSWERED) % {"name": name} for name in names]}


def lacks_in_operation(service: Service) -> dict[str, list[str]]:
    """Return, for each section of an operation, a sentence for each thing that it does not say."""
    governance = content_of_section(service, "governance")
    closure = content_of_section(service, "closure")
    return {
        "actors": _words(design_rules.lacks_of_actors(content_of_section(service, "actors").rows)),
        "governance": _words(design_rules.lacks_of_governance(**governance.said, rows=governance.rows)),
        "activation": _words(design_rules.lacks_of_activation(content_of_section(service, "activation").rows)),
        "closure": _words(design_rules.lacks_of_closure(**closure.said)),
    }


def goal_problems(link: DesignIndicator) -> list[str]:
    """Return a sentence for each reason why the progress towards a goal could not be told, or its sheet not be relied on.

    `link` comes from `DESIGN_PARTS`. Whether progress can be calculated is asked of the goal that the service sets itself.
    """
    why = why_not_calculable(link.sheet, value=link.goal_value, year=link.goal_year)
    found = [not_calculable_words(why)] if why else []
    checked: int = link.checked  # type: ignore[attr-defined]  # an annotation
    if checked < len(Criterion):
        words = {"checked": checked, "total": len(Criterion)}
        found.append(_("La revisión CREMAS de la ficha no está completa: van %(checked)s de %(total)s.") % words)
    return found


def why_not_calculable(sheet: IndicatorSheet, *, value: Decimal | None, year: int | None) -> Why | None:
    """Return why the progress towards a goal could not be calculated even if it were met, or None when it could."""
    if value is None or not sheet.accumulation:
        return None
    when = year or FIRST_YEAR
    return uncalculable_years(
        sheet.accumulation,
        targets={when: value},
        baseline=sheet.baseline_value,
        baseline_year=sheet.baseline_year,
    ).get(when)


def not_calculable_words(why: Why) -> str:
    """Return the sentence of a goal whose progress is not calculable."""
    return _("Avance no calculable: %(why)s.") % {"why": WHY_WORDS[why]}


def _lacks_of(version: ServiceVersion, section: str) -> list[Lack]:
    content = content_of_section(version, section)
    if section == "gaps":
        return design_rules.lacks_of_gaps(content.rows)
    if section == "objectives":
        return design_rules.lacks_of_objectives(content.rows)
    if section == "delivery":
        said: dict[str, Any] = {name: content.said[name] for name in ("ending", "topics", "modalities")}
        return design_rules.lacks_of_delivery(kind=version.kind, milestones=content.rows, **said)
    if section == "indicators":
        ordered = sorted(version.indicators.all(), key=lambda one: (one.position, one.pk))
        return design_rules.lacks_of_indicators([_judged(one) for one in ordered])
    return design_rules.lacks_of_costs(content.rows) if section == "costs" else []


def _judged(link: DesignIndicator) -> Row:
    return {
        "goal_value": link.goal_value,
        "goal_year": link.goal_year,
        "level": link.sheet.level,
        "is_current": link.sheet.status in _CURRENT,
        "has_problems": bool(goal_problems(link)),
    }


def _words(lacks: Iterable[Lack]) -> list[str]:
    return [str(LACKS[one.code]) % {"row": one.row} for one in lacks]
