"""Addresses of the `territory` app, below `/administracion/`."""

from django.urls import URLPattern, path

from llegada.territory import views

app_name = "territory"
urlpatterns: list[URLPattern] = [
    path("entidades/importar/", views.import_page, name="import_entities"),
    path("entidades/importar/plantilla.xlsx", views.template, name="import_entities_template"),
]
