"""The form of the act with which a plan is delivered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.workplans import selectors
from llegada.workplans.forms.plans import date_input
from llegada.workplans.models import DeliveryAct, WorkPlan
from llegada.workplans.services import DeliveryContent


class DeliveryForm(forms.ModelForm[DeliveryAct]):
    """Who delivers, who receives, what and when; it begins with what the plan says."""

    things = forms.CharField(
        label=_("Qué se entrega"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Una cosa por línea: el documento, el producto, la capacidad instalada."),
    )

    class Meta:
        model = DeliveryAct
        fields = [
            "delivered_on",
            "delivered_by_name",
            "delivered_by_post",
            "received_by_name",
            "received_by_post",
            "notes",
        ]
        widgets = {"delivered_on": date_input(), "notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any, *, plan: WorkPlan, act: DeliveryAct | None, today: date) -> None:
        initial: dict[str, Any] = {
            "delivered_on": today,
            "delivered_by_name": plan.advisor.full_name,
            "received_by_name": plan.counterpart_name,
            "received_by_post": plan.counterpart_post,
            "things": "\n".join(act.deliverables if act else selectors.deliverables_of(plan=plan)),
        }
        if act is not None:
            initial |= {name: getattr(act, name) for name in self.Meta.fields}
        super().__init__(data, initial=initial)
        notes = self.fields.pop("notes")
        self.fields["things"], self.fields["notes"] = self.fields.pop("things"), notes

    def content(self) -> DeliveryContent:
        """Return the act as the services take it."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return DeliveryContent(**said, deliverables=self.cleaned_data["things"].splitlines())

    def add_error(self, field: str | None, error: Any) -> None:
        """Say beside the box of things what is wrong with what is delivered."""
        super().add_error("things" if field == "deliverables" else field, error)
