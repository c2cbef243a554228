"""Addresses of the `portal` app."""

from django.urls import URLPattern, path, re_path

from llegada.portal.views import (
    actors,
    data,
    explore_coverage,
    explore_detail,
    explore_map,
    explore_matrix,
    explore_overlaps,
    explore_silence,
    explore_time,
    glossary,
    home,
    portfolio,
    profile,
    territory,
)
from llegada.targeting.choices import IndexLevel

app_name = "portal"


def _profile_of(level: IndexLevel, start: str) -> list[URLPattern]:
    """Return the addresses of the profiles of a level, below the page of each place."""
    place = start + r"(?P<code>[0-9]+)-(?P<slug>[-\w]+)/perfil/"
    table = r"indices\.(?P<extension>csv|xlsx)$"
    return [
        re_path(f"{place}$", profile.profile, {"level": level}, name=f"{level}_profile"),
        re_path(place + table, profile.download_profile, {"level": level}, name=f"{level}_profile_table"),
    ]


def _files_of(view: str, *extensions: str) -> str:
    """Return the pattern of the addresses of the files of a view."""
    return rf"^quien-hace-que/{view}\.(?P<extension>{'|'.join(extensions)})$"


_TABLES = ("csv", "xlsx", "json")

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("quien-hace-que/", explore_matrix.first_view, name="views"),
    path("quien-hace-que/matriz/", explore_matrix.matrix, name="matrix"),
    re_path(_files_of("matriz", *_TABLES, "svg"), explore_matrix.matrix_table, name="matrix_table"),
    path("quien-hace-que/mapa/", explore_map.country, name="map"),
    re_path(_files_of("mapa", *_TABLES, "svg"), explore_map.map_table, name="map_table"),
    path("quien-hace-que/cobertura/", explore_coverage.coverage, name="coverage"),
    re_path(_files_of("cobertura", *_TABLES, "svg"), explore_coverage.coverage_table, name="coverage_table"),
    path("quien-hace-que/sin-llegada/", explore_silence.silence, name="silence"),
    re_path(_files_of("sin-llegada", *_TABLES, "svg"), explore_silence.silence_table, name="silence_table"),
    path("quien-hace-que/cruces/", explore_overlaps.overlaps, name="overlaps"),
    re_path(_files_of("cruces", *_TABLES, "svg"), explore_overlaps.overlaps_table, name="overlaps_table"),
    path("quien-hace-que/tiempo/", explore_time.time, name="time"),
    re_path(_files_of("tiempo", *_TABLES, "svg"), explore_time.time_table, name="time_table"),
    path("quien-hace-que/dependencias/<uuid:public_id>/", actors.unit, name="unit"),
    path("quien-hace-que/personas/<uuid:public_id>/", actors.person, name="person"),
    path("quien-hace-que/personas/<uuid:public_id>/sesiones.<str:extension>", actors.person_table, name="person_table"),
    path("quien-hace-que/detalle/", explore_detail.detail, name="detail"),
    re_path(_files_of("detalle", *_TABLES, "svg"), explore_detail.detail_table, name="detail_table"),
    path("datos/", data.open_data, name="data"),
    path("datos/cifras-por-municipio.csv", data.download_figures, {"file_format": "csv"}, name="figures_csv"),
    path("datos/cifras-por-municipio.xlsx", data.download_figures, {"file_format": "xlsx"}, name="figures_xlsx"),
    path("datos/divipola.csv", data.download_places, {"file_format": "csv"}, name="places_csv"),
    path("datos/divipola.xlsx", data.download_places, {"file_format": "xlsx"}, name="places_xlsx"),
    path("territorio/", territory.territory, name="territory"),
    path("territorio/entidades.csv", territory.download_entities, {"file_format": "csv"}, name="entities_csv"),
    path("territorio/entidades.xlsx", territory.download_entities, {"file_format": "xlsx"}, name="entities_xlsx"),
    path("territorio/entidades/<uuid:public_id>/", territory.entity, name="entity"),
    path(
        "territorio/entidades/<uuid:public_id>/asistencia.<str:extension>", territory.entity_table, name="entity_table"
    ),
    re_path(r"^territorio/departamentos/(?P<code>[0-9]+)-(?P<slug>[-\w]+)/$", territory.department, name="department"),
    re_path(r"^territorio/departamentos/(?P<code>[0-9]+)/$", territory.department, name="department_by_code"),
    re_path(r"^territorio/(?P<code>[0-9]+)-(?P<slug>[-\w]+)/$", territory.municipality, name="municipality"),
    re_path(r"^territorio/(?P<code>[0-9]+)/$", territory.municipality, name="municipality_by_code"),
    *_profile_of(IndexLevel.DEPARTMENT, r"^territorio/departamentos/"),
    *_profile_of(IndexLevel.MUNICIPALITY, r"^territorio/"),
    path("portafolio/", portfolio.portfolio, name="portfolio"),
    path("portafolio/descargar.xlsx", portfolio.download, {"file_format": "xlsx"}, name="portfolio_xlsx"),
    path("portafolio/descargar.csv", portfolio.download, {"file_format": "csv"}, name="portfolio_csv"),
    path("portafolio/<uuid:public_id>/<slug:slug>/", portfolio.service, name="service"),
    path("glosario/", glossary.glossary, name="glossary"),
    path("accesibilidad/", glossary.accessibility, name="accessibility"),
]
