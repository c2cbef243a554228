"""Makes invented editions of the known indices, through the importer: no figure is that of its source."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from llegada.core.actors import SYSTEM, Actor
from llegada.core.roles import Role
from llegada.demo.institutions import Cast
from llegada.demo.script import moment
from llegada.targeting.models import IndexEdition
from llegada.targeting.services.index_catalogue import load_catalogue
from llegada.targeting.services.index_import import IndexFile, import_indices
from llegada.targeting.services.index_life import withdraw_edition
from llegada.territory.choices import MunicipalityKind
from llegada.territory.models import Municipality

_MDM: Final = (
    "MDM", "Gestión", "Movilización de recursos", "Ejecución de recursos", "Gobierno abierto", "Ordenamiento territorial",
    "Resultados", "Educación", "Salud", "Servicios", "Seguridad",
)  # fmt: skip
#: Subregion → how many municipalities it has, and its departments by code; which municipalities those are is invented too.
_SUBREGIONS: Final[dict[str, tuple[int, *tuple[str, ...]]]] = {
    "Alto Patía y Norte del Cauca": (24, "19", "52", "76"),
    "Arauca": (4, "81"),
    "Bajo Cauca y Nordeste Antioqueño": (13, "05"),
    "Catatumbo": (8, "54"),
    "Chocó": (14, "27"),
    "Cuenca del Caguán y Piedemonte Caqueteño": (17, "18", "19"),
    "Macarena - Guaviare": (12, "50", "95"),
    "Montes de María": (15, "13", "70"),
    "Pacífico Medio": (4, "19", "76"),
    "Pacífico y Frontera Nariñense": (11, "52"),
    "Putumayo": (9, "86"),
    "Sierra Nevada - Perijá - Zona Bananera": (15, "20", "44", "47"),
    "Sur de Bolívar": (7, "13"),
    "Sur de Córdoba": (5, "23"),
    "Sur del Tolima": (4, "73"),
    "Urabá Antioqueño": (8, "05"),
}
#: Places whose figure the invented source did not publish, and those that its correction changed.
_SILENT, _CORRECTED = 9, 6


def make_indices(cast: Cast, *, today: date) -> int:
    """Load a few years of a few indices: one corrected, one withdrawn. Returns how many editions there are."""
    load_catalogue(actor=SYSTEM, now=moment(today - timedelta(days=370), 7))
    actor = cast.acting("planeacion", Role.PLANNING_OFFICE)
    places = (
        Municipality.objects.filter(kind=MunicipalityKind.MUNICIPALITY).order_by("code").values_list("code", flat=True)
    )
    world = _World(list(places))
    last = today.year - 2  # measures come out more than a year after what they measure
    before = {year: world.long_measure(year) for year in (last - 2, last - 1)}
    for year, rows in before.items():
        _load(actor, f"demostracion-mdm-{year}.csv", rows, today=today, days_ago=300 + 10 * (last - year))
    again = world.corrected(before[last - 1])
    _load(actor, f"demostracion-mdm-{last - 1}-corregido.csv", again, today=today, days_ago=290)
    _load(actor, f"demostracion-mdm-{last}.csv", world.wide_measure(), today=today, days_ago=120)
    _load(actor, f"demostracion-idf-{last}.csv", world.fiscal(last), today=today, days_ago=110)
    _load(actor, "demostracion-ipm.csv", world.poverty(), today=today, days_ago=300)
    _load(actor, f"demostracion-categorias-{last + 1}.csv", world.categories(last + 1), today=today, days_ago=60)
    _load(actor, f"demostracion-poblacion-{today.year}.csv", world.population(today.year), today=today, days_ago=60)
    _load(actor, "demostracion-pdet-2017.csv", world.programme(), today=today, days_ago=300)
    _withdraw(actor, last, today=today)
    return IndexEdition.objects.count()


def _load(actor: Actor, name: str, rows: Iterable[Sequence[object]], *, today: date, days_ago: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    file = IndexFile(name, text.getvalue().encode())
    import_indices(actor=actor, file=file, dry_run=False, now=moment(today - timedelta(days=days_ago), 9))


def _withdraw(actor: Actor, year: int, *, today: date) -> None:
    edition = IndexEdition.objects.filter(index__code="mdm-gestion", year=year - 2).get()
    withdraw_edition(
        actor=actor,
        public_id=edition.public_id,
        reason="La fuente avisó que había publicado el componente sin la última verificación.",
        now=moment(today - timedelta(days=40), 9),
    )


class _World:
    """Invented municipalities: each has a size and a capacity from which its figures come, so that they agree with each other."""

    def __init__(self, places: list[str]) -> None:
        self.chance = random.Random(617)
        self.places = places
        self.capacity = {code: self.chance.betavariate(4, 3.2) for code in places}
        capitals = {code for code in places if code.endswith("001")}
        self.people = {code: int(self.chance.lognormvariate(11.8 if code in capitals else 9.4, 0.8)) for code in places}

    def _around(self, code: str, *, spread: float = 9, shift: float = 0) -> float:
        value = 18 + 62 * self.capacity[code] + shift + self.chance.gauss(0, spread)
        return round(min(max(value, 1), 99), 2)

    def _published(self) -> list[str]:
        silent = set(self.chance.sample(self.places, _SILENT))
        return [code for code in self.places if code not in silent]

    def wide_measure(self) -> list[list[object]]:
        """Return the last year of the municipal measure, with its components and groups."""
        codes = self._published()
        rows = ([code, self._group(code), *(self._around(code) for _component in _MDM)] for code in codes)
        return [["cod_mpio", "Grupo de capacidades", *_MDM], *rows]

    def long_measure(self, year: int) -> list[list[object]]:
        """Return an earlier year, one indicator a row."""
        named = [(code, said) for code in self._published() for said in ("MDM", "Componente de gestión")]
        rows = ([year, code, said, self._around(code, shift=-1)] for code, said in named)
        return [["anio", "codigo_entidad", "indicador", "dato"], *rows]

    def corrected(self, rows: list[list[object]]) -> list[list[object]]:
        """Return the table as its source published it again: a few figures more of the total."""
        first = [row for row in rows[1:] if row[2] == "MDM"][:_CORRECTED]
        return [rows[0], *([*row[:3], 50.5] if row in first else row for row in rows[1:])]

    def fiscal(self, year: int) -> list[list[object]]:
        """Return the fiscal index by its new method."""
        rows = (
            [code, year, "nueva", self._around(code, spread=7), round(99 - 60 * self.capacity[code], 2)]
            for code in self._published()
        )
        return [["cod_mpio", "anio", "metodologia", "idf", "dependencia_transf"], *rows]

    def poverty(self) -> list[list[object]]:
        """Return multidimensional poverty of the census."""
        heading = "Índice de pobreza multidimensional - IPM | 2018"
        poor = {code: 92 - 80 * self.capacity[code] + self.chance.gauss(0, 6) for code in self.places}
        return [["cod_mpio", heading], *([code, round(min(max(poor[code], 2), 98), 1)] for code in self._published())]

    def categories(self, year: int) -> list[list[object]]:
        """Return the category by size."""
        limits = ((500_000, "ESP"), (100_000, 1), (50_000, 2), (30_000, 3), (20_000, 4), (10_000, 5))
        rows: Iterable[list[object]] = (
            [code, next((said for least, said in limits if self.people[code] > least), 6)] for code in self.places
        )
        return [["cod_mpio", f"Categoría ley 617 de 2000 {year}"], *rows]

    def programme(self) -> list[list[object]]:
        """Return who is in the territorial programme: as many as in each subregion, the weakest of its departments."""
        free = sorted(self.places, key=lambda code: (self.capacity[code], code))
        rows: list[list[object]] = []
        for subregion, (many, *departments) in _SUBREGIONS.items():
            chosen = [code for code in free if code[:2] in departments][:many]
            free = [code for code in free if code not in chosen]
            rows += [[code, subregion] for code in chosen]
        return [["cod_mpio", "Subregión PDET"], *rows]

    def population(self, year: int) -> list[list[object]]:
        """Return how many people there are."""
        return [
            ["cod_mpio", "anio", "area", "poblacion"],
            *([code, year, "Total", self.people[code]] for code in self.places),
        ]

    def _group(self, code: str) -> str:
        if self.people[code] > 400_000:
            return "C"
        return f"G{5 - min(int(self.capacity[code] * 5), 4)}"
