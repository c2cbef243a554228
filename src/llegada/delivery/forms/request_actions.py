"""What each action on a request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.templatetags.llegada import short_date
from llegada.delivery.forms.requests import CompleteForm, RateForm, file_field
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_choices import PROVED_MEANS, RequestKind, RequestOutcome
from llegada.delivery.request_rules import TERMS, last_extension
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.request_answers import Ending
from llegada.planning.models import AnnualPlanLine
from llegada.workplans.models import WorkPlan


class RequestForm(forms.Form):
    """A form whose choices depend on the request, on who acts and on the day."""

    def __init__(self, *args: Any, request: AssistanceRequest, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(request, actor, today)

    def offer(self, request: AssistanceRequest, actor: Actor, today: date) -> None:
        """Put the choices in the fields: none, where they do not depend on anything."""

    def offer_rows(self, name: str, queryset: Any) -> None:
        """Put rows in a field that chooses among them."""
        choice = self.fields[name]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  # so declared
        choice.queryset = queryset


class ClassifyForm(RequestForm):
    """The kind by law."""

    kind = forms.ChoiceField(label=_("Clase de la solicitud"))

    def offer(self, request: AssistanceRequest, actor: Actor, today: date) -> None:
        """Put the choices in the fields."""
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (value, _("%(kind)s · %(days)d días hábiles") % {"kind": label, "days": TERMS[value]})
            for value, label in RequestKind.choices
        ]
        self.initial.setdefault("kind", request.kind)


class AssignForm(RequestForm):
    """The unit that answers, and the person if one is known."""

    unit = forms.ModelChoiceField(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=_("Escoja")
    )
    person = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("La que decida la dependencia"),
    )

    def offer(self, request: AssistanceRequest, actor: Actor, today: date) -> None:
        """Put the choices in the fields."""
        self.offer_rows("unit", selectors.list_units_to_assign(request))
        self.offer_rows("person", selectors.list_people_to_assign(request, today=today))
        if request.unit is not None:
            self.initial.setdefault("unit", request.unit.public_id)


class MissingForm(forms.Form):
    """What is missing."""

    missing = forms.CharField(
        label=_("¿Qué falta para poder responder?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Le llega a quien pide. El término se detiene y tiene un mes para completar."),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motivo"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class TransferForm(ReasonForm):
    """To whom what is not ours goes."""

    to = forms.CharField(label=_("Entidad competente"), max_length=250)
    field_order = ("to", "reason")


class ExtendForm(RequestForm, ReasonForm):
    """Until when, and why."""

    due_on = forms.DateField(label=_("Nueva fecha"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    field_order = ("due_on", "reason")

    def offer(self, request: AssistanceRequest, actor: Actor, today: date) -> None:
        """Put the choices in the fields."""
        last = last_extension(request.due_on, TERMS[request.kind], selectors.days_off_of(request.organization_id))
        self.fields["due_on"].widget.attrs |= {"min": request.due_on.isoformat(), "max": last.isoformat()}
        self.fields["reason"].help_text = _("Le llega a quien pide, con la nueva fecha.")


class AnswerForm(forms.Form):
    """The answer."""

    text = forms.CharField(label=_("Respuesta"), max_length=20000, widget=forms.Textarea({"rows": 8}))
    file = file_field(_("Archivo"))


class NotifyForm(forms.Form):
    """How the answer arrived."""

    means = forms.ChoiceField(
        label=_("¿Cómo se notificó?"),
        choices=PROVED_MEANS,
    )
    proof = forms.CharField(
        label=_("¿Cómo se prueba?"), max_length=300, help_text=_("El número de la guía, o quién la recibió y cuándo.")
    )


class LineChoice(forms.ModelChoiceField[AnnualPlanLine]):
    """A line of an annual plan, by its service and dates."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what the line does and from when."""
        version = obj.service.published_version
        return f"{version.name if version else obj.entity} · {short_date(obj.starts_on)} – {short_date(obj.ends_on)}"


class CloseForm(RequestForm):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("¿En qué terminó?"), choices=RequestOutcome.choices, widget=forms.RadioSelect)
    line = LineChoice(
        label=_("Línea del plan anual"),
        queryset=AnnualPlanLine.objects.none(),
        to_field_name="public_id",
        required=False,
    )
    plan = forms.ModelChoiceField(
        label=_("Plan de trabajo"), queryset=WorkPlan.objects.none(), to_field_name="public_id", required=False
    )
    note = forms.CharField(
        label=_("¿Por qué no procede?"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def offer(self, request: AssistanceRequest, actor: Actor, today: date) -> None:
        """Put the choices in the fields."""
        self.offer_rows("line", selectors.list_lines_for(actor=actor, request=request))
        self.offer_rows("plan", selectors.list_plans_for(actor=actor, request=request))

    def to_ending(self) -> Ending:
        """Return what came of it for the services; the form must be valid."""
        data = self.cleaned_data
        return Ending(outcome=data["outcome"], line=data["line"], plan=data["plan"], note=data["note"])


#: Action → the form that it asks for; an action without one is a button.
ACTION_FORMS: Final[Mapping[str, type[forms.Form]]] = {
    "classify": ClassifyForm,
    "assign": AssignForm,
    "ask_completion": MissingForm,
    "complete": CompleteForm,
    "extend_completion": ReasonForm,
    "withdraw": ReasonForm,
    "desist": ReasonForm,
    "transfer": TransferForm,
    "extend": ExtendForm,
    "answer": AnswerForm,
    "notify": NotifyForm,
    "close": CloseForm,
    "rate": RateForm,
}
