"""What a team asks of central experts, whom it is given to, what is answered, and in how many days."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, Person
from llegada.core.forms import MultipleFileInput, SeveralFilesField
from llegada.portfolio.models import ThematicLine
from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS
from llegada.workplans import consultation_rules
from llegada.workplans.services import ConsultationContent


def _files() -> SeveralFilesField:
    return SeveralFilesField(
        label=_("Archivos"),
        required=False,
        widget=MultipleFileInput(attrs={"accept": ACCEPT_ATTRIBUTE, "multiple": True}),
    )


def _tell_limits(field: forms.Field) -> None:
    field.widget.attrs["data-max-bytes"] = settings.MAX_FILE_BYTES
    limits = {"accepted": ACCEPTED_WORDS, "limit": settings.MAX_FILE_BYTES // 1024**2}
    field.help_text = gettext("Se aceptan: %(accepted)s, hasta %(limit)s MB cada uno.") % limits


class ConsultationForm(forms.Form):
    """A question under a topic, with its files."""

    line = forms.ModelChoiceField(
        label=_("Tema"), queryset=ThematicLine.objects.none(), to_field_name="public_id", empty_label="—"
    )
    subject = forms.CharField(label=_("Asunto"), max_length=200)
    question = forms.CharField(
        label=_("Qué necesita saber"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Cuente el caso y qué ha revisado. No escriba datos personales: no hacen falta para responder."),
    )
    attachments = _files()

    def __init__(self, *args: Any, lines: QuerySet[ThematicLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["line"]).queryset = lines
        _tell_limits(self.fields["attachments"])

    def content(self) -> ConsultationContent:
        """Return the question as the services take it."""
        data = self.cleaned_data
        return ConsultationContent(data["line"], data["subject"], data["question"], tuple(data["attachments"]))


class AnswerForm(forms.Form):
    """What the expert answers."""

    text = forms.CharField(label=_("Respuesta"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    attachments = _files()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tell_limits(self.fields["attachments"])


class ExpertForm(forms.Form):
    """To whom a consultation is given."""

    expert = forms.ModelChoiceField(
        label=_("Persona experta"), queryset=Person.objects.none(), to_field_name="public_id", empty_label="—"
    )

    def __init__(self, *args: Any, experts: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["expert"]).queryset = experts


class TermForm(forms.Form):
    """In how many working days an organisation answers."""

    organization = forms.ModelChoiceField(
        label=_("Organización"), queryset=Organization.objects.none(), to_field_name="public_id", empty_label=None
    )
    days = forms.IntegerField(
        label=_("Días hábiles para responder"),
        min_value=consultation_rules.FEWEST_DAYS,
        max_value=consultation_rules.MOST_DAYS,
        help_text=_("Vale para las consultas que se abran desde ahora. Se cuentan sin festivos ni días propios."),
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["organization"]).queryset = organizations
