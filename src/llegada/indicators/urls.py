"""Addresses of the `indicators` app."""

from django.urls import URLPattern, path

from llegada.indicators import views

app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("", views.sheet_list, name="list"),
    path("descargar.xlsx", views.download, name="download"),
    path("nueva/", views.create, name="create"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/editar/", views.edit, name="edit"),
    path("<uuid:public_id>/mover/", views.move, name="move"),
]
