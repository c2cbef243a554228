"""Addresses of the `portfolio` app."""

from django.urls import URLPattern, path

from llegada.portfolio.views import designing, importing, reading

app_name = "portfolio"
urlpatterns: list[URLPattern] = [
    path("", reading.service_list, name="list"),
    path("descargar.xlsx", reading.download, name="download"),
    path("nuevo/", designing.create, name="create"),
    path("importar/", importing.import_services, name="import"),
    path("importar/plantilla.xlsx", importing.template, name="import_template"),
    path("<uuid:public_id>/", reading.detail, name="detail"),
    path("<uuid:public_id>/editar/", designing.edit, name="edit"),
    path("<uuid:public_id>/mover/", designing.move, name="move"),
    path("<uuid:public_id>/descartar-borrador/", designing.discard_draft, name="discard_draft"),
    path("<uuid:public_id>/dependencia/", designing.assign_unit, name="assign_unit"),
]
