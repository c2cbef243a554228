"""Addresses of the `delivery` app."""

from django.urls import path

from llegada.delivery.views import (
    agenda,
    attendance,
    checkin,
    commitment,
    commitment_link,
    commitments,
    minutes,
    sections,
    sessions,
)

app_name = "delivery"
urlpatterns = [
    path("agenda/", agenda.show_agenda, name="agenda"),
    path("agenda/descargar/", agenda.export_agenda, name="agenda_export"),
    path("sesiones/nueva/", sessions.new_session, name="session_new"),
    path("sesiones/evidencias/<uuid:public_id>/", minutes.download_evidence, name="evidence"),
    path("sesiones/<uuid:public_id>/", sessions.show_session, name="session"),
    path("sesiones/<uuid:public_id>/editar/", sessions.edit_session, name="session_edit"),
    path("sesiones/<uuid:public_id>/estado/", sessions.move_session, name="session_move"),
    path("sesiones/<uuid:public_id>/acta/", minutes.show_minutes, name="minutes"),
    path("sesiones/<uuid:public_id>/asistencia/", sections.add_attendance, name="attendance_add"),
    path(
        "sesiones/<uuid:public_id>/asistencia/<int:entry_id>/quitar/",
        sections.remove_attendance,
        name="attendance_remove",
    ),
    path("sesiones/<uuid:public_id>/asistencia/importar/", attendance.import_attendance, name="attendance_import"),
    path("sesiones/<uuid:public_id>/asistencia/plantilla/", attendance.attendance_template, name="attendance_template"),
    path("sesiones/<uuid:public_id>/registro/", attendance.show_door, name="door"),
    path("sesiones/<uuid:public_id>/registro/estado/", attendance.move_door, name="door_move"),
    path("sesiones/<uuid:public_id>/registro/preinscritos/", attendance.admit_expected, name="expected_admit"),
    path("sesiones/<uuid:public_id>/compromisos/", sections.add_commitment, name="commitment_add"),
    path("sesiones/<uuid:public_id>/desarrollo/", sections.write_minutes, name="minutes_write"),
    path("sesiones/<uuid:public_id>/evidencias/", sections.add_evidence, name="evidence_add"),
    path(
        "sesiones/<uuid:public_id>/evidencias/<uuid:evidence_id>/transcrita/",
        attendance.mark_transcribed,
        name="evidence_transcribed",
    ),
    path("asistencia/", checkin.ask_code, name="check_in_code"),
    path("asistencia/<str:code>/", checkin.check_in, name="check_in"),
    path("datos-sensibles/", attendance.show_sensitive, name="sensitive"),
    path("datos-sensibles/<int:answers_id>/borrar/", attendance.erase_sensitive, name="sensitive_erase"),
    path("compromisos/", commitments.show_commitments, name="commitments"),
    path("compromisos/descargar/", commitments.export_commitments, name="commitments_export"),
    path("compromisos/informar/<str:token>/", commitment_link.show_owed, name="commitments_by_link"),
    path("compromisos/avisos/<uuid:public_id>/revisar/", commitment.review_report, name="commitment_review"),
    path("compromisos/evidencias/<uuid:public_id>/", commitment.download_evidence, name="commitment_evidence"),
    path("compromisos/<uuid:public_id>/", commitment.show_commitment, name="commitment"),
    path("compromisos/<uuid:public_id>/prorroga/", commitment.extend_commitment, name="commitment_extend"),
    path("compromisos/<uuid:public_id>/cumplir/", commitment.fulfill_commitment, name="commitment_fulfill"),
    path("compromisos/<uuid:public_id>/enlace/", commitment.share_commitments, name="commitment_share"),
    path("compromisos/<uuid:public_id>/estado/", commitments.move_commitment, name="commitment_move"),
]
