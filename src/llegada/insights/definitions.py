"""One number, one definition: every public figure with what it counts, its unit, its source and how it is computed.

`docs/figures.md` explains the choices behind them; the page of open data prints them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SESSIONS = _(
    "Sesiones registradas en Llegada en estado «Realizada» o «Acta aprobada», y las históricas que se trajeron de antes."
)
_PLANS = _("Planes de trabajo e hitos registrados en Llegada.")


@dataclass(frozen=True)
class FigureDefinition:
    """What one figure means. `code` is its stable name in addresses and in the API."""

    code: str
    label: str | Promise
    unit: str | Promise
    definition: str | Promise
    source: str | Promise
    computed: str | Promise


FIGURES: Final[dict[str, FigureDefinition]] = {
    one.code: one
    for one in (
        FigureDefinition(
            code="municipalities",
            label=_("municipios asistidos"),
            unit=_("municipios"),
            definition=_("Municipios donde tiene su sede al menos una entidad asistida."),
            source=_("Sesiones registradas en Llegada y catálogo DIVIPOLA del DANE."),
            computed=_(
                "Municipios distintos, sobre los municipios del catálogo (del país o del departamento elegido). "
                "Las áreas no municipalizadas y la isla de San Andrés no son municipios: se dicen aparte."
            ),
        ),
        FigureDefinition(
            code="departments",
            label=_("departamentos alcanzados"),
            unit=_("departamentos"),
            definition=_("Departamentos, y Bogotá D.C., con al menos una entidad asistida."),
            source=_("Sesiones registradas en Llegada y catálogo DIVIPOLA del DANE."),
            computed=_("Departamentos distintos, sobre los del catálogo."),
        ),
        FigureDefinition(
            code="entities",
            label=_("entidades asistidas"),
            unit=_("entidades"),
            definition=_("Entidades con al menos una sesión realizada."),
            source=_SESSIONS,
            computed=_("Entidades distintas: una entidad con varias sesiones se cuenta una vez."),
        ),
        FigureDefinition(
            code="sessions",
            label=_("sesiones"),
            unit=_("sesiones"),
            definition=_("Encuentros realizados con una entidad en el marco de un plan de trabajo."),
            source=_SESSIONS,
            computed=_("Suma de sesiones. Las programadas y las canceladas no cuentan."),
        ),
        FigureDefinition(
            code="people",
            label=_("personas"),
            unit=_("personas"),
            definition=_("Personas distintas que asistieron al menos a una sesión."),
            source=_("Listas de asistencia de las sesiones realizadas."),
            computed=_(
                "Personas distintas según su correo o, si no lo dieron, su nombre y entidad. Quien asiste a sesiones de "
                "dos municipios cuenta una vez en el total y una en cada municipio: la columna no se suma."
            ),
        ),
        FigureDefinition(
            code="attendances",
            label=_("asistencias"),
            unit=_("asistencias"),
            definition=_("Veces que alguien asistió a una sesión."),
            source=_("Listas de asistencia de las sesiones realizadas."),
            computed=_("Suma de personas en cada sesión: quien asiste a tres sesiones cuenta tres veces."),
        ),
        FigureDefinition(
            code="services",
            label=_("servicios prestados"),
            unit=_("servicios"),
            definition=_("Servicios del portafolio con al menos una sesión realizada."),
            source=_SESSIONS,
            computed=_("Servicios distintos, cualquiera que sea su versión. No quiere decir que hayan terminado."),
        ),
        FigureDefinition(
            code="milestones",
            label=_("hitos validados"),
            unit=_("hitos"),
            definition=_(
                "Hitos validados por alguien distinto de quien los reportó, en los planes que la entidad firmó; y los que la "
                "fuente de un plan histórico dice validados."
            ),
            source=_PLANS,
            computed=_(
                "Hitos validados sobre todos los hitos de los planes firmados, en ejecución, suspendidos, finalizados o "
                "cerrados, y de los históricos, que comienzan en la vigencia elegida. Los terminados antes de tiempo no cuentan."
            ),
        ),
        FigureDefinition(
            code="plans",
            label=_("planes en ejecución"),
            unit=_("planes de trabajo"),
            definition=_("Planes de trabajo firmados que hoy están en ejecución."),
            source=_PLANS,
            computed=_("Planes en ejecución hoy que comenzaron en la vigencia elegida."),
        ),
    )
}

#: Figures of the views of «quién hace qué y dónde», besides those of the first page.
VIEW_FIGURES: Final[dict[str, FigureDefinition]] = {
    one.code: one
    for one in (
        FigureDefinition(
            code="organizations",
            label=_("organizaciones que asisten"),
            unit=_("organizaciones"),
            definition=_("Organizaciones con al menos una sesión realizada de alguno de sus servicios."),
            source=_SESSIONS,
            computed=_("Organizaciones distintas: la del servicio, aunque lo haya dado otra dependencia."),
        ),
        FigureDefinition(
            code="coverage",
            label=_("cobertura"),
            unit=_("porcentaje"),
            definition=_("Parte de los municipios, los departamentos, la población o las entidades a la que se llegó."),
            source=_(
                "Sesiones registradas en Llegada, catálogo DIVIPOLA del DANE y ediciones vigentes de los índices."
            ),
            computed=_(
                "Alcanzados sobre el total de los lugares elegidos, que se cuenta del catálogo cada vez. Un municipio está "
                "alcanzado si tiene allí su sede una entidad asistida; su población se cuenta entera."
            ),
        ),
        FigureDefinition(
            code="silence",
            label=_("sin llegada"),
            unit=_("entidades"),
            definition=_("Entidades activas del catálogo sin sesiones realizadas con los filtros elegidos."),
            source=_("Sesiones registradas en Llegada y catálogo de entidades."),
            computed=_(
                "Las del catálogo menos las asistidas. Se ordenan por el índice elegido, primero la peor situación (o la "
                "mayor población), o por los días desde la última sesión con cualquiera."
            ),
        ),
        FigureDefinition(
            code="overlaps",
            label=_("cruces"),
            unit=_("parejas de sesiones"),
            definition=_(
                "Dos sesiones de dependencias distintas con la misma entidad y en la misma línea, en días cercanos."
            ),
            source=_("Sesiones realizadas y por venir registradas en Llegada."),
            computed=_(
                "Cada sesión de una dependencia con cada una de la otra a los días elegidos o menos. Un cruce no es un error: "
                "dos dependencias pueden complementarse; dice dónde conviene hablar."
            ),
        ),
    )
}


def words_of(figures: Iterable[FigureDefinition]) -> list[tuple[str, str]]:
    """Return the name of each figure, and what it counts and how, as a file says them."""
    return [(f"{one.label} ({one.unit})", f"{one.definition} {one.computed}") for one in figures]


def sources_of(figures: Iterable[FigureDefinition]) -> str:
    """Return where figures come from, each source once."""
    return " ".join(dict.fromkeys(str(one.source) for one in figures))


_KNOWN = _("Como se sabía ese día: lo que se deshizo después cuenta hasta el día en que se deshizo.")

#: The figures of the page of progress, in its order.
PROGRESS_FIGURES: Final[tuple[FigureDefinition, ...]] = (
    FigureDefinition(
        code="followed",
        label=_("Planes en seguimiento"),
        unit=_("planes de trabajo"),
        definition=_(
            "Planes que la entidad firmó: firmados, en ejecución, suspendidos, finalizados y cerrados; y los históricos que se "
            "trajeron con sus hitos."
        ),
        source=_PLANS,
        computed=_("Por servicio o estrategia, un plan cuenta una vez en cada uno de los que tiene."),
    ),
    FigureDefinition(
        code="progress",
        label=_("Avance"),
        unit=_("puntos de peso"),
        definition=_("Peso de los hitos validados sobre el peso de todos los hitos de los planes en seguimiento."),
        source=_PLANS,
        computed=_KNOWN,
    ),
    FigureDefinition(
        code="expected",
        label=_("Esperado y ritmo"),
        unit=_("puntos de peso"),
        definition=_("Lo que cada plan debería llevar ese día si avanzara parejo desde su inicio hasta su fin."),
        source=_PLANS,
        computed=_("Al día desde el 90 % de lo esperado; en riesgo desde el 70 %; por debajo, rezagado."),
    ),
    FigureDefinition(
        code="late",
        label=_("Hitos vencidos"),
        unit=_("hitos"),
        definition=_(
            "Hitos que aplican, con la fecha límite ya pasada y sin reportar (o devueltos), en planes en ejecución, y en los "
            "históricos hasta su último día."
        ),
        source=_PLANS,
        computed=_("Los reportados que esperan revisión no cuentan: son la diferencia entre reportados y validados."),
    ),
    FigureDefinition(
        code="lag",
        label=_("Días vencido"),
        unit=_("días"),
        definition=_("Días desde la fecha límite de cada hito vencido hasta el día del corte: la mediana y el máximo."),
        source=_PLANS,
        computed=_(
            "La razón es la más repetida entre los obstáculos registrados hasta ese día en el hito o en su plan."
        ),
    ),
)
