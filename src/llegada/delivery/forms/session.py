"""The data of a session: when, where, about what and with whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.delivery import rules, selectors
from llegada.delivery.errors import DETAIL_SENTENCES
from llegada.delivery.models import Session
from llegada.delivery.services import SessionDetails
from llegada.portfolio.models import ServiceVersion
from llegada.workplans.models import WorkPlan


class ServiceChoice(forms.ModelChoiceField[ServiceVersion]):
    """A service of the plan, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the version."""
        return str(obj.name)


class SessionForm(forms.ModelForm[Session]):
    """The data of a session of one plan."""

    service = ServiceChoice(label=_("Servicio"), queryset=ServiceVersion.objects.none(), to_field_name="public_id")

    class Meta:
        model = Session
        fields = (
            "title",
            "held_on",
            "starts_at",
            "ends_at",
            "place",
            "kind",
            "other_kind",
            "modality",
            "agenda",
        )
        widgets = {
            "held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "place": forms.TextInput(attrs={"list": "lugares", "autocomplete": "off"}),
            "agenda": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "title": _("De qué trata, en pocas palabras."),
            "place": _("El sitio, o el medio si es virtual."),
            "other_kind": _("Solo si eligió «Otro». Diga en qué consiste: se informa a la coordinación."),
        }

    def __init__(self, *args: Any, plan: WorkPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        versions = selectors.list_plan_services(plan=plan)
        service = self.fields["service"]
        assert isinstance(service, ServiceChoice)  # noqa: S101  # for the type checker: declared above
        service.queryset = versions
        known = list(versions)
        if len(known) == 1:
            service.required = False
            service.widget = forms.HiddenInput()
        self.fields["held_on"].widget.attrs.update(min=plan.starts_on.isoformat(), max=plan.ends_on.isoformat())
        for name in ("kind", "modality"):
            # No empty choice: the most used is chosen beforehand.
            self.fields[name].choices = self.fields[name].choices[1:]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say at its field what is wrong between fields, before the model says it of the whole."""
        data = super().clean() or self.cleaned_data
        if all(data.get(name) is not None for name in ("held_on", "starts_at", "ends_at", "kind")):
            problems = rules.detail_problems(
                held_on=data["held_on"],
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                kind=data["kind"],
                other_kind=data.get("other_kind", ""),
                plan_starts_on=self.plan.starts_on,
                plan_ends_on=self.plan.ends_on,
            )
            for field, problem in problems.items():
                self.add_error(field, str(DETAIL_SENTENCES[problem]))
        return data

    def to_details(self, advisors: tuple[Any, ...] = ()) -> SessionDetails:
        """Return the data for the services; the form must be valid."""
        data = self.cleaned_data
        return SessionDetails(
            title=data["title"],
            kind=data["kind"],
            other_kind=data["other_kind"],
            modality=data["modality"],
            place=data["place"],
            held_on=data["held_on"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            agenda=data["agenda"],
            service=data["service"].public_id if data["service"] else None,
            advisors=advisors,
        )


class EditSessionForm(SessionForm):
    """The data of a session that exists, with its advisors and the revision that the person read."""

    advisors = forms.ModelMultipleChoiceField(
        label=_("Asesores que la dan"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Elija al menos un asesor.")},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: WorkPlan, today: date, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        advisors = self.fields["advisors"]
        assert isinstance(advisors, forms.ModelMultipleChoiceField)  # noqa: S101  # declared above
        advisors.queryset = selectors.list_possible_advisors(plan=plan, today=today, session=self.instance)
        self.initial["service"] = self.instance.service_version.public_id
        self.initial["advisors"] = [person.public_id for person in self.instance.advisors.all()]
        self.initial["revision"] = self.instance.revision
