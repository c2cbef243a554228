"""What is asked for by a visitor or an entity, the guidance recorded inside, and the days off."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.roles import ENTITY_ROLES
from llegada.delivery.models import NonWorkingDay
from llegada.delivery.request_choices import GUIDANCE_CHANNELS, RequestAsker, RequestChannel, RequestKind
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.requests import Guidance, NewRequest
from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS
from llegada.territory.models import Entity, Municipality
from llegada.territory.selectors import find_governorate, list_municipalities

MAYORALTY, GOVERNORATE = "mayoralty", "governorate"
_WHO = [
    (RequestAsker.CITIZEN.value, RequestAsker.CITIZEN.label),
    (MAYORALTY, _("Una alcaldía")),
    (GOVERNORATE, _("Una gobernación")),
    (RequestAsker.AUTHORITY.value, RequestAsker.AUTHORITY.label),
    (RequestAsker.CONGRESS.value, RequestAsker.CONGRESS.label),
]
_WANTED = [
    (RequestKind.GENERAL.value, _("Asistencia, una queja o un reclamo (se responde en 15 días hábiles)")),
    (RequestKind.INFORMATION.value, _("Documentos o información (se responde en 10 días hábiles)")),
    (RequestKind.CONSULTATION.value, _("Un concepto sobre un tema (se responde en 30 días hábiles)")),
]


def file_field(label: Any) -> forms.FileField:
    """Return the field of one optional file; the store says what is wrong with it, in its own words."""
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,
        help_text=format_lazy(_("Se aceptan: {accepted}."), accepted=ACCEPTED_WORDS),
        widget=forms.ClearableFileInput(
            attrs={"accept": ACCEPT_ATTRIBUTE, "data-max-bytes": str(settings.MAX_FILE_BYTES)}
        ),
    )


def _places() -> list[Any]:
    """Return the municipalities by department, for a select that anybody can use without script."""
    rows = sorted(
        list_municipalities().values_list("department__name", "name", "code"), key=lambda row: (row[0], row[1])
    )
    grouped = groupby(rows, key=lambda row: row[0])
    return [
        ("", _("Escoja el municipio")),
        *((department, [(code, name) for _department, name, code in found]) for department, found in grouped),
    ]


class OrganizationChoice(forms.ModelChoiceField[Organization]):
    """An organisation that gives assistance, by name."""


class AskForm(forms.Form):
    """A request. Whoever acts for an entity is asked neither who they are nor for an authorisation."""

    organization = OrganizationChoice(
        label=_("¿A quién le pide?"),
        queryset=Organization.objects.none(),
        to_field_name="public_id",
        empty_label=_("Escoja la organización"),
    )
    who = forms.ChoiceField(label=_("¿Quién pide?"), choices=_WHO, widget=forms.RadioSelect, initial="citizen")
    entity = forms.ModelChoiceField(
        label=_("Entidad"), queryset=Entity.objects.none(), to_field_name="public_id", empty_label=None
    )
    municipality = forms.ChoiceField(
        label=_("Municipio"),
        required=False,
        help_text=_("El de la alcaldía o gobernación que pide, o aquel del que trata la solicitud."),
    )
    wanted = forms.ChoiceField(label=_("¿Qué necesita?"), choices=_WANTED, widget=forms.RadioSelect, initial="general")
    subject = forms.CharField(label=_("Asunto"), max_length=200, help_text=_("En pocas palabras."))
    text = forms.CharField(label=_("Cuéntenos qué necesita"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))
    file = file_field(_("Archivo"))
    name = forms.CharField(label=_("Su nombre"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Correo electrónico"),
        required=False,
        help_text=_("Ahí le llegan el número, el código y la respuesta."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    contact = forms.CharField(
        label=_("Teléfono o dirección"), max_length=200, required=False, help_text=_("Si no tiene correo.")
    )
    has_consent = forms.BooleanField(
        label=_("Autorizo que usen mis datos para responder esta solicitud"),
        error_messages={"required": _("Para radicarla necesitamos su autorización para usar sus datos.")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organizations = self.fields["organization"]
        assert isinstance(organizations, forms.ModelChoiceField)  # noqa: S101  # declared above
        organizations.queryset = selectors.list_organizations_to_ask()
        keys = {key for grant in actor.grants if grant.role in ENTITY_ROLES for key in grant.entity_ids}
        if keys:
            self._speak_for_entity(actor, keys)
        else:
            del self.fields["entity"]
            self.fields["municipality"].choices = _places()  # type: ignore[attr-defined]

    def _speak_for_entity(self, actor: Actor, keys: set[int]) -> None:
        for name in ("who", "municipality", "has_consent"):
            del self.fields[name]
        entities = self.fields["entity"]
        assert isinstance(entities, forms.ModelChoiceField)  # noqa: S101  # declared above
        entities.queryset = Entity.objects.filter(pk__in=keys).order_by("name", "pk")
        person = Person.objects.filter(pk=actor.person_id or 0).first()
        if person is not None:
            self.initial = {"name": person.full_name, "email": person.email, **self.initial}

    def clean(self) -> dict[str, Any]:
        """Say at its field what goes together: an office has its place, and an answer needs where to go."""
        data = super().clean() or self.cleaned_data
        who = data.get("who")
        if who in {MAYORALTY, GOVERNORATE} and not data.get("municipality"):
            self.add_error("municipality", _("Escoja el municipio de la alcaldía o gobernación que pide."))
        elif who in {MAYORALTY, GOVERNORATE}:
            data["entity"] = self._office(str(who), data["municipality"])
            if data["entity"] is None:
                self.add_error("who", _("No encontramos esa entidad en el catálogo. Escoja «Otra entidad pública»."))
        if not self.errors.get("email") and not data.get("email") and not data.get("contact"):
            self.add_error("email", _("Deje un correo electrónico, o un teléfono o dirección, para responderle."))
        return data

    def _office(self, who: str, code: str) -> Entity | None:
        if who == GOVERNORATE:
            return find_governorate(department_code=code[:2])
        return Entity.objects.filter(kind="mayoralty", municipality=code, is_active=True).first()

    def to_request(self) -> NewRequest:
        """Return the request for the services; the form must be valid."""
        data = self.cleaned_data
        entity, code = data.get("entity"), data.get("municipality")
        return NewRequest(
            organization=data["organization"],
            asker=RequestAsker.ENTITY if entity else data["who"],
            name=data["name"],
            subject=data["subject"],
            text=data["text"],
            wanted=data["wanted"],
            email=data["email"],
            contact=data["contact"],
            entity=entity,
            municipality=Municipality.objects.get(code=code) if code else None,
            has_consent=data.get("has_consent", False),
        )


class FollowForm(forms.Form):
    """Number and code of a request."""

    number = forms.CharField(label=_("Número de radicado"), max_length=20, help_text=_("Por ejemplo: 2026-000123."))
    code = forms.CharField(
        label=_("Código secreto"), max_length=20, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )


class RateForm(forms.Form):
    """Whether an answer helped."""

    is_helpful = forms.TypedChoiceField(
        label=_("¿La respuesta le sirvió?"),
        choices=[("si", _("Sí")), ("no", _("No"))],
        coerce=lambda value: value == "si",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("¿Qué faltó?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Si no le sirvió, díganos qué faltó y la reabrimos."),
    )


class CompleteForm(forms.Form):
    """What was missing."""

    text = forms.CharField(
        label=_("Lo que faltaba"), required=False, max_length=8000, widget=forms.Textarea({"rows": 4})
    )
    file = file_field(_("Archivo"))


class UnitOfWork(forms.ModelChoiceField[OrgUnit]):
    """A unit, by name."""


class GuidanceForm(forms.Form):
    """First-level attention given at once: who, about what, what was said."""

    unit = UnitOfWork(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    channel = forms.ChoiceField(
        label=_("Canal"),
        choices=GUIDANCE_CHANNELS,
        initial=RequestChannel.HELP_DESK,
    )
    municipality = forms.ChoiceField(label=_("Municipio de la alcaldía"))
    name = forms.CharField(label=_("Quién preguntó"), max_length=200)
    subject = forms.CharField(label=_("Tema"), max_length=200)
    said = forms.CharField(label=_("Qué le respondió"), max_length=20000, widget=forms.Textarea({"rows": 4}))
    email = forms.EmailField(
        label=_("Correo electrónico"), required=False, help_text=_("Si lo deja, le llega lo que le respondió.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["unit"]
        assert isinstance(units, forms.ModelChoiceField)  # noqa: S101  # declared above
        keys = REQUEST_POLICY.unit_ids(actor, RequestPermission.RECORD)
        units.queryset = OrgUnit.objects.filter(pk__in=keys, is_active=True).select_related("organization")
        self.fields["municipality"].choices = _places()  # type: ignore[attr-defined]

    def clean_municipality(self) -> Entity:
        """Return the mayor's office of the place."""
        code = self.cleaned_data["municipality"]
        entity = Entity.objects.filter(kind="mayoralty", municipality=code, is_active=True).first()
        if entity is None:
            raise forms.ValidationError(_("Ese lugar no tiene alcaldía en el catálogo. Escoja otro municipio."))
        return entity

    def to_guidance(self) -> Guidance:
        """Return the guidance for the services; the form must be valid."""
        data = self.cleaned_data
        return Guidance(
            unit=data["unit"],
            channel=data["channel"],
            entity=data["municipality"],
            name=data["name"],
            subject=data["subject"],
            said=data["said"],
            email=data["email"],
        )


class DayOffForm(forms.ModelForm[NonWorkingDay]):
    """A day on which an organisation does not work."""

    class Meta:
        model = NonWorkingDay
        fields = ("organization", "day", "reason")
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"reason": _("La resolución o el acto que lo ordena.")}

    def __init__(self, *args: Any, organizations: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organization"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  # a foreign key
        choice.queryset = Organization.objects.filter(pk__in=organizations)
        choice.empty_label = None

    def _post_clean(self) -> None:
        """Leave what the model says to the service, which alone writes it."""
