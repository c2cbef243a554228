"""Addresses of the `imports` app."""

from django.urls import URLPattern, path

from llegada.imports.views import bringing, lists, remembered, run

app_name = "imports"
urlpatterns: list[URLPattern] = [
    path("importaciones/", lists.list_all, name="list"),
    path("importaciones/nueva/", bringing.upload, name="new"),
    path("importaciones/plantilla.xlsx", lists.template, name="template"),
    path("importaciones/recordado/", lists.remembered, name="remembered"),
    path("importaciones/recordado/<int:match_id>/", remembered.match, name="match"),
    path("importaciones/recordado/<int:match_id>/olvidar/", remembered.forget, name="match_forget"),
    path("importaciones/<uuid:public_id>/", run.detail, name="run"),
    path("importaciones/<uuid:public_id>/columnas/", bringing.columns, name="columns"),
    path("importaciones/<uuid:public_id>/equivalencias/", bringing.matches, name="matches"),
    path("importaciones/<uuid:public_id>/mover/", run.move, name="move"),
    path("importaciones/<uuid:public_id>/filas-que-no-entran.xlsx", run.bad_rows, name="bad_rows"),
]
