"""Forms of students: what they write, what is answered to them, and who is put in a team."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core.forms import MultipleFileInput, SeveralFilesField
from llegada.delivery.selectors import team
from llegada.records.rules import ACCEPT_ATTRIBUTE
from llegada.workplans.models import WorkPlan


class DraftForm(forms.Form):
    """What a student writes."""

    text = forms.CharField(
        label=_("¿Qué se hizo y qué se logró?"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Es un borrador: no cuenta hasta que quien acompaña el plan lo acepte."),
    )


class AcceptReportForm(forms.Form):
    """The files that prove a milestone, which whoever reports attaches."""

    evidence = SeveralFilesField(
        label=_("Archivos que lo prueban"),
        required=False,
        widget=MultipleFileInput(attrs={"accept": ACCEPT_ATTRIBUTE, "multiple": True}),
    )


class AddStudentForm(forms.Form):
    """A student of the organisation, and from which day."""

    person = forms.ModelChoiceField(
        label=_("Practicante"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=_("Elija")
    )
    since = forms.DateField(label=_("Desde"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, plan: WorkPlan, today: date) -> None:
        super().__init__(data, initial={"since": today})
        cast(Any, self.fields["person"]).queryset = team.list_students_to_add(plan=plan, today=today)
