"""Addresses of the `reports` app."""

from django.urls import URLPattern, path

from llegada.reports.views import formats, issuing, verifying

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("verificar/", verifying.verify, name="verify"),
    path("verificar/<str:code>/", verifying.verify_code, name="verify_code"),
    path("documentos/emitidos/<uuid:public_id>/", issuing.download, name="download"),
    path("documentos/pedidos/<uuid:public_id>/", issuing.order, name="order"),
    path("documentos/<slug:kind>/<uuid:public_id>/<int:number>/", issuing.subject, name="subject"),
    path("documentos/<slug:kind>/<uuid:public_id>/<int:number>/emitir/", issuing.issue, name="issue"),
    path("administracion/formatos/", formats.formats, name="formats"),
    path("administracion/formatos/<uuid:public_id>/nuevo/", formats.add_format, name="format_create"),
    path("administracion/formatos/<uuid:public_id>/logo/", formats.logo, name="logo"),
]
