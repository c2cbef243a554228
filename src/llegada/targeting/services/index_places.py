"""Finds the place or the entity of which a row of a table speaks, in memory; what is damaged is put right or refused in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _

from llegada.targeting.choices import IndexLevel
from llegada.targeting.table_rules import folded, read_accounting_code
from llegada.territory import rules
from llegada.territory.choices import EntityKind, MunicipalityKind
from llegada.territory.models import Department, Entity, Municipality

#: Areas that the catalogue no longer has → the municipality of which they are now part.
JOINED: Final = {"94663": ("Mapiripana", "94343")}
_GOVERNMENTS: Final = {"alcaldia": EntityKind.MAYORALTY, "gobernacion": EntityKind.GOVERNORATE}


@dataclass(frozen=True)
class Found:
    """What a row says of its place: the key of the place if it can be used; else why not. `repaired` says what was put right."""

    key: str = ""
    refusal: str = ""
    repaired: str = ""


@dataclass(frozen=True)
class RowPlace:
    """The cells of a row that say its place, blank where the table has no such column."""

    code: str = ""
    department: str = ""
    municipality: str = ""
    entity: str = ""


@dataclass
class Catalogue:
    """The places of one level in memory: found by code or name, and expected of an edition by year."""

    level: str
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    _found: dict[RowPlace, Found] = field(default_factory=dict)

    @classmethod
    def load(cls, level: str) -> Catalogue:
        """Read departments and places in two queries; entities when the first is asked for."""
        return cls(
            level,
            {one.code: one for one in Municipality.objects.all()},
            dict(Department.objects.values_list("code", "name")),
        )

    def find(self, row: RowPlace) -> Found:
        """Return the place of a row; the same cells are read once."""
        if row not in self._found:
            readers = {IndexLevel.MUNICIPALITY: self._municipality, IndexLevel.DEPARTMENT: self._department}
            self._found[row] = readers.get(IndexLevel(self.level), self._entity)(row)
        return self._found[row]

    def label(self, key: str) -> str:
        """Return a place as people check it: `05001 Medellín`."""
        return self._entities[key].name if self.level == IndexLevel.ENTITY else self._place(key)

    def names_of(self, key: str) -> tuple[str, str]:
        """Return the name of a place or entity and that of its department."""
        if self.level == IndexLevel.ENTITY:
            entity = self._entities.get(key)
            return (entity.name, self.departments.get(entity.department_id or "", "")) if entity else (key, "")
        if self.level == IndexLevel.DEPARTMENT:
            return self.departments[key], self.departments[key]
        return self.municipalities[key].name, self.departments[key[:2]]

    def _place(self, key: str) -> str:
        return f"{key} {self.municipalities[key].name if key in self.municipalities else self.departments[key]}"

    def expected(self, year: int) -> dict[str, str]:
        """Return who should have a value in that year, key → label: municipalities that existed, departments with governor.

        Non-municipalised areas and the island of San Andrés have no mayor: theirs is welcome and not expected. Of entities,
        alcaldías and gobernaciones are.
        """
        if self.level == IndexLevel.DEPARTMENT:
            return {code: self._place(code) for code in self.departments if code != rules.BOGOTA_CODE}
        if self.level == IndexLevel.ENTITY:
            return {key: one.name for key, one in self._entities.items() if one.kind in _GOVERNMENTS.values()}
        return {
            code: self._place(code)
            for code, one in self.municipalities.items()
            if one.kind == MunicipalityKind.MUNICIPALITY and (one.valid_from is None or one.valid_from.year <= year)
        }

    def newer_than(self, year: int) -> dict[str, int]:
        """Return the municipalities that did not exist yet in that year, code → the year since which they do."""
        if self.level != IndexLevel.MUNICIPALITY:
            return {}
        return {
            code: one.valid_from.year
            for code, one in self.municipalities.items()
            if one.valid_from is not None and one.valid_from.year > year
        }

    # --- municipalities -----------------------------------------------------------------------------------------------
    def _municipality(self, row: RowPlace) -> Found:
        if not row.code:
            return self._by_names(row)
        if row.code in JOINED:
            name, now = JOINED[row.code]
            reason = _("%(code)s fue el área de %(name)s, que hoy es parte de %(place)s. Su dato no se suma a otro.")
            return Found(refusal=reason % {"code": row.code, "name": name, "place": self._place(now)})
        if len(row.code) == 9 and row.code.isdecimal():
            return self._checked(self._of_accounting(row.code), row)
        reading = rules.read_code(row.code, length=5)
        if reading.code is None:
            return Found(refusal=self._not_a_code(row, reading.proposal))
        if reading.code not in self.municipalities:
            return Found(refusal=_("%(code)s no es un código de la DIVIPOLA.") % {"code": row.code})
        repaired = _("Había perdido el cero inicial: se leyó %(place)s.") if reading.is_repaired else ""
        place = {"place": self._place(reading.code)}
        return self._checked(Found(reading.code, repaired=repaired % place if repaired else ""), row)

    def _of_accounting(self, code: str) -> Found:
        found = read_accounting_code(code)
        if found is None or found not in self.municipalities:
            reason = _("%(code)s parece un código de la Contaduría, pero no lleva dentro el de un municipio.")
            return Found(refusal=reason % {"code": code})
        repaired = _("Es un código de la Contaduría: se leyó %(place)s.") % {"place": self._place(found)}
        return Found(found, repaired=repaired)

    def _not_a_code(self, row: RowPlace, proposal: str | None) -> str:
        reason = _("«%(text)s» no es un código DANE de municipio: debe tener 5 dígitos, como texto, con sus ceros.")
        hint = ""
        if proposal in self.municipalities:
            hint = " " + _("¿Será %(place)s?") % {"place": self._place(proposal)}
        return reason % {"text": row.code} + hint

    def _checked(self, found: Found, row: RowPlace) -> Found:
        """Refuse a row whose name is of another municipality of the department than its code."""
        if not found.key or not row.municipality:
            return found
        if rules.names_agree(row.municipality, self.municipalities[found.key].name):
            return found
        other = rules.find_place_named(row.municipality, self._of_department[found.key[:2]])
        if other is None or other == found.key:
            return found  # another spelling of its name, or an older name
        reason = _("El código es de %(place)s y el nombre de %(other)s. Deje uno de los dos.")
        return Found(refusal=reason % {"place": self._place(found.key), "other": self._place(other)})

    @cached_property
    def _of_department(self) -> dict[str, dict[str, str]]:
        grouped: dict[str, dict[str, str]] = defaultdict(dict)
        for code, one in self.municipalities.items():
            grouped[code[:2]][code] = one.name
        return grouped

    def _by_names(self, row: RowPlace) -> Found:
        if not row.municipality:
            return Found(refusal=_("La fila no dice de qué municipio es."))
        department = self._department_named(row.department)
        if department is None:
            reason = _("«%(name)s» no es un departamento, y sin él no se sabe qué municipio es %(municipality)s.")
            return Found(refusal=reason % {"name": row.department, "municipality": row.municipality})
        found = rules.find_place_named(row.municipality, self._of_department[department])
        if found is None:
            reason = _("No hay un solo municipio que se llame %(name)s en %(department)s. Escriba su código.")
            words = {"name": row.municipality, "department": self.departments[department]}
            return Found(refusal=reason % words)
        is_same = folded(row.municipality) == folded(self.municipalities[found].name)
        repaired = _("Sin código: por el nombre «%(name)s» se leyó %(place)s.")
        words = {"name": row.municipality, "place": self._place(found)}
        return Found(found, repaired="" if is_same else repaired % words)

    # --- departments --------------------------------------------------------------------------------------------------
    def _department(self, row: RowPlace) -> Found:
        text = row.code
        if len(text) == 5 and text.endswith(
            "000"
        ):  # DANE writes the code of a department so beside those of municipalities
            text = text[:2]
        reading = rules.read_code(text, length=2) if text else rules.CodeReading(self._department_named(row.department))
        if reading.code is None or reading.code not in self.departments:
            reason = _("«%(text)s» no es un departamento: se espera su código DANE de 2 dígitos o su nombre.")
            return Found(refusal=reason % {"text": row.code or row.department})
        named = self._department_named(row.department) if row.department and row.code else reading.code
        if named is not None and named != reading.code:
            reason = _("El código es de %(place)s y el nombre de %(other)s. Deje uno de los dos.")
            return Found(refusal=reason % {"place": self._place(reading.code), "other": self._place(named)})
        repaired = _("Había perdido el cero inicial: se leyó %(place)s.") if reading.is_repaired else ""
        return Found(reading.code, repaired=repaired % {"place": self._place(reading.code)} if repaired else "")

    def _department_named(self, name: str) -> str | None:
        return rules.find_place_named(name, self.departments) if name else None

    # --- entities -----------------------------------------------------------------------------------------------------
    @cached_property
    def _entities(self) -> dict[str, Entity]:
        return {str(one.public_id): one for one in Entity.objects.filter(is_active=True)}

    @cached_property
    def _entities_by_name(self) -> dict[tuple[str, str | None], list[str]]:
        grouped: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for key, one in self._entities.items():
            grouped[folded(one.name), one.department_id].append(key)
        return grouped

    @cached_property
    def _governments(self) -> dict[tuple[str, str | None], str]:
        return {
            (one.kind, one.municipality_id if one.kind == EntityKind.MAYORALTY else one.department_id): key
            for key, one in self._entities.items()
            if one.kind in _GOVERNMENTS.values()
        }

    @cached_property
    def _by_source_code(self) -> dict[str, str]:
        return {one.source_code: key for key, one in self._entities.items() if one.source_code}

    def _entity(self, row: RowPlace) -> Found:
        by_code = self._by_source_code.get(row.code, "")
        if by_code and (not row.entity or rules.names_agree(row.entity, self._entities[by_code].name)):
            return Found(by_code)
        kind = _GOVERNMENTS.get(folded(row.entity).split(" ")[0] if row.entity else "")
        if kind is not None:
            return self._government(kind, row)
        department = self._department_named(row.department)
        alike = self._entities_by_name[folded(row.entity), department]
        if len(alike) == 1:
            return Found(alike[0])
        reason = _("El catálogo no tiene una sola entidad con el código «%(code)s» o el nombre «%(name)s».")
        return Found(refusal=reason % {"code": row.code, "name": row.entity})

    def _government(self, kind: str, row: RowPlace) -> Found:
        if kind == EntityKind.GOVERNORATE:
            name = row.department or rules.place_in_body_name(row.entity)
            place = self._department_named(name)
        else:
            name = row.municipality or rules.place_in_body_name(row.entity)
            place = self._by_names(RowPlace(department=row.department, municipality=name)).key
        key = self._governments.get((kind, place)) if place else None
        if key is not None:
            return Found(key)
        if place in self.municipalities:
            reason = _("%(place)s no tiene alcaldía: la gobierna su departamento.")
            return Found(refusal=reason % {"place": self._place(place)})
        reason = _("El catálogo no tiene una sola entidad con el código «%(code)s» o el nombre «%(name)s».")
        return Found(refusal=reason % {"code": row.code, "name": row.entity})
