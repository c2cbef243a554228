"""The invented indicators of the demonstration: of every level and of every type of accumulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class DemoIndicator:
    """An invented indicator. Without `baseline` there is `gap`; `targets` are of four years from the current one."""

    unit: str
    level: str
    accumulation: str
    name: str
    measure_unit: str
    baseline: str
    targets: tuple[str, ...]
    gap: str = ""
    fate: str = "in_force"


def _one(
    unit: str, level: str, kind: str, name: str, measure: str, values: str, fate: str = "in_force"
) -> DemoIndicator:
    """Read `values`: the baseline, or why there is none, and the targets."""
    first, *targets = values.split()
    is_number = first[0].isdigit()
    return DemoIndicator(
        unit, level, kind, name, measure, first if is_number else "", tuple(targets), "" if is_number else first, fate
    )


INDICATORS: Final = (
    _one("INAT-DFI", "impact", "capacity", "Índice de capacidad institucional", "puntos", "48.5 50 53 56 60"),
    _one("INAT-GRE", "output", "cumulative", "Entidades con rediseño adoptado", "entidades", "0 12 15 18 20"),
    _one("INAT-GRE", "output", "cumulative", "Manuales de funciones actualizados", "manuales", "35 40 40 45 45"),
    _one("INAT-GRE", "outcome", "capacity", "Cargos provistos por mérito", "porcentaje", "22.4 25 30 35 40", "corrected"),
    _one("INAT-GPT", "outcome", "flow", "Rendiciones de cuentas con diálogo", "audiencias", "64 80 90 100 110"),
    _one("INAT-GPT", "outcome", "reduction", "Municipios sin canal de denuncia", "municipios", "310 280 230 170 100"),
    _one("INAT-GPT", "output", "cumulative", "Veedurías acompañadas", "veedurías", "new_offer 10 20 30 40"),
    _one("INAT-DGC", "output", "stock", "Buenas prácticas publicadas y vigentes", "prácticas", "18 24 32 40 48"),
    _one("INAT-DGC", "management", "flow", "Satisfacción con la asistencia", "porcentaje", "never_measured 80 82 84 85"),
    _one("INAT-DFI", "management", "annual_reduction", "Días de respuesta", "días", "24 20 17 15 13"),
    _one("INAT-DFI", "management", "flow", "Planes de trabajo firmados en término", "porcentaje", "71 75 80 85 90", "retired"),
    _one("INAT-DGC", "outcome", "capacity", "Lecciones adoptadas en servicios", "lecciones", "12 12 15 18 20", "draft"),
    _one("DOIL-DCO", "impact", "capacity", "Área con catastro actualizado", "porcentaje", "9.4 15 24 35 50"),
    _one("DOIL-GCM", "output", "cumulative", "Gestores catastrales acompañados", "gestores", "6 8 8 10 10"),
    _one("DOIL-DCO", "outcome", "reduction", "Planes de ordenamiento vencidos", "planes", "540 500 440 380 300"),
    _one("DOIL-DIF", "outcome", "capacity", "Recaudo predial por habitante", "miles de pesos", "61.8 65 70 76 82"),
    _one("DOIL-GPR", "output", "cumulative", "Proyectos con concepto favorable", "proyectos", "110 120 130 140 150"),
    _one("DOIL-GPR", "management", "annual_reduction", "Devoluciones por proyecto", "devoluciones", "3.2 2.8 2.4 2 1.5"),
    _one("EGL-GCH", "impact", "capacity", "Índice de gestión local", "puntos", "41.2 44 48 52 55", "draft"),
    _one("EGL-SFO", "output", "flow", "Personas certificadas", "personas", "1850 2000 2200 2400 2600", "draft"),
    _one("EGL-GCH", "outcome", "stock", "Estatutos tributarios vigentes", "estatutos", "not_published 40 60 80 100", "draft"),
)  # fmt: skip
