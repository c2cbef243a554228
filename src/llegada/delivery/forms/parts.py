"""The parts of a session: one person, one commitment, its minutes, the milestones it advanced and one file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from llegada.delivery.choices import CommitmentSide, EvidenceKind, ImageUse
from llegada.delivery.models import AttendanceEntry, Commitment
from llegada.delivery.services import Attendee, NewCommitment, NewDay
from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS
from llegada.workplans.models import PlanMilestone


class AttendeeForm(forms.ModelForm[AttendanceEntry]):
    """One person of the attendance list."""

    has_consented = forms.BooleanField(label=_("Autoriza el tratamiento de sus datos"), required=False)

    class Meta:
        model = AttendanceEntry
        fields = ("name", "entity_name", "post", "email")
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        }

    def __init__(self, *args: Any, entity_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("entity_name", entity_name)

    def to_attendee(self) -> Attendee:
        """Return the person for the services; the form must be valid."""
        data = self.cleaned_data
        return Attendee(
            name=data["name"],
            entity_name=data["entity_name"],
            post=data["post"],
            email=data["email"],
            has_consented=data["has_consented"],
        )


class CommitmentForm(forms.ModelForm[Commitment]):
    """One commitment of either side."""

    class Meta:
        model = Commitment
        fields = ("description", "side", "responsible", "due_on", "deliverable")
        labels = {"description": _("Qué se acordó"), "side": _("Quién responde"), "due_on": _("Para cuándo")}
        help_texts = {"deliverable": _("Lo que se entrega como prueba.")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = CommitmentSide.choices  # type: ignore[attr-defined]
        self.initial.setdefault("side", CommitmentSide.ENTITY)

    def to_commitment(self) -> NewCommitment:
        """Return the commitment for the services; the form must be valid."""
        data = self.cleaned_data
        return NewCommitment(
            description=data["description"],
            side=data["side"],
            responsible=data["responsible"],
            due_on=data["due_on"],
            deliverable=data["deliverable"],
        )


class MilestoneChoice(forms.ModelMultipleChoiceField[PlanMilestone]):
    """Milestones of the plan, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the milestone."""
        return str(obj.name)


class MinutesForm(forms.Form):
    """What the minutes say, which milestones the session advanced, and the revision that the person read.

    The controls stand in several sections of the page and belong to one form, so that ending the session loses none.
    """

    what_was_done = forms.CharField(
        label=_("Desarrollo: qué se hizo"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "form": "cierre"}),
        help_text=_("Lo esencial: temas tratados, resultados y decisiones."),
    )
    agenda = forms.CharField(
        label=_("Orden del día"), required=False, widget=forms.Textarea(attrs={"rows": 3, "form": "cierre"})
    )
    pending_agenda = forms.CharField(
        label=_("Puntos que quedaron pendientes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "form": "cierre"}),
        help_text=_("Uno por línea. La próxima sesión del plan empieza con ellos."),
    )
    next_meeting_on = forms.DateField(
        label=_("Próxima reunión"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "form": "cierre"}, format="%Y-%m-%d"),
    )
    no_commitments = forms.BooleanField(
        label=_("No hubo compromisos"), required=False, widget=forms.CheckboxInput(attrs={"form": "cierre"})
    )
    milestones = MilestoneChoice(
        label=_("Hitos que avanzó"),
        queryset=PlanMilestone.objects.all(),
        to_field_name="public_id",
        required=False,
        error_messages={"invalid_choice": _("Elija hitos de este plan de trabajo.")},
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def milestone_ids(self) -> tuple[UUID, ...]:
        """Return the public ids of the milestones marked; the form must be valid."""
        return tuple(one.public_id for one in self.cleaned_data["milestones"])


class RescheduleForm(forms.Form):
    """To when a session moves, and why."""

    held_on = forms.DateField(label=_("Nueva fecha"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    starts_at = forms.TimeField(
        label=_("Hora de inicio"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(label=_("Hora de fin"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    reason = forms.CharField(label=_("¿Por qué se mueve?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def to_day(self) -> NewDay:
        """Return the new day for the services; the form must be valid."""
        return NewDay(**self.cleaned_data)


class EvidenceForm(forms.Form):
    """One file that proves a session, and what it proves."""

    kind = forms.ChoiceField(
        label=_("Qué prueba"),
        required=False,
        choices=[("", _("Sin decirlo")), *EvidenceKind.choices],
        help_text=_("La foto de una lista en papel queda por transcribir hasta que sus personas estén en la lista."),
    )
    image_use = forms.ChoiceField(
        label=_("Si muestra o nombra personas"),
        required=False,
        choices=[("", _("Sin decirlo: no se publica")), *ImageUse.choices],
        help_text=_("Comunicaciones solo ve lo que se puede publicar. Guarde la autorización de quienes aparecen."),
    )
    file = forms.FileField(
        label=_("Archivo"),
        allow_empty_file=True,  # the store says what is wrong with it, in its own words
        help_text=format_lazy(
            _("Una foto de la lista, el acta firmada, una presentación. Se aceptan: {accepted}."),
            accepted=ACCEPTED_WORDS,
        ),
        error_messages={"required": _("Elija un archivo.")},
        widget=forms.ClearableFileInput(
            attrs={"accept": ACCEPT_ATTRIBUTE, "data-max-bytes": str(settings.MAX_FILE_BYTES)}
        ),
    )
