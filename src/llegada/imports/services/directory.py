"""What the words of a file may stand for: entities, services, units and people, found by every name that they go by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.contrib.auth import get_user_model
from django.utils.translation import override

from llegada.accounts.models import Organization, OrgUnit
from llegada.core.tabular import TABLE_LANGUAGE
from llegada.core.text import fold
from llegada.imports.choices import MatchKind
from llegada.imports.fields import Field, Kind
from llegada.imports.guessing import GROUP_MARK
from llegada.imports.matching_rules import Index
from llegada.imports.models import ValueMatch
from llegada.imports.services.code_words import CODES, WORDS
from llegada.imports.several import mark_between, names_no_place
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory import rules as territory_rules
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity, Municipality

#: How like a name a text is, and how much more than the next one, to be proposed as the answer.
_SURE: Final = 0.55
_APART: Final = 0.15
#: What a person confirmed that is not to be brought.
SKIPPED: Final = ""
#: What a person confirmed that is nothing of ours, in a field that may be blank: who advised years ago is not here any more.
LEFT_BLANK: Final = "_"


class ServicePlace(NamedTuple):
    """A service with the version that its sessions get, and the line of that version."""

    version_id: int
    service_id: int
    line_id: int


@dataclass
class Directory:
    """The catalogues of an organisation as an import asks them: loaded once, asked row by row without a query."""

    organization: Organization

    def find(self, kind: str, text: str) -> str | None:
        """Return the key or code that a text stands for: what a person confirmed, else the only thing of that name.

        None if nobody knows; SKIPPED if a person said that it is not to be brought.
        """
        folded = fold(text)
        confirmed = self._confirmed.get((kind, folded))
        return confirmed if confirmed is not None else self._named(kind).get(folded)

    def suggest(self, kind: str, text: str) -> list[tuple[str, str]]:
        """Return what a text most likely stands for, best first, each with its words."""
        if kind not in self._indices:
            self._indices[kind] = Index(self._named(kind))
        words = self.words(kind)
        return [(value, words[value]) for value, _score in self._indices[kind].suggest(fold(text)) if value in words]

    def likeliest(self, kind: str, text: str) -> str:
        """Return what a text stands for where one thing is much like it and the next one far from it; else nothing."""
        if kind == MatchKind.ENTITY and (names_no_place(text) or self.names_several(text)):
            return ""
        self.suggest(kind, text)
        found = self._indices[kind].suggest(fold(text))
        second = found[1][1] if len(found) > 1 else 0.0
        return found[0][0] if found and found[0][1] >= _SURE and found[0][1] - second >= _APART else ""

    def is_department(self, text: str) -> bool:
        """Tell whether a text is the name of a department."""
        return fold(text) in self._departments

    def names_several(self, text: str) -> bool:
        """Tell whether a text names several places that are known, or that one of its columns does."""
        return any(
            mark_between(part, lambda name: self.find(MatchKind.ENTITY, name) is not None)
            for part in text.split(GROUP_MARK)
        )

    def words(self, kind: str) -> dict[str, str]:
        """Return what everything of a kind is called, by its key or code."""
        if kind == MatchKind.ENTITY:
            return self._entity_words
        if kind == MatchKind.SERVICE:
            return {str(place.service_id): name for name, place in self._services}
        if kind == MatchKind.UNIT:
            return {str(unit.pk): unit.name for unit in self._units}
        if kind == MatchKind.ADVISOR:
            return {str(key): name for key, name, _email in self._people}
        return {value: str(label) for value, label in CODES[MatchKind(kind)]}

    def said_of(self, fields: Collection[Field]) -> list[Any]:
        """Return all by which cells of these fields are understood, in an order that is always the same."""
        kinds = {one.kind for one in fields}
        asked = sorted({one.match for one in fields if one.match})
        confirmed = sorted((kind, text, value) for (kind, text), value in self._confirmed.items() if kind in asked)
        return [
            confirmed,
            [sorted(self._named(kind).items()) for kind in asked],
            [sorted(self.mayoralties.items()), sorted(self.governorates.items())] if Kind.CODE in kinds else [],
            sorted((nit, sorted(keys)) for nit, keys in self.by_nit.items()) if Kind.NIT in kinds else [],
        ]

    def load(self) -> None:
        """Load all that may be asked: what it speaks of is about to be undone."""
        for kind in MatchKind.values:
            self._named(kind)
            self.words(kind)
        _ = (self._confirmed, self.services, self.mayoralties, self.governorates, self.by_nit, self.places)

    def refresh(self) -> None:
        """Forget what was loaded: the same import made services or entities that it now speaks of."""
        for name in (
            "_entities",
            "_entity_words",
            "_services",
            "services",
            "mayoralties",
            "governorates",
            "by_nit",
            "pieces",
            "places",
            "_departments",
            "_without_mayoralty",
        ):
            self.__dict__.pop(name, None)
        self._names.clear()
        self._indices.clear()

    # --- what is loaded ----------------------------------------------------------------------------------------------
    def __post_init__(self) -> None:
        self._names: dict[str, dict[str, str]] = {}
        self._indices: dict[str, Index] = {}
        #: Texts that nobody has said what they are, by kind, in the order in which they came.
        self.unknown: dict[str, dict[str, None]] = defaultdict(dict)

    @cached_property
    def _confirmed(self) -> dict[tuple[str, str], str]:
        found = ValueMatch.objects.filter(organization=self.organization).values_list("kind", "folded", "value")
        return {(kind, folded): value for kind, folded, value in found}

    @cached_property
    def _entities(self) -> list[Entity]:
        loaded = Entity.objects.select_related("department", "municipality").filter(is_active=True)
        return list(loaded.defer("legal_nature", "sector", "website", "search_text"))

    @cached_property
    def _entity_words(self) -> dict[str, str]:
        return {
            str(one.pk): f"{one.name} ({one.department.name})" if one.department else one.name for one in self._entities
        }

    @cached_property
    def mayoralties(self) -> dict[str, int]:
        """Return the alcaldía of each municipality, by its code."""
        return {
            one.municipality_id: one.pk
            for one in self._entities
            if one.kind == EntityKind.MAYORALTY and one.municipality_id
        }

    @cached_property
    def governorates(self) -> dict[str, int]:
        """Return the gobernación of each department, by its code."""
        return {
            one.department_id: one.pk
            for one in self._entities
            if one.kind == EntityKind.GOVERNORATE and one.department_id
        }

    @cached_property
    def pieces(self) -> dict[int, list[str]]:
        """Return how a cell may say each entity alone: its code, or a name that is of no other, folded."""
        found: dict[int, list[str]] = defaultdict(list)
        for code, key in (*self.mayoralties.items(), *self.governorates.items()):
            found[key].append(code)
        for name, value in self._named(MatchKind.ENTITY).items():
            found[int(value)].append(name)
        return found

    @cached_property
    def by_nit(self) -> dict[str, list[int]]:
        """Return the entities of each NIT: some share one."""
        found: dict[str, list[int]] = defaultdict(list)
        for one in self._entities:
            if one.nit:
                found[one.nit].append(one.pk)
        return found

    @cached_property
    def _without_mayoralty(self) -> list[str]:
        places = Municipality.objects.exclude(pk__in=self.mayoralties).values_list("name", flat=True)
        return list(places)

    @cached_property
    def _departments(self) -> frozenset[str]:
        return frozenset(fold(one.department.name) for one in self._entities if one.department)

    @cached_property
    def places(self) -> dict[int, tuple[str | None, str | None]]:
        """Return department and municipality of each entity."""
        return {one.pk: (one.department_id, one.municipality_id) for one in self._entities}

    @cached_property
    def _services(self) -> list[tuple[str, ServicePlace]]:
        newest: dict[int, ServiceVersion] = {}
        versions = ServiceVersion.objects.filter(service__organization=self.organization).select_related("service")
        for one in versions.order_by("number"):
            if newest.get(one.service_id) is None or newest[one.service_id].pk != one.service.published_version_id:
                newest[one.service_id] = one
        return [(one.name, ServicePlace(one.pk, one.service_id, one.line_id)) for one in newest.values()]

    @cached_property
    def services(self) -> dict[int, ServicePlace]:
        """Return the version and the line of each service of the organisation."""
        return {place.service_id: place for _name, place in self._services}

    @cached_property
    def _units(self) -> list[OrgUnit]:
        return list(OrgUnit.objects.filter(organization=self.organization))

    @cached_property
    def _people(self) -> list[tuple[int, str, str]]:
        people = get_user_model().objects.filter(assignments__organization=self.organization).distinct()
        return list(people.values_list("pk", "full_name", "email"))

    def _named(self, kind: str) -> dict[str, str]:
        """Return what each folded name stands for; one that several go by stands for none."""
        if kind not in self._names:
            found: dict[str, set[str]] = defaultdict(set)
            for name, value in self._pairs(kind):
                found[fold(name)].add(value)
            for name in self._without_mayoralty if kind == MatchKind.ENTITY else ():
                if fold(name) in found:  # «San Andrés» alone is the island for some, and a town of Santander for others
                    found[fold(name)].add("")
            self._names[kind] = {
                name: next(iter(values)) for name, values in found.items() if name and len(values) == 1
            }
        return self._names[kind]

    def _pairs(self, kind: str) -> list[tuple[str, str]]:
        if kind == MatchKind.ENTITY:
            return [pair for one in self._entities for pair in _names_of(one)]
        if kind == MatchKind.SERVICE:
            codes = Service.objects.filter(organization=self.organization).exclude(external_id="")
            coded = [(code, str(key)) for code, key in codes.values_list("external_id", "pk")]
            return [(name, str(place.service_id)) for name, place in self._services] + coded
        if kind == MatchKind.UNIT:
            return [(name, str(one.pk)) for one in self._units for name in (one.name, one.acronym)]
        if kind == MatchKind.ADVISOR:
            return [(name, str(key)) for key, full_name, email in self._people for name in (full_name, email)]
        with override(TABLE_LANGUAGE):
            own = [(str(label), value) for value, label in CODES[MatchKind(kind)]]
        return [*own, *((word, value) for word, value in WORDS[MatchKind(kind)].items())]


def _names_of(one: Entity) -> list[tuple[str, str]]:
    key, department = str(one.pk), one.department.name if one.department else ""
    names = [one.name, f"{one.name} {department}"]
    if one.kind == EntityKind.MAYORALTY and one.municipality:
        place = one.municipality.name
        names += [
            place,
            f"{place} {department}",
            f"{department} {place}",
            f"{one.municipality_id} {place}",
            f"municipio de {place}",
        ]
        names.append(f"{territory_rules.mayoralty_name(one.municipality_id or '', place)} {department}")
    if one.kind == EntityKind.GOVERNORATE:
        names += [
            department,
            f"departamento de {department}",
            f"departamento del {department}",
            f"gobernacion {department}",
        ]
    return [(name, key) for name in dict.fromkeys(names)]
