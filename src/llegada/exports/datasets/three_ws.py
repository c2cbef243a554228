"""Who does what where, with HXL tags: the figures of the cube, row by row, with the words of what each counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Model
from django.utils.translation import gettext_lazy as _

from llegada.accounts.choices import OrganizationKind
from llegada.accounts.models import Organization, OrgUnit
from llegada.delivery.models import Session
from llegada.exports.datasets.delivered import FEW
from llegada.exports.datasets.parts import CATALOGUE_KINDS, SERVICE_KINDS
from llegada.exports.datasets.shape import Column, Dataset, Kind, coded, kind_of
from llegada.exports.rules import told_people
from llegada.insights.selectors.given import GivenRow, given_groups, given_years, read_given
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.territory.models import Department, Municipality


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table: what the cube says of it, and the words of who, what and where."""

    given: GivenRow
    organization_code: str
    organization: str
    organization_kind: str
    unit_code: str
    unit: str
    line_code: str
    line: str
    service_code: str
    service: str
    department: str | None
    municipality: str | None

    @property
    def order(self) -> tuple[str, ...]:
        """Return by what the rows of a year are put in order."""
        where = (self.given.department_id or "", self.given.municipality_id or "")
        who = (self.organization, self.organization_code, self.unit, self.unit_code)
        return (*who, self.service, self.service_code, self.line, *where)


class _Words:
    """The words of who, what and where, read once for a table."""

    def __init__(self) -> None:
        self._organizations = _named(Organization, "public_id", "name", "kind")
        self._units = _named(OrgUnit, "public_id", "name")
        self._lines = _named(ThematicLine, "public_id", "name")
        self._services = _named(Service, "public_id")
        versions = ServiceVersion.objects.order_by("pk")
        # As the views do, by the name that the public reads; one that was never published, by that of its last version.
        self._service_names = dict(versions.values_list("service_id", "name"))
        published = versions.filter(pk=F("service__published_version_id"))
        self._service_names |= dict(published.values_list("service_id", "name"))
        self._departments = _named(Department, "name")
        self._towns = _named(Municipality, "name")

    def row(self, given: GivenRow) -> _Row:
        """Return a row with its words."""
        code, name, kind = self._organizations[given.organization_id]
        unit_code, unit = self._units[given.unit_id]
        line_code, line = self._lines[given.line_id]
        return _Row(
            given=given,
            organization_code=str(code),
            organization=name,
            organization_kind=kind,
            unit_code=str(unit_code),
            unit=unit,
            line_code=str(line_code),
            line=line,
            service_code=str(self._services[given.service_id][0]),
            service=self._service_names[given.service_id],
            department=self._departments.get(given.department_id, (None,))[0],
            municipality=self._towns.get(given.municipality_id, (None,))[0],
        )


def _named(model: type[Model], *columns: str) -> Mapping[Any, tuple[Any, ...]]:
    found = model._base_manager.order_by().values_list("pk", *columns)  # noqa: SLF001  # Django's own, by its documentation
    return {row[0]: row[1:] for row in found}


def _rows(year: int | None) -> Iterator[_Row]:
    words = _Words()
    for one in given_years() if year is None else [year]:
        yield from sorted(map(words.row, read_given(one)), key=lambda row: row.order)


def p_code(code: str) -> str:
    """Return the place code by which humanitarian data name a department or municipality of Colombia: CO05001."""
    return f"CO{code}"


def _day(code: str, label: Any, source: str, hxl: str) -> Column:
    return Column(code=code, label=label, source=source, kind=Kind.DATE, hxl=hxl)


_P_CODE: Final = _("Código P: CO seguido del código DANE.")

THREE_WS: Final = Dataset(
    code="quien-hace-que-donde",
    title=_("Quién hace qué y dónde"),
    description=_(
        "Por vigencia y municipio: qué organización y dependencia dio qué servicio, entre qué fechas, "
        "a cuántas entidades y personas distintas, contadas como en las cifras. También con etiquetas HXL."
    ),
    columns=(
        Column(code="vigencia", label=_("Vigencia"), source="given.year", kind=Kind.YEAR, hxl="#date+year"),
        Column(
            code="codigo_organizacion",
            label=_("Quién: organización (código)"),
            source="organization_code",
            hxl="#org+prov+code",
            description=_("La organización que ofrece el servicio, como en las cifras."),
        ),
        Column(code="organizacion", label=_("Quién: organización"), source="organization", hxl="#org+prov+name"),
        *coded("clase_organizacion", _("Quién: clase"), "organization_kind", OrganizationKind, hxl="#org+prov+type"),
        Column(
            code="codigo_dependencia",
            label=_("Quién: dependencia (código)"),
            source="unit_code",
            hxl="#org+unit+code",
        ),
        Column(code="dependencia", label=_("Quién: dependencia"), source="unit", hxl="#org+unit+name"),
        Column(code="codigo_linea_tematica", label=_("Qué: línea (código)"), source="line_code", hxl="#sector+code"),
        Column(code="linea_tematica", label=_("Qué: línea"), source="line", hxl="#sector+name"),
        Column(code="codigo_servicio", label=_("Qué: servicio (código)"), source="service_code", hxl="#activity+code"),
        Column(
            code="servicio",
            label=_("Qué: servicio"),
            source="service",
            hxl="#activity+name",
            description=_("El nombre de su versión publicada."),
        ),
        Column(
            code="codigo_departamento",
            label=_("Dónde: departamento (código)"),
            source="given.department_id",
            convert=p_code,
            hxl="#adm1+code",
            description=_P_CODE,
        ),
        Column(code="departamento", label=_("Dónde: departamento"), source="department", hxl="#adm1+name"),
        Column(
            code="codigo_municipio",
            label=_("Dónde: municipio (código)"),
            source="given.municipality_id",
            convert=p_code,
            hxl="#adm2+code",
            description=_P_CODE,
        ),
        Column(code="municipio", label=_("Dónde: municipio"), source="municipality", hxl="#adm2+name"),
        _day("inicio", _("Cuándo: primera sesión"), "given.first_on", "#date+start"),
        _day("fin", _("Cuándo: última sesión"), "given.last_on", "#date+end"),
        Column(
            code="sesiones",
            label=_("Sesiones"),
            source="given.sessions",
            kind=Kind.INTEGER,
            hxl="#output+sessions+num",
        ),
        Column(
            code="entidades", label=_("Entidades"), source="given.entities", kind=Kind.INTEGER, hxl="#reached+org+num"
        ),
        Column(
            code="personas",
            label=_("Personas alcanzadas"),
            source="given.people",
            kind=Kind.INTEGER,
            convert=told_people,
            hxl="#reached+ind+num",
            description=FEW,
        ),
    ),
    key=(
        "vigencia",
        "codigo_organizacion",
        "codigo_dependencia",
        "linea_tematica",
        "codigo_servicio",
        "codigo_departamento",
        "codigo_municipio",
    ),
    order=(),
    kinds=(kind_of(Session), *SERVICE_KINDS, *CATALOGUE_KINDS),
    open_rows=given_groups,
    counted=_rows,
    year="year",
)
