"""Addresses of the `targeting` app."""

from django.urls import URLPattern, URLResolver, include, path

from llegada.targeting.views import (
    concertation,
    groups,
    home,
    index_definitions,
    index_loading,
    index_map,
    indices,
    list_acts,
    lists,
    ranking,
    rules,
    runs,
)

app_name = "targeting"
_public_indices = [
    path("", indices.index_list, name="indices"),
    path("<slug:code>/", indices.detail, name="index"),
    path("ediciones/<uuid:public_id>/", indices.edition, name="edition"),
    path("ediciones/<uuid:public_id>/valores.<str:extension>", indices.download, name="edition_values"),
]
_inside: list[URLPattern] = [
    path("", home.home, name="home"),
    path("indices/cargar/", index_loading.load, name="index_import"),
    path("indices/cargar/columnas/", index_map.describe, name="index_map"),
    path("indices/nuevo/", index_definitions.create, name="index_create"),
    path("indices/<slug:code>/editar/", index_definitions.edit, name="index_edit"),
    path("ediciones/<uuid:public_id>/retirar/", index_loading.withdraw, name="edition_withdraw"),
    path("concertacion/", concertation.list_all, name="matrices"),
    path("concertacion/nueva/", concertation.begin, name="matrix_create"),
    path("concertacion/<uuid:public_id>/", concertation.detail, name="matrix"),
    path("concertacion/<uuid:public_id>/editar/", concertation.edit, name="matrix_edit"),
    path("concertacion/<uuid:public_id>/concertar/", concertation.agree, name="matrix_agree"),
    path("grupos/", groups.list_groups, name="groups"),
    path("grupos/nuevo/", groups.create, name="group_create"),
    path("grupos/desde-un-indice/", groups.create_from_index, name="groups_from_index"),
    path("grupos/<uuid:public_id>/", groups.detail, name="group"),
    path("grupos/<uuid:public_id>/editar/", groups.edit, name="group_edit"),
    path("reglas/", rules.list_all, name="rules"),
    path("reglas/nueva/", rules.create, name="rule_create"),
    path("reglas/<uuid:public_id>/", ranking.page, name="rule"),
    path("reglas/<uuid:public_id>/editar/", rules.edit, name="rule_edit"),
    path("reglas/<uuid:public_id>/pesos/", ranking.save_weights, name="rule_weights"),
    path("reglas/<uuid:public_id>/correr/", ranking.run, name="rule_run"),
    path("reglas/<uuid:public_id>/mover/", rules.move, name="rule_move"),
    path("reglas/<uuid:public_id>/lugares/<str:code>/", ranking.place, name="rule_place"),
    path("corridas/<uuid:public_id>/", runs.detail, name="run"),
    path("corridas/<uuid:public_id>/comparar/", runs.compare, name="run_compare"),
    path("corridas/<uuid:public_id>/resultado.<str:extension>", runs.download, name="run_download"),
    path("corridas/<uuid:public_id>/lugares/<str:code>/", runs.place, name="run_place"),
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
urlpatterns: list[URLResolver] = [
    path("focalizacion/", include(_inside)),
    path("indices/", include(_public_indices)),
]
