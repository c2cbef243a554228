"""A mass event: when, where, about what, which milestones it advanced, and the list of who came."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.delivery.choices import SessionKind, SessionModality
from llegada.delivery.services import EventRecord, SessionDetails
from llegada.portfolio.models import Milestone, ServiceVersion


class MilestoneNames(forms.ModelMultipleChoiceField[Milestone]):
    """Milestones of a service, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the milestone."""
        return str(obj.name)


class EventForm(forms.Form):
    """The data of an event on one service. The file is asked for until it was tried; then its token stands for it."""

    public_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(label=_("Tema"), max_length=200)
    held_on = forms.DateField(label=_("Fecha"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts_at = forms.TimeField(
        label=_("Hora de inicio"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(label=_("Hora de fin"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Lugar o medio"), max_length=200)
    kind = forms.ChoiceField(label=_("Mecanismo"), choices=SessionKind.choices, initial=SessionKind.TRAINING)
    other_kind = forms.CharField(label=_("Cuál mecanismo"), max_length=100, required=False)
    modality = forms.ChoiceField(label=_("Modalidad"), choices=SessionModality.choices)
    what_was_done = forms.CharField(label=_("Qué se hizo"), widget=forms.Textarea(attrs={"rows": 4}))
    milestones = MilestoneNames(
        label=_("Hitos que avanzó cada entidad"),
        queryset=Milestone.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(
        label=_("Lista de asistencia, en XLSX o CSV"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("Una fila por persona. La entidad se dice por su NIT, su código o su nombre."),
    )

    def __init__(self, *args: Any, version: ServiceVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["milestones"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)  # noqa: S101  # declared above
        choice.queryset = version.milestones.order_by("position")

    def clean(self) -> dict[str, Any]:
        """Ask for the hours in order, and which mechanism it was where it is another one."""
        data = super().clean() or self.cleaned_data
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("La hora de fin debe ser posterior a la de inicio."))
        if data.get("kind") == SessionKind.OTHER and not data.get("other_kind", "").strip():
            self.add_error("other_kind", _("Diga cuál fue el otro mecanismo."))
        return data

    def to_record(self) -> EventRecord:
        """Return the event for the services; the form must be valid."""
        data = self.cleaned_data
        names = ("title", "held_on", "starts_at", "ends_at", "place", "kind", "other_kind", "modality")
        return EventRecord(
            details=SessionDetails(**{name: data[name] for name in names}),
            what_was_done=data["what_was_done"],
            milestones=tuple(one.public_id for one in data["milestones"]),
        )
