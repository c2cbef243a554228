"""Forms of joint plans: what unites the parts, who is invited, and the plan that a unit brings."""

from __future__ import annotations

from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.workplans import joint_rules, selectors
from llegada.workplans.models import JointPart, JointWorkPlan, WorkPlan
from llegada.workplans.services import PartTerms

_WEIGHT_HELP = _(
    "De 1 a 100. Cuánto pesa esta parte frente a las demás en el avance del conjunto; no tienen que sumar 100."
)


class PartForm(forms.Form):
    """What a unit brings to the whole."""

    contribution = forms.CharField(
        label=_("Qué aporta"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )
    weight = forms.IntegerField(
        label=_("Peso en el conjunto"),
        min_value=1,
        max_value=joint_rules.MOST_WEIGHT,
        initial=50,
        help_text=_WEIGHT_HELP,
    )

    def terms(self) -> PartTerms:
        """Return it as the services take it."""
        return PartTerms(contribution=self.cleaned_data["contribution"], weight=self.cleaned_data["weight"])


class JointForm(PartForm):
    """A joint plan, with the part of who leads it."""

    name = forms.CharField(label=_("Nombre del plan articulado"), max_length=200)
    purpose = forms.CharField(label=_("Propósito común"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    field_order = ("name", "purpose", "contribution", "weight")

    def __init__(self, data: Any, *, plan: WorkPlan) -> None:
        super().__init__(data, initial={"purpose": plan.objectives})
        self.fields["contribution"].label = _("Qué aporta su dependencia")


class InviteForm(PartForm):
    """An invitation."""

    unit = forms.ModelChoiceField(OrgUnit.objects.none(), label=_("Dependencia"), to_field_name="public_id")
    field_order = ("unit", "contribution", "weight")

    def __init__(self, data: Any, *, joint: JointWorkPlan) -> None:
        super().__init__(data)
        units = selectors.list_units_to_invite(joint=joint)
        field = cast(Any, self.fields["unit"])
        field.queryset = units
        grouped = groupby(units, key=lambda unit: unit.organization.name)
        field.choices = [
            ("", _("Elija")),
            *((name, [(one.public_id, one.name) for one in them]) for name, them in grouped),
        ]
        self.fields["contribution"].label = _("Qué aportaría")


class BringForm(forms.Form):
    """The work plan with which a unit takes part."""

    plan = forms.ModelChoiceField(
        WorkPlan.objects.none(), label=_("Plan de trabajo"), to_field_name="public_id", empty_label=_("Elija")
    )

    def __init__(self, data: Any, *, actor: Actor, part: JointPart) -> None:
        super().__init__(data)
        cast(Any, self.fields["plan"]).queryset = selectors.list_plans_to_bring(actor=actor, part=part)
