"""Reads one row of an imported table of entities: what it says, what was put right, and why it cannot go in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core.imports import Finding, ImportReport, Outcome
from llegada.core.tabular import TABLE_LANGUAGE
from llegada.core.text import fold
from llegada.territory import rules
from llegada.territory.choices import EntityKind, EntityOrder
from llegada.territory.services.entity_tables import EntityRow
from llegada.territory.services.places import Places

_GOVERNMENTS: Final = frozenset({EntityKind.MAYORALTY, EntityKind.GOVERNORATE})
#: How a legal nature of the official list begins, or a name where the nature says nothing → what the entity is. National
#: entities are told by their order.
_ASSOCIATIONS: Final = tuple(
    (start, EntityKind.ENTITY_ASSOCIATION)
    for start in (
        "asociacion de municipios",
        "asociaciones de departamentos",
        "area metropolitana",
        "region administrativa",
        "regiones administrativas",
        "regiones de planeacion",
        "provincia administrativa",
        "provincias administrativas",
    )
)
_KIND_OF_NATURE: Final = (
    ("alcaldia", EntityKind.MAYORALTY),
    ("gobernacion", EntityKind.GOVERNORATE),
    *_ASSOCIATIONS,
)
_NO_WORDS: Final = frozenset({"no", "inactiva", "liquidada", "suprimida", "false", "0"})


@dataclass
class RowReader:
    """Reads one row into the values of an entity; `read` returns None, with the reasons reported, if it cannot go in."""

    row: EntityRow
    places: Places
    report: ImportReport
    is_rejected: bool = field(default=False, init=False)
    warnings: list[Finding] = field(default_factory=list, init=False)

    def read(self) -> dict[str, Any] | None:
        """Return the values that the row states; blank cells are left out, so that they erase nothing."""
        name = rules.readable_name(rules.stated(self.row.get("name")))
        if not name:
            self.reject("name", _("Falta el nombre de la entidad."))
        order = self._order()
        kind = self._kind(order)
        municipality = self._municipality()
        values: dict[str, Any] = {
            "source_code": self.row.get("source_code"),
            "name": name,
            "order": order,
            "kind": kind,
            "municipality_id": municipality,
            "department_id": self._department(kind, municipality),
            "sector": rules.readable_name(rules.stated(self.row.get("sector"))),
            "legal_nature": rules.readable_name(rules.stated(self.row.get("legal_nature"))),
            "website": self._website(),
            **self._nit(),
        }
        self._check_place(kind, order, values)
        stated = {key: value for key, value in values.items() if value not in ("", None)}
        if self.row.get("is_active"):
            stated["is_active"] = fold(self.row.get("is_active")) not in _NO_WORDS
        return None if self.is_rejected else stated

    def reject(self, column: str, reason: str) -> None:
        """Report why the row does not go in."""
        self.is_rejected = True
        self.report.reject(self.row.number, self.row.heading(column), self.row.get(column), reason)

    def warn(self, column: str, reason: str) -> None:
        """Keep something to say of the row if in the end it goes in."""
        self.warnings.append(
            Finding(self.row.number, self.row.heading(column), self.row.get(column), Outcome.WARNED, reason)
        )

    # --- what it is --------------------------------------------------------------------------------------------------
    def _order(self) -> str:
        found = _word_of(EntityOrder, self.row.get("order"))
        if not found:
            self.reject("order", _("El orden debe ser Nacional o Territorial."))
        return found

    def _kind(self, order: str) -> str:
        if not self.row.is_official:
            found = _word_of(EntityKind, self.row.get("kind"))
            if not found:
                with override(TABLE_LANGUAGE):
                    words = ", ".join(str(label) for label in EntityKind.labels)
                self.reject("kind", _("La clase debe ser una de estas: %(words)s.") % {"words": words})
            return found
        if order == EntityOrder.NATIONAL:
            return EntityKind.NATIONAL_ENTITY
        for words, table in ((self.row.get("legal_nature"), _KIND_OF_NATURE), (self.row.get("name"), _ASSOCIATIONS)):
            for start, kind in table:
                if fold(words).startswith(start):
                    return kind
        return EntityKind.OTHER

    def _nit(self) -> dict[str, str]:
        text = self.row.get("nit")
        if not text:
            self.warn("nit", _("No trae NIT. La entidad entra sin él."))
            return {}
        reading = rules.read_nit(text)
        if reading.problem == rules.NitProblem.FILLER:
            self.warn("nit", _("Ese número es de relleno, no un NIT. La entidad entra sin él."))
            return {}
        if reading.nit is not None:
            return {"nit": reading.nit, "nit_check_digit": reading.check_digit}
        way_out = _("Corríjalo, o deje la celda vacía para que la entidad entre sin NIT.")
        if reading.problem == rules.NitProblem.WRONG_CHECK_DIGIT:
            reason = _("El dígito de verificación del NIT no corresponde: debería ser %(digit)s.")
            self.reject("nit", f"{reason % {'digit': reading.check_digit}} {way_out}")
        elif reading.problem == rules.NitProblem.WRONG_LENGTH:
            reason = _("El NIT tiene nueve dígitos, o diez con el de verificación.")
            self.reject("nit", f"{reason} {way_out}")
        else:
            self.reject("nit", f"{_('El NIT solo lleva dígitos.')} {way_out}")
        return {}

    def _website(self) -> str:
        found = rules.read_website(self.row.get("website"))
        if found is None:
            self.warn("website", _("No es una dirección web. La entidad entra sin sitio web."))
        return found or ""

    # --- where it is -------------------------------------------------------------------------------------------------
    def _municipality(self) -> str:
        """Return the code of the seat, put right only when a single reading is possible; empty if there is none."""
        code = self._read_code("municipality", self._stated_code(), 5)
        if not code or not self._agrees_with_official_parts(code):
            return ""
        name = self.row.get("municipality_name")
        nearby = self.places.of_department(code[:2])
        if code not in self.places.municipalities:
            return self._from_name(code, name, nearby)
        if name and not rules.names_agree(name, self.places.municipalities[code]):
            other = rules.find_place_named(name, nearby)
            if other:
                self._reject_two_places("municipality_name", code, other)
                return ""
            self.warn("municipality_name", self._named(code))
        return code

    def _stated_code(self) -> str:
        """Return the code as it came; the official list may bring only its two parts, without their zeros."""
        stated = self.row.get("municipality")
        within = self.row.get("municipality_in_department")
        if stated or not within:
            return stated
        return f"{self.row.get('department'):0>2}{within:0>3}"

    def _read_code(self, column: str, text: str, length: int) -> str:
        if not text:
            return ""
        reading = rules.read_code(text, length=length)
        if reading.code is None:
            reason = _("«%(text)s» no es un código DANE: debe tener %(length)s dígitos, como texto, con sus ceros.")
            proposal, hint = reading.proposal, ""
            if proposal is not None and proposal in self.places.municipalities:
                hint = " " + _("¿Será %(place)s?") % {"place": self.places.label(proposal)}
            self.reject(column, reason % {"text": text, "length": length} + hint)
            return ""
        if reading.is_repaired:
            reason = _("Al código «%(text)s» le faltaba el cero inicial. Se tomó %(code)s.")
            self.warn(column, reason % {"text": text, "code": reading.code})
        return reading.code

    def _agrees_with_official_parts(self, code: str) -> bool:
        within = self.row.get("municipality_in_department")
        if not within or f"{self.row.get('department'):0>2}{within:0>3}" == code:
            return True
        self.reject(
            "municipality",
            _("El código no concuerda con las columnas del departamento y del municipio. Corrija la que sobra."),
        )
        return False

    def _from_name(self, code: str, name: str, nearby: Mapping[str, str]) -> str:
        """Return the only place of the department with that name, for a code that DIVIPOLA does not have."""
        found = rules.find_place_named(name, nearby) if name else None
        if found is None:
            self.reject("municipality", _("El código %(code)s no existe en DIVIPOLA.") % {"code": code})
            return ""
        reason = _("El código %(code)s no existe en DIVIPOLA. Por el nombre y el departamento se tomó %(place)s.")
        self.warn("municipality", reason % {"code": code, "place": self.places.label(found)})
        return found

    def _named(self, code: str) -> str:
        reason = _("El nombre no es el del código: %(place)s. Se tomó el código.")
        return reason % {"place": self.places.label(code)}

    def _reject_two_places(self, column: str, code: str, other: str) -> None:
        reason = _("Dice %(other)s, pero el código es de %(place)s. Corrija el código o el nombre.")
        self.reject(column, reason % {"other": self.places.label(other), "place": self.places.label(code)})

    def _department(self, kind: str, municipality: str) -> str:
        code = self._read_code("department", self.row.get("department"), 2) or municipality[:2]
        if kind == EntityKind.GOVERNORATE:
            said = rules.place_in_body_name(self.row.get("name"))
            code = rules.find_place_named(said, self.places.departments) or code
        if code and code not in self.places.departments:
            self.reject("department", _("El código %(code)s no es de un departamento.") % {"code": code})
            return ""
        return code

    def _check_place(self, kind: str, order: str, values: Mapping[str, Any]) -> None:
        """Refuse a place that contradicts the rest of the row."""
        municipality, department = values["municipality_id"], values["department_id"]
        if self.is_rejected:
            return
        if not department and order == EntityOrder.TERRITORIAL:
            self.reject("municipality", _("Falta el código del municipio o el del departamento."))
        elif kind == EntityKind.MAYORALTY and municipality not in self.places.with_mayor:
            self.reject("municipality", _("Ese lugar no tiene alcaldía: la alcaldía es de un municipio."))
        elif kind == EntityKind.GOVERNORATE and department == rules.BOGOTA_CODE:
            self.reject("department", _("Bogotá, D.C., no tiene gobernación."))
        elif municipality and municipality[:2] not in {department, rules.BOGOTA_CODE}:
            self.reject("department", _("El municipio no es de ese departamento. Corrija el código que sobra."))
        else:
            self._check_names("" if kind == EntityKind.GOVERNORATE else municipality, department)

    def _check_names(self, municipality: str, department: str) -> None:
        given = self.row.get("department_name")
        stated = self._read_silently("department") or department
        if given and stated and not rules.names_agree(given, self.places.departments[stated]):
            reason = _("El nombre del departamento no es el de su código, %(name)s. Corrija el que sobra.")
            self.reject("department_name", reason % {"name": self.places.departments[stated]})
            return
        if not municipality:
            return
        other = rules.find_other_place(
            self.row.get("name"),
            own=municipality,
            department=self.places.departments[municipality[:2]],
            places=self.places.of_department(municipality[:2]),
        )
        if other:
            self._reject_two_places("name", municipality, other)

    def _read_silently(self, column: str) -> str:
        code = rules.read_code(self.row.get(column), length=2).code
        return code if code is not None and code in self.places.departments else ""


def _word_of(choices: type[EntityOrder] | type[EntityKind], text: str) -> str:
    """Return the stored value of a word of a closed list, whatever its case and accents; empty if it is not there."""
    return _words_of(choices).get(fold(text), text if text in choices.values else "")


@cache
def _words_of(choices: type[EntityOrder] | type[EntityKind]) -> dict[str, str]:
    with override(TABLE_LANGUAGE):
        return {fold(str(label)): str(value) for value, label in choices.choices}


def is_government(kind: str) -> bool:
    """Tell whether an entity is the only one of its kind in its place: an alcaldía or a gobernación."""
    return kind in _GOVERNMENTS
