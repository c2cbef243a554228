"""What a view of «quién hace qué y dónde» is restricted to: read from the address, said in words, written back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llegada.core.templatetags.llegada import MONTHS
from llegada.insights import view_rules
from llegada.insights.choices import ViewMetric
from llegada.insights.cube_rules import Slice
from llegada.insights.filters import ALL_YEARS, Problems
from llegada.insights.selectors import Option
from llegada.insights.selectors.explore_options import (
    Options,
    PlacesOption,
    ServiceOption,
    UnitOption,
    group_entity_ids,
)

O = TypeVar("O", bound=Option)  # noqa: E741  # an option
C = TypeVar("C", bound=TextChoices)
#: After the key of a unit, says that the units below it are left out.
ALONE: Final = ":sola"
_NOT_LISTED: Final = {
    "organization": gettext_lazy("Esa organización no está en la lista."),
    "unit": gettext_lazy("Esa dependencia no está en la lista."),
    "line": gettext_lazy("Esa línea temática no está en la lista."),
    "service": gettext_lazy("Ese servicio no está en la lista."),
    "places": gettext_lazy("Esa clase de municipios no está cargada, o no la puede ver."),
}


@dataclass(frozen=True)
class Scope:
    """The filters of a view, each None where it does not restrict; `since` and `until` are months (202603), both included."""

    year: int | None = None
    since: int | None = None
    until: int | None = None
    organization: Option | None = None
    unit: UnitOption | None = None
    unit_ids: frozenset[int] | None = None
    is_unit_alone: bool = False
    line: Option | None = None
    service: ServiceOption | None = None
    department_id: str | None = None
    department: str = ""
    municipality_id: str | None = None
    municipality: str = ""
    places: PlacesOption | None = None
    entity_ids: frozenset[int] | None = None
    metric: ViewMetric = ViewMetric.SESSIONS

    @property
    def cut(self) -> Slice:
        """Return the slice of the cube."""
        return Slice(
            since=self.since,
            until=self.until,
            organization_ids=_only(self.organization),
            unit_ids=self.unit_ids,
            line_ids=_only(self.line),
            service_ids=_only(self.service),
            department_ids=frozenset({self.department_id}) if self.department_id else None,
            municipality_ids=self.municipality_ids,
            entity_ids=self.entity_ids,
        )

    @property
    def municipality_ids(self) -> frozenset[str] | None:
        """Return the municipalities to which it is restricted: the chosen one, those of the class, or both at once."""
        of_class = self.places.municipality_ids if self.places else None
        if self.municipality_id is None:
            return of_class
        own = frozenset({self.municipality_id})
        return own if of_class is None else own & of_class

    @cached_property
    def asked(self) -> dict[str, str]:
        """Return the filters as the address writes them, those that do not restrict left out but for «every year»."""
        of_period = {
            "year": "" if self.is_range else str(self.year or ALL_YEARS),
            "since": view_rules.written_month(self.since) if self.is_range and self.since else "",
            "until": view_rules.written_month(self.until) if self.is_range and self.until else "",
        }
        unit = f"{self.unit.key}{ALONE if self.is_unit_alone else ''}" if self.unit else ""
        found = {
            **of_period,
            "organization": self.organization.key if self.organization else "",
            "unit": unit,
            "line": self.line.key if self.line else "",
            "service": self.service.key if self.service else "",
            "department": self.department_id or "",
            "municipality": self.municipality_id or "",
            "places": self.places.key if self.places else "",
            "metric": "" if self.metric == ViewMetric.SESSIONS else str(self.metric),
        }
        return {name: value for name, value in found.items() if value}

    def query(self, **other: Any) -> str:
        """Return the filters as a query string, with `other` names added or, where empty, taken away."""
        return urlencode({name: value for name, value in {**self.asked, **other}.items() if value not in (None, "")})

    @property
    def is_range(self) -> bool:
        """Return whether the period was asked for by months."""
        return self.year is None and (self.since is not None or self.until is not None)

    @property
    def period(self) -> str:
        """Say the period."""
        if self.year:
            return _("Vigencia %(year)s") % {"year": self.year}
        words = {"since": month_words(self.since), "until": month_words(self.until)}
        if self.since and self.until:
            return _("%(since)s a %(until)s") % words
        if self.since:
            return _("Desde %(since)s") % words
        return _("Hasta %(until)s") % words if self.until else _("Todas las vigencias")

    @property
    def has_period(self) -> bool:
        """Return whether any month is left out."""
        return self.since is not None or self.until is not None

    @property
    def words(self) -> str:
        """Say everything that restricts."""
        return f"{self.period} · {self.words_without_period}"

    @property
    def words_without_period(self) -> str:
        """Say what restricts besides time."""
        where = self.municipality or self.department or _("todo el país")
        if self.municipality and self.department:
            where = f"{self.municipality} ({self.department})"
        unit = self.unit.label if self.unit else ""
        if self.is_unit_alone:
            unit = _("%(unit)s, sin las que dependen de ella") % {"unit": unit}
        chosen = [one.label if one else "" for one in (self.organization, self.line, self.service, self.places)]
        return " · ".join(part for part in (where, chosen[0], unit, *chosen[1:]) if part)


def month_words(month: int | None) -> str:
    """Write a month as «mar 2026»."""
    return f"{MONTHS[month % 100 - 1]} {month // 100}" if month else ""


def _only(option: Option | None) -> frozenset[int] | None:
    return frozenset({option.pk}) if option else None


def read_scope(
    query: Mapping[str, str], options: Options, *, default_year: int | None = None
) -> tuple[Scope, Problems]:
    """Return what `query` asks for, and a sentence for each filter that could not be read and was left out.

    Months win over a year. `default_year` is taken where neither is asked for.
    """
    problems: Problems = {}
    unit, unit_ids, is_alone = _unit(query, options, problems)
    places = _places(query, options, problems)
    scope = Scope(
        organization=_chosen(query, "organization", options.catalogue.organizations, problems),
        unit=unit,
        unit_ids=unit_ids,
        is_unit_alone=is_alone,
        line=_chosen(query, "line", options.catalogue.lines, problems),
        service=_chosen(query, "service", options.services, problems),
        places=places,
        entity_ids=group_entity_ids(places.group_id) if places and places.group_id else None,
        metric=choose(query, "metric", ViewMetric, ViewMetric.SESSIONS, problems),
    )
    scope = _with_place(scope, query, options, problems)
    return _with_period(scope, query, default_year, problems), problems


def choose(query: Mapping[str, str], name: str, choices: type[C], usual: C, problems: Problems) -> C:
    """Return the choice that the address asks for, or `usual`; what is not offered is noted in `problems`."""
    asked = query.get(name, "").strip()
    if not asked:
        return usual
    try:
        return choices(asked)
    except ValueError:
        problems[name] = _("«%(value)s» no es algo que esta página sepa mostrar.") % {"value": asked[:40]}
        return usual


def _chosen(query: Mapping[str, str], name: str, options: Sequence[O], problems: Problems) -> O | None:
    asked = query.get(name, "").strip().lower()
    found = next((one for one in options if one.key == asked), None) if asked else None
    if asked and found is None:
        problems[name] = _NOT_LISTED[name]
    return found


def _unit(
    query: Mapping[str, str], options: Options, problems: Problems
) -> tuple[UnitOption | None, frozenset[int] | None, bool]:
    asked = query.get("unit", "").strip().lower()
    is_alone = asked.endswith(ALONE)
    # «:sola» by itself is asked for too, and is of nothing.
    unit = _chosen({"unit": asked.removesuffix(ALONE) or asked}, "unit", options.units, problems)
    if unit is None:
        return None, None, False
    below = {one.pk for one in options.units if one.path.startswith(unit.path)} if not is_alone else set()
    return unit, frozenset({unit.pk} | below), is_alone


def _places(query: Mapping[str, str], options: Options, problems: Problems) -> PlacesOption | None:
    asked = query.get("places", "").strip().lower()
    found = next((one for one in options.places if one.key == asked), None) if asked else None
    if asked and found is None:
        problems["places"] = _NOT_LISTED["places"]
    return found


def asked_department(query: Mapping[str, str]) -> str:
    """Return the code of the department that the address asks for, by itself or by its municipality; it may not exist."""
    code = query.get("department", "").strip() or query.get("municipality", "").strip()[:2]
    return code if len(code) == 2 and code.isascii() and code.isdigit() else ""


def _with_place(scope: Scope, query: Mapping[str, str], options: Options, problems: Problems) -> Scope:
    departments = options.catalogue.departments
    asked = query.get("department", "").strip()
    if asked and asked not in departments:
        problems["department"] = _("Ese código de departamento no existe: son dos dígitos, con sus ceros (05).")
        return scope
    town = query.get("municipality", "").strip()
    code = asked or (town[:2] if town in options.municipalities else "")
    if town and town not in options.municipalities:
        sentence: str | Promise = _("Ese código de municipio no existe: son cinco dígitos, con sus ceros (05001).")
        if asked and len(town) == 5 and town.isdigit() and town[:2] != asked:
            sentence = _("El municipio %(code)s no es del departamento elegido.") % {"code": town}
        problems["municipality"] = sentence
        town = ""
    return replace(
        scope,
        department_id=code or None,
        department=departments[code].name if code else "",
        municipality_id=town or None,
        municipality=options.municipalities.get(town, ""),
    )


def _with_period(scope: Scope, query: Mapping[str, str], default_year: int | None, problems: Problems) -> Scope:
    months: dict[str, int | None] = {}
    for name in ("since", "until"):
        asked = query.get(name, "").strip()
        months[name] = view_rules.parse_month(asked) if asked else None
        if asked and months[name] is None:
            problems[name] = _("El mes se escribe como año y mes, así: 2026-03, entre 1990 y 2100.")
    since, until = months["since"], months["until"]
    if since and until and since > until:
        problems["until"] = _("El mes final es anterior al inicial: no hay nada entre los dos.")
        since = until = None
    if since or until:
        return replace(scope, since=since, until=until)
    year = _year(query, default_year, problems)
    if year is None:
        return scope
    return replace(scope, year=year, since=year * 100 + 1, until=year * 100 + 12)


def _year(query: Mapping[str, str], default: int | None, problems: Problems) -> int | None:
    asked = query.get("year", "").strip()
    if asked == ALL_YEARS:
        return None
    year = view_rules.parse_year(asked)
    if asked and year is None:
        problems["year"] = _("La vigencia es un año de cuatro cifras entre 1990 y 2100, como 2026.")
    return year or default
