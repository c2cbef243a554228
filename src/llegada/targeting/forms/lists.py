"""Forms of prioritised lists: what one says, a change by hand, an answer, and what of it is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.targeting import selectors
from llegada.targeting.choices import Acceptance, AssistanceDuty
from llegada.targeting.forms.offers import OfferForm
from llegada.targeting.services import Answer, ListContent
from llegada.territory.models import Entity


class ListForm(OfferForm):
    """What a list says of itself."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    purpose = forms.CharField(
        label=_("Para qué"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Se publica con la lista: por qué estas entidades, en palabras que cualquiera entienda."),
    )
    field_order = ("unit", "name", "year", "strategy", "service", "purpose")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the units in which `actor` makes lists."""
        super().__init__(*args, units=selectors.list_units_to_prioritize(actor=actor), **kwargs)
        self.fields["service"].help_text = _(
            "De él salen las líneas del plan anual. Sin servicio, se escoge al hacerlas."
        )

    def content(self) -> ListContent:
        """Return what was typed. Call once valid."""
        data = self.cleaned_data
        return ListContent(data["name"], data["year"], data["purpose"], data["strategy"], data["service"])


class ChangeForm(forms.Form):
    """A change by hand: of which entity, and why. Including says too whether a norm obliges (FOC-09)."""

    entity = forms.ModelChoiceField(
        queryset=Entity.objects.filter(is_active=True), to_field_name="public_id", widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Se publica con la lista: escríbalo para quien no esté de acuerdo."),
    )
    duty = forms.ChoiceField(label=_("Obligatoriedad"), required=False, choices=[("", "—"), *AssistanceDuty.choices])
    duty_norm = forms.CharField(
        label=_("Norma que obliga"),
        required=False,
        max_length=300,
        help_text=_("Solo si es una obligación: ley o decreto, y artículo."),
    )

    def __init__(self, *args: Any, excludes: bool = False, **kwargs: Any) -> None:
        """Ask nothing but the reason of an exclusion."""
        super().__init__(*args, **kwargs)
        if excludes:
            del self.fields["duty"], self.fields["duty_norm"]


class AnswerForm(forms.Form):
    """What the administration of an entity answered."""

    acceptance = forms.ChoiceField(label=_("Respuesta"), choices=Acceptance.choices, widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Fecha"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    by = forms.CharField(
        label=_("Cargo de quien respondió"),
        required=False,
        max_length=120,
        help_text=_("Alcaldesa, secretario de planeación… Solo el cargo: el nombre no se publica."),
    )
    note = forms.CharField(
        label=_("Cómo consta, o por qué no aceptó"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("El oficio y su número, el acta de la reunión, el correo."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the date of an answer, and for the reason of a refusal."""
        data = super().clean() or self.cleaned_data
        answer = data.get("acceptance")
        if answer in (Acceptance.ACCEPTED, Acceptance.DECLINED) and not data.get("on") and "on" not in self.errors:
            self.add_error("on", _("Escriba la fecha en que la administración respondió."))
        if answer == Acceptance.DECLINED and not data.get("note"):
            self.add_error("note", _("Escriba por qué la administración no aceptó."))
        return data

    def answer(self) -> Answer:
        """Return what was typed. Call once valid."""
        data = self.cleaned_data
        return Answer(data["acceptance"], data["on"], data["by"], data["note"])
