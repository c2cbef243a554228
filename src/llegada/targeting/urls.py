"""Addresses of the `targeting` app."""

from django.urls import URLPattern, path

from llegada.targeting.views import concertation, groups, list_acts, lists

app_name = "targeting"
urlpatterns: list[URLPattern] = [
    path("concertacion/", concertation.list_all, name="matrices"),
    path("concertacion/nueva/", concertation.begin, name="matrix_create"),
    path("concertacion/<uuid:public_id>/", concertation.detail, name="matrix"),
    path("concertacion/<uuid:public_id>/editar/", concertation.edit, name="matrix_edit"),
    path("concertacion/<uuid:public_id>/concertar/", concertation.agree, name="matrix_agree"),
    path("grupos/", groups.list_groups, name="groups"),
    path("grupos/nuevo/", groups.create, name="group_create"),
    path("grupos/<uuid:public_id>/", groups.detail, name="group"),
    path("grupos/<uuid:public_id>/editar/", groups.edit, name="group_edit"),
    path("listas/", lists.list_all, name="lists"),
    path("listas/nueva/", lists.create, name="list_create"),
    path("listas/<uuid:public_id>/", lists.detail, name="list"),
    path("listas/<uuid:public_id>/entidades.<str:extension>", lists.download, name="list_download"),
    path("listas/<uuid:public_id>/editar/", lists.edit, name="list_edit"),
    path("listas/<uuid:public_id>/mover/", lists.move, name="list_move"),
    path("listas/<uuid:public_id>/version/", lists.new_version, name="list_version"),
    path("listas/<uuid:public_id>/cambio/", list_acts.ask_change, name="list_change"),
    path("listas/cambios/<uuid:public_id>/decidir/", list_acts.decide_change, name="list_change_decide"),
    path("listas/entidades/<uuid:public_id>/respuesta/", list_acts.answer, name="list_answer"),
]
