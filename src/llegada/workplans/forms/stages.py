"""Forms of the route of a plan: which milestone is of which stage, what came out of a stage, an alternative."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS
from llegada.workplans.choices import PlanStageKind
from llegada.workplans.forms.plans import date_input
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.services import StageContent


class RouteForm(forms.Form):
    """Whether a plan follows the route, and the stage of each of its milestones."""

    is_followed = forms.BooleanField(
        label=_("Este plan sigue la ruta: caracterización, diagnóstico, alternativa acordada, ejecución y entrega"),
        required=False,
    )

    def __init__(self, data: Any, *, plan: WorkPlan) -> None:
        super().__init__(data, initial={"is_followed": True})
        self.milestones = list(
            PlanMilestone.objects.filter(plan=plan)
            .select_related("stage_milestone__stage")
            .order_by("plan_service", "position")
        )
        choices = [("", _("De ninguna etapa")), *PlanStageKind.choices]
        for one in self.milestones:
            link = getattr(one, "stage_milestone", None)
            self.fields[self._name(one)] = forms.ChoiceField(
                label=gettext("Etapa de «%(name)s»") % {"name": one.name},
                choices=choices,
                required=False,
                initial=link.stage.kind if link else "",
            )

    @staticmethod
    def _name(milestone: PlanMilestone) -> str:
        return f"hito_{milestone.public_id.hex}"

    def stage_of(self) -> dict[UUID, str]:
        """Return the stage of each milestone that has one."""
        named = {one.public_id: self.cleaned_data[self._name(one)] for one in self.milestones}
        return {key: kind for key, kind in named.items() if kind}


class StageForm(forms.Form):
    """What came out of a stage."""

    content = forms.CharField(label=_("Qué resultó"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    held_on = forms.DateField(label=_("Cuándo terminó"), widget=date_input())
    evidence = forms.FileField(
        label=_("Soporte"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT_ATTRIBUTE})
    )

    def __init__(self, data: Any, files: Any = None, *, today: date) -> None:
        super().__init__(data, files, initial={"held_on": today})
        limits = {"accepted": ACCEPTED_WORDS, "limit": settings.MAX_FILE_BYTES // 1024**2}
        evidence = self.fields["evidence"]
        evidence.widget.attrs["data-max-bytes"] = settings.MAX_FILE_BYTES
        evidence.help_text = gettext("El documento de la etapa. Se aceptan: %(accepted)s, hasta %(limit)s MB.") % limits

    def content_of(self) -> StageContent:
        """Return it as the services take it."""
        data = self.cleaned_data
        return StageContent(data["content"], data["held_on"], data["evidence"] or None)


class AlternativeForm(forms.Form):
    """One way out to compare with others."""

    name = forms.CharField(label=_("Alternativa"), max_length=200)
    description = forms.CharField(
        label=_("Qué implica"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Qué se haría, con qué recursos, a favor y en contra."),
    )
