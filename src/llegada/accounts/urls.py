"""Addresses of the `accounts` app."""

from django.urls import path

from llegada.accounts.views import administration, entity_people, notices, organizations, own, people, roles

app_name = "accounts"
urlpatterns = [
    path("administracion/", administration.administration, name="administration"),
    path("administracion/personas/", people.people, name="people"),
    path("administracion/personas/descargar/", people.people_xlsx, name="people_xlsx"),
    path("administracion/personas/nueva/", people.register, name="register"),
    path("administracion/personas/<uuid:public_id>/", people.person, name="person"),
    path("administracion/personas/<uuid:public_id>/corregir/", people.edit, name="person_edit"),
    path("administracion/personas/<uuid:public_id>/cuenta/", people.set_active, name="person_set_active"),
    path("administracion/personas/<uuid:public_id>/invitar/", people.invite, name="person_invite"),
    path("administracion/personas/<uuid:public_id>/roles/nuevo/", roles.assign, name="role_assign"),
    path("administracion/personas-de-entidades/", entity_people.entity_people, name="entity_people"),
    path("administracion/personas-de-entidades/nueva/", entity_people.add, name="entity_person_add"),
    path(
        "administracion/personas-de-entidades/<uuid:public_id>/borrar/",
        entity_people.erase,
        name="entity_person_erase",
    ),
    path("administracion/roles/<uuid:public_id>/terminar/", roles.end, name="role_end"),
    path("administracion/organizaciones/", organizations.organizations, name="organizations"),
    path("administracion/organizaciones/nueva/", organizations.create_organization, name="organization_create"),
    path("administracion/organizaciones/<uuid:public_id>/", organizations.organization, name="organization"),
    path(
        "administracion/organizaciones/<uuid:public_id>/corregir/",
        organizations.edit_organization,
        name="organization_edit",
    ),
    path(
        "administracion/organizaciones/<uuid:public_id>/dependencias/nueva/",
        organizations.create_unit,
        name="unit_create",
    ),
    path("administracion/dependencias/<uuid:public_id>/", organizations.edit_unit, name="unit_edit"),
    path("cambiar-rol/", roles.switch_role, name="switch_role"),
    path("descartar-lo-recuperado/", own.discard_recovered, name="discard_recovered"),
    path("avisos/", notices.notices, name="notices"),
    path("avisos/leidos/", notices.mark_read, name="notices_mark_read"),
    path("avisos/<uuid:public_id>/", notices.open_notice, name="notice"),
    path("mi-cuenta/", own.own, name="own"),
    path("mi-cuenta/fichas/", own.issue_token, name="token_issue"),
    path("mi-cuenta/fichas/<uuid:public_id>/revocar/", own.revoke_token, name="token_revoke"),
]
