"""Datasets of what the others point at: places, entities and services."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.core.actors import ANONYMOUS
from llegada.exports.datasets.parts import SERVICE_KINDS, place_columns
from llegada.exports.datasets.shape import Column, Dataset, Kind, coded, kind_of
from llegada.portfolio.choices import ServiceKind, ServiceStatus, VersionStatus
from llegada.portfolio.models import Service, ServiceVersion
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.targeting.choices import EditionStatus
from llegada.targeting.models import ExternalIndex, IndexEdition, IndexValue
from llegada.territory.choices import EntityKind, EntityOrder, MunicipalityKind
from llegada.territory.models import Department, Entity, Municipality

_DANE: Final = _("DANE, DIVIPOLA")

DEPARTMENTS: Final = Dataset(
    code="departamentos",
    title=_("Departamentos"),
    description=_("Los departamentos y Bogotá D.C., con su código DIVIPOLA."),
    columns=(
        Column(code="codigo_departamento", label=_("Código DANE"), source="code"),
        Column(code="departamento", label=_("Departamento"), source="name"),
        Column(code="latitud", label=_("Latitud"), source="latitude", kind=Kind.NUMBER, unit=_("grados")),
        Column(code="longitud", label=_("Longitud"), source="longitude", kind=Kind.NUMBER, unit=_("grados")),
    ),
    key=("codigo_departamento",),
    order=("code",),
    kinds=(kind_of(Department),),
    open_rows=Department.objects.all,
    theme="REGI",
    source=_DANE,
)

MUNICIPALITIES: Final = Dataset(
    code="municipios",
    title=_("Municipios"),
    description=_(
        "Los municipios, áreas no municipalizadas e islas, con su código DIVIPOLA y las coordenadas de su cabecera."
    ),
    columns=(
        Column(code="codigo_municipio", label=_("Código DANE"), source="code"),
        Column(code="municipio", label=_("Municipio"), source="name"),
        *coded("clase", _("Clase"), "kind", MunicipalityKind),
        Column(
            code="codigo_departamento",
            label=_("Departamento (código DANE)"),
            source="department_id",
            references=("departamentos", "codigo_departamento"),
        ),
        Column(code="departamento", label=_("Departamento"), source="department__name"),
        Column(code="latitud", label=_("Latitud"), source="latitude", kind=Kind.NUMBER, unit=_("grados")),
        Column(code="longitud", label=_("Longitud"), source="longitude", kind=Kind.NUMBER, unit=_("grados")),
        Column(code="existe_desde", label=_("Existe desde"), source="valid_from", kind=Kind.DATE),
    ),
    key=("codigo_municipio",),
    order=("code",),
    kinds=(kind_of(Municipality),),
    open_rows=Municipality.objects.all,
    theme="REGI",
    source=_DANE,
)

ENTITIES: Final = Dataset(
    code="entidades",
    title=_("Entidades"),
    description=_(
        "Las entidades que reciben asistencia o pueden recibirla, con su clase, su orden y el lugar de su sede."
    ),
    columns=(
        Column(code="codigo_entidad", label=_("Código"), source="public_id"),
        Column(
            code="codigo_fuente", label=_("Código en la fuente"), source="source_code", description=_("El del SIGEP.")
        ),
        Column(code="nit", label=_("NIT"), source="nit", description=_("Sin dígito de verificación.")),
        Column(code="entidad", label=_("Entidad"), source="name"),
        *coded("clase", _("Clase"), "kind", EntityKind),
        *coded("orden", _("Orden"), "order", EntityOrder),
        *place_columns(""),
        Column(code="activa", label=_("Activa"), source="is_active", kind=Kind.BOOLEAN),
    ),
    key=("codigo_entidad",),
    order=("department_id", "municipality_id", "name", "pk"),
    kinds=(kind_of(Entity), kind_of(Municipality)),
    open_rows=Entity.objects.all,
    theme="GOVE",
    source=_("Función Pública, SIGEP"),
)

SERVICES: Final = Dataset(
    code="servicios",
    title=_("Portafolio de servicios"),
    description=_(
        "La versión en vigor de cada servicio publicado, también de los retirados, con quién lo ofrece y en qué línea."
    ),
    columns=(
        Column(code="codigo_servicio", label=_("Código"), source="service__public_id"),
        Column(code="servicio", label=_("Servicio"), source="name"),
        Column(code="version", label=_("Versión"), source="number", kind=Kind.INTEGER),
        *coded("estado", _("Estado"), "service__status", ServiceStatus),
        *coded("tipo", _("Tipo de servicio"), "kind", ServiceKind),
        Column(code="codigo_linea_tematica", label=_("Línea temática (código)"), source="line__public_id"),
        Column(code="linea_tematica", label=_("Línea temática"), source="line__name"),
        Column(code="codigo_organizacion", label=_("Organización (código)"), source="service__organization__public_id"),
        Column(code="organizacion", label=_("Organización"), source="service__organization__name"),
        Column(code="codigo_dependencia", label=_("Dependencia (código)"), source="service__unit__public_id"),
        Column(code="dependencia", label=_("Dependencia"), source="service__unit__name"),
        Column(code="objetivo", label=_("Objetivo"), source="objective"),
        Column(code="entregable", label=_("Entregable"), source="deliverable"),
    ),
    key=("codigo_servicio",),
    order=("name", "pk"),
    kinds=(*SERVICE_KINDS, kind_of(Organization), kind_of(OrgUnit)),
    open_rows=lambda: ServiceVersion.objects.filter(
        status=VersionStatus.PUBLISHED,
        service__in=SERVICE_POLICY.scope(ANONYMOUS, Permission.VIEW, Service.objects.all()),
    ),
)

INDICES: Final = Dataset(
    code="indices",
    title=_("Índices de los territorios"),
    description=_(
        "Lo que otros miden de cada municipio, departamento o entidad: los valores de las ediciones vigentes."
    ),
    columns=(
        Column(code="codigo_indice", label=_("Índice (código)"), source="edition__index__code"),
        Column(code="indice", label=_("Índice"), source="edition__index__name"),
        Column(code="anio", label=_("Año del dato"), source="edition__year", kind=Kind.YEAR),
        Column(code="edicion", label=_("Edición"), source="edition__number", kind=Kind.INTEGER),
        Column(
            code="codigo_departamento",
            label=_("Departamento (código DANE)"),
            source="department_id",
            references=("departamentos", "codigo_departamento"),
            description=_("De los índices de departamentos."),
        ),
        Column(
            code="codigo_municipio",
            label=_("Municipio (código DANE)"),
            source="municipality_id",
            references=("municipios", "codigo_municipio"),
            description=_("De los índices de municipios."),
        ),
        Column(
            code="codigo_entidad",
            label=_("Entidad (código)"),
            source="entity__public_id",
            references=("entidades", "codigo_entidad"),
            description=_("De los índices de entidades."),
        ),
        Column(
            code="valor",
            label=_("Valor"),
            source="number",
            kind=Kind.NUMBER,
            description=_("En la unidad del índice; de una categoría, su posición, que la página del índice nombra."),
        ),
        Column(code="fuente", label=_("Fuente"), source="edition__index__source"),
    ),
    key=("codigo_indice", "anio", "edicion", "codigo_departamento", "codigo_municipio", "codigo_entidad"),
    order=("edition__index__position", "edition_id", "municipality_id", "department_id", "entity_id"),
    kinds=(kind_of(IndexEdition), kind_of(ExternalIndex)),
    open_rows=lambda: IndexValue.objects.filter(edition__status=EditionStatus.IN_FORCE),
    year="edition__year",
    theme="REGI",
)
