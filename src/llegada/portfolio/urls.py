"""Addresses of the `portfolio` app."""

from django.urls import URLPattern, path

from llegada.portfolio.views import (
    committee,
    comparing,
    design,
    design_parts,
    designing,
    importing,
    lines,
    reading,
    statements,
    strategies,
    strategy_designing,
    strategy_evidence,
    unit_fields,
)

app_name = "portfolio"
urlpatterns: list[URLPattern] = [
    path("", reading.service_list, name="list"),
    path("descargar.xlsx", reading.download, name="download"),
    path("nuevo/", designing.create, name="create"),
    path("parecidos/", comparing.similar, name="similar"),
    path("importar/", importing.import_services, name="import"),
    path("importar/plantilla.xlsx", importing.template, name="import_template"),
    path("lineas-tematicas/", lines.line_list, name="lines"),
    path("lineas-tematicas/nueva/", lines.create_line, name="line_create"),
    path("lineas-tematicas/<uuid:public_id>/", lines.edit_line, name="line"),
    path("lineas-tematicas/<uuid:public_id>/mover/", lines.move_line, name="line_move"),
    path("campos-propios/", unit_fields.field_list, name="fields"),
    path("campos-propios/nuevo/", unit_fields.create_field, name="field_create"),
    path("campos-propios/<uuid:public_id>/", unit_fields.edit_field, name="field"),
    path("campos-propios/<uuid:public_id>/mover/", unit_fields.move_field, name="field_move"),
    path("<uuid:public_id>/", reading.detail, name="detail"),
    path("<uuid:public_id>/comparar/", comparing.compare, name="compare"),
    path("<uuid:public_id>/editar/", designing.edit, name="edit"),
    path("<uuid:public_id>/diseno/", design.overview, name="design"),
    path("<uuid:public_id>/diseno/cronograma/", design.schedule, name="design_schedule"),
    path("<uuid:public_id>/diseno/<slug:section>/", design_parts.design_section, name="design_section"),
    path("<uuid:public_id>/operacion/", design.operation, name="operation"),
    path("<uuid:public_id>/operacion/<slug:section>/", design_parts.operation_section, name="operation_section"),
    path("<uuid:public_id>/mover/", designing.move, name="move"),
    path("<uuid:public_id>/descartar-borrador/", designing.discard_draft, name="discard_draft"),
    path("<uuid:public_id>/dependencia/", designing.assign_unit, name="assign_unit"),
]

#: Under /estrategias/, with its own namespace.
strategy_urls: list[URLPattern] = [
    path("", strategies.strategy_list, name="list"),
    path("descargar.xlsx", strategies.download, name="download"),
    path("nueva/", strategy_designing.create, name="create"),
    path("definiciones/", statements.statements, name="statements"),
    path("definiciones/redactar/", statements.edit, name="statement_edit"),
    path("definiciones/<uuid:public_id>/poner-en-vigor/", statements.put_in_force, name="statement_in_force"),
    path("<uuid:public_id>/", strategies.detail, name="detail"),
    path("<uuid:public_id>/editar/", strategy_designing.edit, name="edit"),
    path("<uuid:public_id>/cierre/", strategy_designing.closing, name="closing"),
    path("<uuid:public_id>/soportes/archivo/", strategy_evidence.add_file, name="file_add"),
    path("<uuid:public_id>/soportes/enlace/", strategy_evidence.add_link, name="link_add"),
    path("soportes/<uuid:public_id>/", strategy_evidence.download, name="evidence"),
    path("soportes/<uuid:public_id>/retirar/", strategy_evidence.remove, name="evidence_remove"),
    path("<uuid:public_id>/mover/", strategies.move, name="move"),
    path("<uuid:public_id>/comite/", committee.decide, name="committee"),
    path("<uuid:public_id>/comite/decidir/", committee.write_sheet, name="sheet"),
    path("<uuid:public_id>/comite/cerrar/", committee.close_round, name="close_round"),
]
