"""What somebody says of themselves at the public page of attendance, and the code by which they come to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.delivery.checkin_rules import read_code
from llegada.delivery.errors import SENSITIVE_UNAUTHORIZED
from llegada.delivery.forms.parts import AttendeeForm
from llegada.delivery.models import AttendanceEntry, SensitiveAnswers
from llegada.delivery.models.checkin import SENSITIVE_FIELDS
from llegada.delivery.services import OwnRegistration


class CodeForm(forms.Form):
    """The code that stands under the QR, for who cannot read it with a camera."""

    codigo = forms.CharField(
        label=_("Código de la sesión"),
        max_length=20,
        help_text=_("Está debajo del cuadro QR. Da igual en mayúsculas o minúsculas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_codigo(self) -> str:
        """Return the code as it is kept."""
        return read_code(self.cleaned_data["codigo"])


class OwnForm(AttendeeForm):
    """One's own name, entity, post and address, with the authorisation to keep them."""

    has_consented = forms.BooleanField(
        label=_("Autorizo el tratamiento de mis datos"),
        error_messages={
            "required": _("Sin su autorización no podemos guardar sus datos: márquela, o firme la lista en papel.")
        },
    )

    class Meta:
        model = AttendanceEntry
        fields = ("name", "entity_name", "post", "email")
        labels = {"name": _("Su nombre completo"), "entity_name": _("Entidad u organización"), "post": _("Cargo")}
        help_texts = {"email": _("Si lo da, no se le contará dos veces.")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words"}),
            "entity_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "post": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        }


class SensitiveForm(forms.ModelForm[SensitiveAnswers]):
    """What nobody is obliged to say, and its own authorisation."""

    authorizes_sensitive = forms.BooleanField(
        label=_("Autorizo el tratamiento de estos datos sensibles"), required=False
    )

    class Meta:
        model = SensitiveAnswers
        fields = SENSITIVE_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SENSITIVE_FIELDS:
            choices = [choice for choice in self.fields[name].choices if choice[0]]  # type: ignore[attr-defined]
            self.fields[name].choices = [("", _("Prefiero no decirlo")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the authorisation where something is said."""
        data = super().clean() or self.cleaned_data
        if any(data.get(name) for name in SENSITIVE_FIELDS) and not data.get("authorizes_sensitive"):
            self.add_error("authorizes_sensitive", SENSITIVE_UNAUTHORIZED)
        return data

    def _post_clean(self) -> None:
        """Leave the rules to the service: a form where nothing is said is good."""


def registration_of(own: OwnForm, sensitive: SensitiveForm | None) -> OwnRegistration:
    """Return what a person says of themselves for the services; the forms must be valid."""
    if sensitive is None:
        return OwnRegistration(own.to_attendee(), {})
    said = {name: sensitive.cleaned_data.get(name) or "" for name in SENSITIVE_FIELDS}
    return OwnRegistration(own.to_attendee(), said, sensitive.cleaned_data["authorizes_sensitive"])
