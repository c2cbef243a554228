"""Addresses of the `exports` app."""

from django.urls import path, re_path

from llegada.exports.views import behind, keys, pages, tables

app_name = "exports"

_TABLE = r"(?P<dataset>[a-z0-9-]+)\.(?P<file_format>[a-z.]+)$"

urlpatterns = [
    path("quien-hace-que/detalle/sesiones.<str:file_format>", behind.sessions_behind, name="sessions_behind"),
    path("datos/catalogo.jsonld", pages.catalogue, name="catalogue"),
    path("datos/paquete.zip", tables.package, name="package"),
    path("datos/llaves/", keys.show_keys, name="keys"),
    path("datos/llaves/nueva/", keys.make_key, name="key_make"),
    path("datos/llaves/<uuid:public_id>/anular/", keys.end_key, name="key_end"),
    path("datos/archivos/<uuid:public_id>/", pages.file_page, name="file"),
    re_path(rf"^datos/completo/{_TABLE}", tables.full_table, name="full_table"),
    re_path(rf"^datos/{_TABLE}", tables.open_table, name="table"),
    path("datos/<slug:dataset>/", pages.dataset_page, name="dataset"),
]
