"""Addresses of the annual plan."""

from django.urls import URLPattern, path

from llegada.planning.views import amendments, committee, exchange, lines, plans, years

app_name = "planning"
urlpatterns: list[URLPattern] = [
    path("", years.year_list, name="list"),
    path("abrir/", years.open_cycle, name="open_cycle"),
    path("<int:year>/calendario/", years.calendar, name="calendar"),
    path("ciclos/<uuid:public_id>/editar/", years.edit_cycle, name="edit_cycle"),
    path("ciclos/<uuid:public_id>/recordar/", years.remind, name="remind"),
    path("ciclos/<uuid:public_id>/comenzar/", plans.create, name="create"),
    path("ciclos/<uuid:public_id>/comite/", committee.decide, name="committee"),
    path("ciclos/<uuid:public_id>/comite/presentar/", committee.present, name="present"),
    path("ciclos/<uuid:public_id>/comite/decidir/", committee.write_sheet, name="sheet"),
    path("ciclos/<uuid:public_id>/comite/cerrar/", committee.close_round, name="close_round"),
    path("<uuid:public_id>/", plans.detail, name="detail"),
    path("<uuid:public_id>/lineas.xlsx", plans.download, name="download"),
    path("<uuid:public_id>/libro.xlsx", exchange.download_workbook, name="workbook"),
    path("<uuid:public_id>/plantilla.xlsx", exchange.download_template, name="workbook_template"),
    path("<uuid:public_id>/importar/", exchange.import_lines, name="import_lines"),
    path("<uuid:public_id>/editar/", plans.edit, name="edit"),
    path("<uuid:public_id>/revision/", plans.checks, name="checks"),
    path("<uuid:public_id>/mover/", plans.move, name="move"),
    path("<uuid:public_id>/disponibilidad/", plans.budget, name="budget"),
    path("<uuid:public_id>/capacidad/", plans.capacity, name="capacity"),
    path("<uuid:public_id>/lineas/nueva/", lines.create, name="line_create"),
    path("<uuid:public_id>/modificaciones/nueva-linea/", amendments.request_new_line, name="amend_new_line"),
    path("lineas/<uuid:public_id>/", lines.detail, name="line"),
    path("lineas/<uuid:public_id>/editar/", lines.edit, name="line_edit"),
    path("lineas/<uuid:public_id>/quitar/", lines.remove, name="line_remove"),
    path("lineas/<uuid:public_id>/unir/", lines.join, name="line_join"),
    path("lineas/<uuid:public_id>/mover/", lines.move, name="line_move"),
    path("lineas/<uuid:public_id>/modificar/<slug:kind>/", amendments.request_change, name="amend"),
    path("modificaciones/<uuid:public_id>/", amendments.detail, name="amendment"),
    path("modificaciones/<uuid:public_id>/decidir/", amendments.decide, name="amendment_decide"),
    path("modificaciones/<uuid:public_id>/presentar/", amendments.present, name="amendment_present"),
    path("modificaciones/<uuid:public_id>/comite/decidir/", amendments.write_sheet, name="amendment_sheet"),
    path("modificaciones/<uuid:public_id>/comite/cerrar/", amendments.close_round, name="amendment_close"),
]
