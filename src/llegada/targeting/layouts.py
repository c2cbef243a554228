"""The tables that the product knows how to read, as their sources publish them (facts B.3). No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from llegada.targeting.layout_rules import Layout, Measure

_MDM: Final = {
    "MDM": "mdm",
    "Gestión": "mdm-gestion",
    "Movilización de recursos": "mdm-movilizacion",
    "Ejecución de recursos": "mdm-ejecucion",
    "Gobierno abierto": "mdm-gobierno-abierto",
    "Ordenamiento territorial": "mdm-ordenamiento",
    "Resultados": "mdm-resultados",
    "Educación": "mdm-educacion",
    "Salud": "mdm-salud",
    "Servicios": "mdm-servicios",
    "Seguridad": "mdm-seguridad",
    "AR": "mdm-ajuste",
    "Grupo de capacidades": "mdm-grupo",
}
_MDM_LONG: Final = {
    "MDM": "mdm",
    "Componente de gestión": "mdm-gestion",
    "Componente de resultados": "mdm-resultados",
}
_IDF_OLD: Final = {
    "idf": "idf-anterior",
    "autofinanciacion": "idf-anterior-autofinanciacion",
    "respaldo_deuda": "idf-anterior-respaldo",
    "dependencia_transf": "idf-anterior-dependencia",
    "recursos_propios": "idf-anterior-propios",
    "magnitud_inversion": "idf-anterior-inversion",
    "capacidad_ahorro": "idf-anterior-ahorro",
}
_IDF_NEW: Final = {
    "idf": "idf",
    "idf_sin_bonos": "idf-sin-bonos",
    "dependencia_transf": "idf-dependencia",
    "fbk_fijo": "idf-fbk",
    "ahorro_corriente": "idf-ahorro",
    "balance_primario": "idf-balance",
    "holgura": "idf-holgura",
}
_MDD: Final = (
    "gestion", "movilizacion", "ejecucion", "gobierno", "planeacion", "resultados", "educacion", "salud", "servicios",
    "seguridad", "infancia", "trabajo", "ambiente",
)  # fmt: skip
_POVERTY: Final = {
    "Índice de pobreza multidimensional - IPM": "ipm",
    "IPM - Cabecera": "ipm-cabecera",
    "IPM - Rural": "ipm-rural",
    "Índice de Necesidades Básicas Insatisfechas - NBI": "nbi",
    "Índice de Necesidades Básicas Insatisfechas - NBI - en el área urbana": "nbi-cabecera",
    "Índice de Necesidades Básicas Insatisfechas - NBI - en el área rural": "nbi-rural",
    "Población en condición de miseria": "miseria",
    "Población en condición de miseria en el área urbana": "miseria-cabecera",
    "Población en condición de miseria en el área rural": "miseria-rural",
}
_AREAS: Final = {
    "Total": "poblacion",
    "Cabecera Municipal": "poblacion-cabecera",
    "Centros Poblados y Rural Disperso": "poblacion-rural",
}
_DECREES: Final = 2017
_TYPOLOGIES: Final = 2015


def _columns(
    table: Mapping[str, str], *, year: int | None = None, where: tuple[tuple[str, str], ...] = ()
) -> tuple[Measure, ...]:
    return tuple(Measure(column, index, year, where) for column, index in table.items())


LAYOUTS: Final[tuple[Layout, ...]] = (
    Layout(
        "mdm",
        "Medición de Desempeño Municipal, una columna por componente",
        _columns(_MDM),
        code="cod_mpio",
        department="Departamento",
        municipality="Municipio",
        required=("MDM", "Gestión", "Resultados"),
    ),
    Layout(
        "mdm-abiertos",
        "Medición de Desempeño Municipal, datos abiertos del DNP",
        tuple(Measure("dato", index, None, (("indicador", said),)) for said, index in _MDM_LONG.items()),
        code="codigo_entidad",
        year_column="anio",
        required=("indicador", "dato"),
    ),
    Layout(
        "idf",
        "Índice de Desempeño Fiscal, las dos metodologías en un archivo",
        _columns(_IDF_OLD, where=(("metodologia", "anterior"),))
        + _columns(_IDF_NEW, where=(("metodologia", "nueva"),)),
        code="cod_mpio",
        year_column="anio",
        required=("idf", "metodologia"),
        unused={
            "categoria_617": "La categoría se carga de su propio archivo: la de 2020 de este es copia de la de 2019.",
            "rango": "Sale del valor del índice.",
        },
    ),
    Layout(
        "mdd",
        "Medición de Desempeño Departamental",
        (Measure("mdd", "mdd"), *(Measure(name, f"mdd-{name}") for name in _MDD)),
        code="cdpto",
        department="ndpto",
        year_column="año",
        required=("mdd",),
    ),
    Layout(
        "pobreza",
        "Pobreza multidimensional y necesidades básicas, una columna por año",
        tuple(Measure(f"{column} | {{year}}", index) for column, index in _POVERTY.items()),
        code="cod_mpio",
    ),
    Layout(
        "clasificaciones",
        "Clasificaciones de municipios: Ley 617 por año, entorno, tipología y ruralidad",
        (
            Measure("Categoría ley 617 de 2000 {year}", "categoria-617"),
            Measure("Entorno de desarrollo (DNP)", "entorno", _TYPOLOGIES),
            Measure("Tipología (DNP)", "tipologia-anterior", _TYPOLOGIES),
            Measure("Categoría de ruralidad", "ruralidad", 2014),
            Measure("Región", "region", _TYPOLOGIES),
        ),
        code="cod_mpio",
        unused={
            "Categoría ley 617 de 2000 2000": (
                "No es de 2000: trae municipios que se crearon después y casi coincide con la categoría de 2016."
            ),
        },
    ),
    Layout(
        "pdet",
        "Municipios PDET con su subregión",
        (Measure("Subregión PDET", "pdet-subregion", _DECREES), Measure("Subregión PDET", "pdet", _DECREES)),
        code="cod_mpio",
        is_list=True,
    ),
    Layout(
        "zomac",
        "Zonas más afectadas por el conflicto (ZOMAC)",
        (Measure("zomac", "zomac", _DECREES),),
        code="cod_mpio",
        department="dpto",
        municipality="mpio",
        is_list=True,
    ),
    Layout(
        "poblacion",
        "Proyecciones de población por área y año",
        tuple(Measure("poblacion", index, None, (("area", area),)) for area, index in _AREAS.items()),
        code="cod_mpio",
        year_column="anio",
    ),
    Layout(
        "ley-617",
        "Categorización por municipios de la Contaduría",
        (Measure("Categoría", "categoria-617"),),
        department="Nombre departamento",
        municipality="Nombre municipio",
    ),
    Layout(
        "tipologias",
        "Tipologías municipales del DNP",
        (Measure("Tipología", "tipologia"), Measure("Cat 617_{year}", "categoria-617")),
        code="CodDANE_txt",
        department="Departamento",
        municipality="Municipio",
        required=("Tipología",),
    ),
    Layout(
        "furag-territorio",
        "FURAG, Índice de Desempeño Institucional de entidades territoriales",
        (Measure("Índice de Desempeño Institucional", "idi"),),
        code="Código Sigep",
        entity="Entidad",
        department="Departamento",
        municipality="Municipio",
    ),
    Layout(
        "furag-nacion",
        "FURAG, Índice de Desempeño Institucional de entidades nacionales",
        (Measure("Índice de Desempeño Institucional", "idi"),),
        code="Código Sigep",
        entity="Entidad",
    ),
)
#: The index of the sheet of a workbook whose sheets have the same headings, by what the folded name of the sheet has.
_RAINS: Final = {"exceso": "imrc-exceso", "deficit": "imrc-deficit"}


def layouts_for(sheet: str) -> tuple[Layout, ...]:
    """Return the layouts that a sheet of that name may have."""
    rains = tuple(
        Layout(
            f"imrc-{word}",
            "Índice Municipal de Riesgo de Desastres Ajustado por Capacidades",
            (Measure("*ajustado*", index),),
            code="DIVIPOLA",
        )
        for word, index in _RAINS.items()
        if word in sheet.casefold().replace("é", "e")
    )
    return LAYOUTS + rains
