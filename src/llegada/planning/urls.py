"""Addresses of the annual plan."""

from datetime import date

from django.urls import URLPattern, path, register_converter

from llegada.planning.views import (
    amendments,
    analyses,
    analysis_editing,
    committee,
    exchange,
    from_list,
    lines,
    months,
    plans,
    programming,
    years,
)


class MonthConverter:
    """A month in an address, `2026-11`, as its first day."""

    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """Read the month."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        """Write the month of a day."""
        return f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

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
    path("analisis/", analyses.analysis_list, name="analyses"),
    path("ciclos/<uuid:public_id>/analisis.<str:extension>", analyses.export, name="analyses_export"),
    path("ciclos/<uuid:public_id>/analisis/comenzar/", analyses.create, name="analysis_create"),
    path("analisis/<uuid:public_id>/", analyses.detail, name="analysis"),
    path("analisis/<uuid:public_id>/mover/", analyses.move, name="analysis_move"),
    path("analisis/<uuid:public_id>/editar/<slug:slug>/", analysis_editing.edit_part, name="analysis_edit"),
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
    path("<uuid:public_id>/mes/<month:month>/", months.show_month, name="month"),
    path("<uuid:public_id>/mes/<month:month>/programacion.<str:extension>", months.download, name="month_download"),
    path("<uuid:public_id>/lineas/nueva/", lines.create, name="line_create"),
    path("<uuid:public_id>/modificaciones/nueva-linea/", amendments.request_new_line, name="amend_new_line"),
    path("lineas/desde-lista/<uuid:public_id>/", from_list.make_lines, name="lines_from_list"),
    path("lineas/<uuid:public_id>/", lines.detail, name="line"),
    path("lineas/<uuid:public_id>/editar/", lines.edit, name="line_edit"),
    path("lineas/<uuid:public_id>/quitar/", lines.remove, name="line_remove"),
    path("lineas/<uuid:public_id>/unir/", lines.join, name="line_join"),
    path("lineas/<uuid:public_id>/mover/", lines.move, name="line_move"),
    path("lineas/<uuid:public_id>/modificar/<slug:kind>/", amendments.request_change, name="amend"),
    path("lineas/<uuid:public_id>/mes/<month:month>/", programming.detail, name="line_month"),
    path("lineas/<uuid:public_id>/mes/<month:month>/programar/", programming.program, name="program"),
    path("pasos/<uuid:public_id>/marcar/", programming.mark, name="step_mark"),
    path("modificaciones/<uuid:public_id>/", amendments.detail, name="amendment"),
    path("modificaciones/<uuid:public_id>/decidir/", amendments.decide, name="amendment_decide"),
    path("modificaciones/<uuid:public_id>/presentar/", amendments.present, name="amendment_present"),
    path("modificaciones/<uuid:public_id>/comite/decidir/", amendments.write_sheet, name="amendment_sheet"),
    path("modificaciones/<uuid:public_id>/comite/cerrar/", amendments.close_round, name="amendment_close"),
]
