"""Addresses of the `reports` app."""

from django.urls import URLPattern, path, re_path

from llegada.reports.views import formats, issuing, sheets, verifying
from llegada.targeting.choices import IndexLevel

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("verificar/", verifying.verify, name="verify"),
    path("verificar/<str:code>/", verifying.verify_code, name="verify_code"),
    re_path(
        r"^territorio/departamentos/(?P<code>[0-9]+)/ficha\.pdf$",
        sheets.sheet,
        {"level": IndexLevel.DEPARTMENT},
        name="department_sheet",
    ),
    re_path(
        r"^territorio/(?P<code>[0-9]+)/ficha\.pdf$",
        sheets.sheet,
        {"level": IndexLevel.MUNICIPALITY},
        name="municipality_sheet",
    ),
    path("documentos/fichas/", sheets.sheets, name="sheets"),
    path("documentos/fichas/pedir/", sheets.order_sheets, name="order_sheets"),
    path("documentos/fichas/<uuid:public_id>/", sheets.sheets_order, name="sheets_order"),
    path("documentos/fichas/<uuid:public_id>/cancelar/", sheets.cancel_sheets, name="cancel_sheets"),
    path("documentos/fichas/<uuid:public_id>/descargar/", sheets.download_sheets, name="download_sheets"),
    path("documentos/emitidos/<uuid:public_id>/", issuing.download, name="download"),
    path("documentos/pedidos/<uuid:public_id>/", issuing.order, name="order"),
    path("documentos/<slug:kind>/<uuid:public_id>/<int:number>/", issuing.subject, name="subject"),
    path("documentos/<slug:kind>/<uuid:public_id>/<int:number>/emitir/", issuing.issue, name="issue"),
    path("administracion/formatos/", formats.formats, name="formats"),
    path("administracion/formatos/<uuid:public_id>/nuevo/", formats.add_format, name="format_create"),
    path("administracion/formatos/<uuid:public_id>/logo/", formats.logo, name="logo"),
]
