"""The ficha of a municipality or a department: two pages with the figures of its public profile (FOC-05)."""

from __future__ import annotations

from typing import Final

from django.utils.text import Truncator

from llegada.core.templatetags.llegada import number, percent, short_date
from llegada.insights.profile_words import (
    direction_words,
    group_words,
    named_words,
    place_words,
    value_words,
)
from llegada.insights.selectors.profiles import EntityProfile
from llegada.reports.content import Column, Content, Facts, Items, Paragraph, Section, Strip, Strips, Table
from llegada.targeting.selectors.profile import IndexSeries, Named

#: What fits in two pages; the rest is in the page of the profile.
MOST_INDICES: Final = 7
MOST_FACTS: Final = 5
MOST_PLANS: Final = 3
MOST_SERVICES: Final = 1
MOST_NAMED: Final = 3
#: Letters of a name in a line of the ficha, and of several names together: a name of 250 letters would make it longer.
MOST_LETTERS: Final = 40
MOST_LETTERS_TOGETHER: Final = 160
_ALT: Final = (
    "Por cada índice, una franja del menor al mayor valor del país: la caja encierra a la mitad del medio, la raya es la mediana "
    "y el círculo es este lugar. La tabla anterior dice los puestos."
)


def build_profile_sheet(profile: EntityProfile) -> Content:
    """Return what the ficha says, the same as the profile, which has it whole."""
    place = profile.place
    return Content(
        title=f"Ficha de {place.name}",
        subtitle=f"{'Departamento' if place.is_department else place.department} · código DANE {place.code}",
        sections=[
            _named("Fortalezas", profile, profile.indices.strengths, is_strength=True),
            _named("Brechas", profile, profile.indices.gaps, is_strength=False),
            Section("Índices y puesto entre los que tienen dato", _indices(profile)),
            Section("A quién se parece y con quién limita", _near(profile)),
            Section("Asistencia técnica", _assistance(profile)),
        ],
    )


def _named(title: str, profile: EntityProfile, named: tuple[Named, ...], *, is_strength: bool) -> Section:
    if not named:
        end = "adelante" if is_strength else "atrás"
        return Section(title, [Paragraph(f"Ningún índice la pone en la cuarta parte de {end} de su grupo.")])
    words = [
        f"{_brief(one.series.index.name)}: {named_words(one, profile.place, is_strength=is_strength)}"
        for one in named[:MOST_NAMED]
    ]
    return Section(title, [Items(words)])


def _indices(profile: EntityProfile) -> list[Table | Paragraph | Strips]:
    whole = [one for one in profile.indices.series if one.is_measured and one.index.parent_id is None]
    shown = whole[:MOST_INDICES]
    facts = [one for one in profile.indices.series if not one.is_measured][:MOST_FACTS]
    names = [group_words(group, profile.place) for group in profile.indices.groups]
    table = Table(
        caption="Último año de cada índice. El puesto 1 es el mejor.",
        columns=[
            Column("Índice", 7),
            Column("Año", 2, is_number=True),
            Column("Sentido", 3),
            Column("Valor", 4, is_number=True),
            *(Column(one, 4, is_number=True) for one in names),
        ],
        rows=[_row(series) for series in shown],
        empty="Todavía no hay índices cargados.",
    )
    left_out = len(whole) - len(shown)
    rest = (
        [Paragraph(f"Otros {left_out} índices y los componentes de cada uno están en el perfil.")] if left_out else []
    )
    said = "; ".join(
        f"{_brief(one.index.name)}: {_brief(value_words(one.latest)) or 'sin dato'} ({one.latest.edition.year})"
        for one in facts
    )
    strips = [strip for strip in map(_strip, shown) if strip is not None]
    drawn = [Strips("Dónde está en el país, del menor al mayor valor", _ALT, strips)] if strips else []
    return [*([Paragraph(said)] if said else []), table, *rest, *drawn]


def _strip(series: IndexSeries) -> Strip | None:
    """Return the value of an index between the least and the greatest of the country, or None without one."""
    value, spread = series.latest.value, series.latest.spread
    if value is None or spread is None:
        return None
    span = spread.greatest - spread.least

    def share(one: float) -> float:
        return round((one - spread.least) / span, 3) if span else 0.5

    return Strip(series.index.short_name, share(spread.low), share(spread.middle), share(spread.high), share(value))


def _row(series: IndexSeries) -> list[str | None]:
    latest = series.latest
    places = [place_words(one) for one in latest.standings]
    return [
        series.index.short_name,
        str(latest.edition.year),
        direction_words(series),
        _brief(value_words(latest)),
        *places,
    ]


def _near(profile: EntityProfile) -> list[Paragraph]:
    alike = "; ".join(f"{one.place.full_name} ({number(one.likeness.distance, 2)})" for one in profile.indices.similar)
    near = "; ".join(f"{one.place.full_name} ({number(one.kilometres, 0)} km)" for one in profile.neighbours)
    how = "Limita con" if profile.shares_border else "Cabeceras más cercanas (no se ha cargado qué lugares limitan)"
    return [
        Paragraph(alike or None, "Los más parecidos, con su distancia en desviaciones estándar"),
        Paragraph(near or None, how),
    ]


def _assistance(profile: EntityProfile) -> list[Facts | Table]:
    commitments = profile.commitments
    done = f"{number(commitments.fulfilled)} de {number(commitments.total)}" if commitments.total else None
    asked = sum(line.was_asked_for for line in profile.planned)
    plans = [
        [
            _brief(plan.organization),
            _services(plan.services),
            plan.status_label,
            short_date(plan.ends_on),
            percent(plan.progress.done, plan.progress.total) if plan.progress.total else None,
        ]
        for plan in profile.served[:MOST_PLANS]
    ]
    return [
        Facts(
            [
                ("Sesiones realizadas", number(profile.session_total) if profile.session_total is not None else None),
                ("Organizaciones que la asisten", _brief("; ".join(profile.organizations), MOST_LETTERS_TOGETHER)),
                ("Líneas de planes anuales aprobados", _counted(len(profile.planned), asked)),
                ("Compromisos cumplidos", done),
            ]
        ),
        Table(
            caption=f"Planes de trabajo: los {MOST_PLANS} primeros, los abiertos antes",
            columns=[
                Column("Organización", 4),
                Column("Servicios", 5),
                Column("Estado", 2),
                Column("Hasta", 2),
                Column("Avance", 2, is_number=True),
            ],
            rows=plans,
            empty="Ninguno registrado.",
        ),
    ]


def _counted(lines: int, asked: int) -> str | None:
    return f"{number(lines)}; pedidas por la entidad: {number(asked)}" if lines else None


def _brief(words: str | None, most: int = MOST_LETTERS) -> str | None:
    """Cut what does not fit in a line of the ficha; None where nothing is said."""
    return Truncator(words).chars(most) if words else None


def _services(names: tuple[str, ...]) -> str | None:
    rest = len(names) - MOST_SERVICES
    words = "; ".join(str(_brief(one)) for one in names[:MOST_SERVICES])
    return f"{words} y {rest} más" if rest > 0 else words or None
