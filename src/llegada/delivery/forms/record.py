"""The quick record: everything of one session on one page, for a phone and two minutes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Invalid, LlegadaError
from llegada.delivery.forms.parts import AttendeeForm, CommitmentForm
from llegada.delivery.forms.session import SessionForm
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.services import Attendee, SessionRecord
from llegada.workplans.models import PlanMilestone, WorkPlan

AttendeeFormSet = formset_factory(AttendeeForm, extra=1, can_delete=True)
CommitmentFormSet = formset_factory(CommitmentForm, extra=1, can_delete=True)
#: Field of a refusal → prefix of the formset in which it was typed.
_ATTENDEE_FIELDS = frozenset({"name", "entity_name", "email", "post", "has_consented"})
_COMMITMENT_FIELDS = frozenset({"description", "side", "responsible", "due_on", "deliverable"})


class ResultForm(forms.Form):
    """What was done, the people of last time who came again, and the identifier that makes sending twice harmless."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    again = forms.TypedMultipleChoiceField(
        label=_("Los de la última vez: marque quién vino"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    milestones = forms.ModelMultipleChoiceField(
        label=_("Hitos que avanzó"),
        queryset=PlanMilestone.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Elija hitos de este plan de trabajo.")},
    )
    what_was_done = forms.CharField(
        label=_("Qué se hizo"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo esencial en pocas frases. Puede completarlo después, hasta que se apruebe el acta."),
    )
    no_commitments = forms.BooleanField(label=_("No hubo compromisos"), required=False)


class RecordForms:
    """The four forms of the page, read and refused together."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        plan: WorkPlan,
        initial: dict[str, Any],
        last_attendees: Sequence[AttendanceEntry],
        milestones: Sequence[PlanMilestone],
    ) -> None:
        self.last_attendees = {entry.pk: entry for entry in last_attendees}
        self.session = SessionForm(data, plan=plan, initial=initial, instance=Session(plan=plan))
        self.result = ResultForm(data, initial={"public_id": uuid.uuid4()})
        self.result.fields["again"].choices = [  # type: ignore[attr-defined]
            (entry.pk, f"{entry.name} · {entry.post}" if entry.post else entry.name) for entry in last_attendees
        ]
        choice = self.result.fields["milestones"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)  # noqa: S101  # declared above
        choice.queryset = plan.milestones.order_by("plan_service", "position")
        choice.choices = [(one.public_id, one.name) for one in milestones]
        self.attendees: BaseFormSet[Any] = AttendeeFormSet(
            data, prefix="asistentes", form_kwargs={"entity_name": plan.entity.name}
        )
        self.commitments: BaseFormSet[Any] = CommitmentFormSet(data, prefix="compromisos")

    @property
    def all(self) -> tuple[Any, ...]:
        """Return every form and formset of the page."""
        return (self.session, self.result, self.attendees, self.commitments)

    def is_valid(self) -> bool:
        """Return whether all of them are, having read all of them."""
        valid = [form.is_valid() for form in self.all]  # each is read, so that all say what is wrong
        return all(valid)

    @property
    def public_id(self) -> UUID:
        """Return the identifier that the page gave to the session."""
        identifier: UUID = self.result.cleaned_data["public_id"]
        return identifier

    def to_record(self) -> SessionRecord:
        """Return everything for the services; the forms must be valid."""
        result = self.result.cleaned_data
        again = [as_attendee(self.last_attendees[pk]) for pk in result["again"]]
        return SessionRecord(
            details=self.session.to_details(),
            what_was_done=result["what_was_done"],
            no_commitments=result["no_commitments"],
            attendees=(*again, *(form.to_attendee() for form in _filled(self.attendees))),
            commitments=tuple(form.to_commitment() for form in _filled(self.commitments)),
            milestones=tuple(one.public_id for one in result["milestones"]),
        )

    def add_refusal(self, refusal: LlegadaError) -> None:
        """Say what a service refused at the form in which it was typed."""
        fields = refusal.fields if isinstance(refusal, Invalid) else {"": [str(refusal)]}
        for name, sentences in fields.items():
            for sentence in sentences:
                self._say(name, sentence)

    def _say(self, name: str, sentence: str) -> None:
        if name in self.session.fields:
            self.session.add_error(name, sentence)
        elif name in self.result.fields:
            self.result.add_error(name, sentence)
        elif name in _ATTENDEE_FIELDS:
            self.attendees.non_form_errors().append(sentence)
        elif name in _COMMITMENT_FIELDS:
            self.commitments.non_form_errors().append(sentence)
        else:
            self.session.add_error(None, sentence)


def _filled(formset: BaseFormSet[Any]) -> list[Any]:
    return [form for form in formset.forms if form.has_changed() and form not in formset.deleted_forms]


def as_attendee(entry: AttendanceEntry) -> Attendee:
    """Return somebody of an earlier list as attending again, with the authorisation that they gave then."""
    return Attendee(
        name=entry.name,
        entity_name=entry.entity_name,
        post=entry.post,
        email=entry.email,
        consent_text_id=entry.consent_text_id,
        consented_at=entry.consented_at,
    )
