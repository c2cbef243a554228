"""The form of an obstacle: what happens, since when, who resolves it and by when."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.workplans import rules, selectors
from llegada.workplans.choices import PlanSide
from llegada.workplans.forms.plans import date_input
from llegada.workplans.models import PlanObstacle, WorkPlan
from llegada.workplans.services import ObstacleContent


class ObstacleForm(forms.ModelForm[PlanObstacle]):
    """What gets in the way of a plan."""

    class Meta:
        model = PlanObstacle
        fields = ["kind", "what", "milestone", "since", "side", "responsible", "due_on"]
        widgets = {"what": forms.Textarea(attrs={"rows": 3}), "since": date_input(), "due_on": date_input()}
        labels = {"kind": _("Qué clase de obstáculo es"), "what": _("¿Qué pasa?"), "side": _("Quién lo resuelve")}
        help_texts = {"responsible": _("Si la deja vacía, queda a cargo de quien acompaña el plan por esa parte.")}

    def __init__(self, data: Any, *, plan: WorkPlan, today: date) -> None:
        super().__init__(data, initial={"since": today, "side": PlanSide.ENTITY})
        milestones = plan.milestones.exclude(status__in=rules.SETTLED).order_by("plan_service", "position")
        field = cast(Any, self.fields["milestone"])
        field.queryset, field.to_field_name, field.empty_label = milestones, "public_id", _("Ninguno en particular")
        field = cast(Any, self.fields["responsible"])
        field.queryset = selectors.list_resolvers(plan=plan, today=today)
        field.to_field_name, field.empty_label = "public_id", _("Nadie en particular")

    def content(self) -> ObstacleContent:
        """Return the obstacle as the services take it."""
        return ObstacleContent(**{name: self.cleaned_data[name] for name in self.Meta.fields})
