"""Addresses of the `insights` app."""

from django.urls import path

from llegada.insights.views import cost, entity_home, movement, planned, progress, work

app_name = "insights"
urlpatterns = [
    path("mi-trabajo/", work.my_work, name="my_work"),
    path("mi-entidad/", entity_home.entity_home, name="entity_home"),
    path("estrategias/<uuid:public_id>/indices/", movement.show, name="movement"),
    path("cargado-frente-a-planeado/", planned.show_planned, name="planned"),
    path("cargado-frente-a-planeado/lineas.<str:extension>", planned.export_planned, name="export_planned"),
    path("avance/", progress.show_progress, name="progress"),
    path("avance/avance.<str:extension>", progress.export_progress, name="export_progress"),
    path("avance/vencidos/", progress.show_late, name="late"),
    path("avance/vencidos/hitos.<str:extension>", progress.export_late, name="export_late"),
    path("avance/costo/", cost.show_cost, name="cost"),
    path("avance/costo/costo.<str:extension>", cost.export_cost, name="export_cost"),
]
