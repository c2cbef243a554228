"""Addresses of the `workplans` app."""

from django.urls import path

from llegada.workplans.views import (
    amendments,
    deliveries,
    from_lines,
    lists,
    making,
    milestones,
    obstacles,
    plan,
    rounds,
)

app_name = "workplans"
urlpatterns = [
    path("", lists.list_plans, name="list"),
    path("planes.<str:extension>", lists.export_plans, name="export"),
    path("avance/", lists.show_progress, name="progress"),
    path("avance/avance.<str:extension>", lists.export_progress, name="export_progress"),
    path("desde-el-plan-anual/", from_lines.carry_out, name="from_lines"),
    path("nuevo/", making.make_plan, name="create"),
    path("evidencias/<uuid:public_id>/", milestones.download_evidence, name="evidence"),
    path("hitos/<uuid:public_id>/reportar/", milestones.report_milestone, name="report_milestone"),
    path("hitos/<uuid:public_id>/revisar/", milestones.review_milestone, name="review_milestone"),
    path("modificaciones/<uuid:public_id>/", amendments.show_amendment, name="amendment"),
    path("modificaciones/<uuid:public_id>/mover/", amendments.move_amendment, name="amendment_move"),
    path("<uuid:public_id>/modificaciones/", amendments.list_amendments, name="amendments"),
    path("<uuid:public_id>/modificaciones/<slug:kind>/", amendments.propose, name="amend"),
    path("obstaculos/<uuid:public_id>/mover/", obstacles.move_obstacle, name="obstacle_move"),
    path("<uuid:public_id>/obstaculos/", obstacles.list_obstacles, name="obstacles"),
    path("<uuid:public_id>/obstaculos/nuevo/", obstacles.record_obstacle, name="obstacle_new"),
    path("<uuid:public_id>/entrega/", deliveries.show_delivery, name="delivery"),
    path("<uuid:public_id>/entrega/acta/", deliveries.deliver, name="deliver"),
    path("<uuid:public_id>/entrega/recibo/", deliveries.answer, name="delivery_answer"),
    path("<uuid:public_id>/socializacion/", rounds.list_rounds, name="rounds"),
    path("<uuid:public_id>/socializacion/nueva/", rounds.record_round, name="round_new"),
    path("<uuid:public_id>/firmar/", rounds.sign, name="sign_for_provider"),
    path("<uuid:public_id>/", plan.show_plan, name="detail"),
    path("<uuid:public_id>/mover/", plan.move_plan, name="move"),
    path("<uuid:public_id>/editar/", making.edit_plan, name="edit"),
    path("<uuid:public_id>/fechas/", making.set_dates, name="dates"),
    path("<uuid:public_id>/versiones/<int:number>/", plan.show_version, name="version"),
]
