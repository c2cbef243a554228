"""Forms of what each section of a design or of an operation says once, and of the fields that a unit defines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.portfolio import design_rules
from llegada.portfolio.choices import DayKind, Ending, Modality
from llegada.portfolio.forms.services import UnitChoiceField
from llegada.portfolio.forms.strategies import AmountField
from llegada.portfolio.models import UnitField
from llegada.portfolio.services.drafts import write_number


def _text(label: Any, help_text: Any = "", *, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=8000, help_text=help_text, widget=widget)


class SaidForm(forms.Form):
    """What a section says once: most say nothing. `seen` is the fingerprint of the section as the page showed it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """Return what was typed. Call once valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class DeliveryForm(SaidForm):
    """How the service is given and with what it ends."""

    modalities = forms.MultipleChoiceField(
        label=_("Modalidades"),
        choices=Modality.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    topics = _text(_("Temas"), _("Uno por línea. Una asistencia técnica atiende varios."))
    ending = forms.ChoiceField(label=_("Termina en"), required=False)
    day_kind = forms.ChoiceField(label=_("Los días del cronograma son"), choices=DayKind.choices)

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        """Offer the endings that the kind of service admits, all of them where it has none yet."""
        super().__init__(*args, **kwargs)
        rule = design_rules.KIND_RULES.get(kind)
        offered = [(value, label) for value, label in Ending.choices if rule is None or value in rule.endings]
        field: Any = self.fields["ending"]
        field.choices = [("", "—"), *offered]
        if rule is not None and not rule.has_plan:
            field.help_text = _(
                "Una orientación responde a una petición: no lleva plan de trabajo y termina en registro."
            )

    def said(self) -> dict[str, Any]:
        """Return what was typed, the modalities in one order."""
        return {**super().said(), "modalities": tuple(sorted(self.cleaned_data["modalities"]))}


class GovernanceForm(SaidForm):
    """What the teams of each level do."""

    national_role = _text(_("Qué hace el equipo nacional"))
    territorial_role = _text(_("Qué hacen los equipos territoriales"))


class ClosureForm(SaidForm):
    """How the service closed."""

    closing_review = _text(_("Revisión de cierre"), _("Qué se entregó, qué quedó y qué se aprendió."), rows=6)
    replacement = _text(_("Qué lo reemplaza"), _("Si nada lo reemplaza, dígalo así y diga por qué."))


class AnswersForm(SaidForm):
    """What a version answers in the fields of its unit. What is required is asked at the gate, not while one writes."""

    def __init__(self, *args: Any, fields: Iterable[UnitField], answers: Mapping[str, str], **kwargs: Any) -> None:
        """Ask for each of `fields`; one no longer used is asked too where it had been answered, so that nothing is lost."""
        super().__init__(*args, **kwargs)
        for one in fields:
            name = str(one.public_id)
            if one.is_active or name in answers:
                self.fields[name] = _asked(one, answers.get(name, ""))

    def said(self) -> dict[str, Any]:
        """Return the answers as they are stored, without those left blank."""
        return {name: text for name, value in super().said().items() if (text := _stored(value))}


def _asked(one: UnitField, answer: str) -> forms.Field:
    retired = _("Este campo ya no se usa: se conserva lo que se había respondido.")
    common: dict[str, Any] = {
        "label": one.name,
        "required": False,
        "help_text": one.help_text if one.is_active else retired,
        "initial": answer,
    }
    if one.kind == "number":
        return AmountField(**common)
    if one.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if one.kind == "choice":
        return forms.ChoiceField(choices=[("", "—"), *((text, text) for text in one.option_list)], **common)
    return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), **common)


def _stored(value: Any) -> str:
    if isinstance(value, Decimal):
        return write_number(value.normalize())
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


#: Section → the form of what it says once.
SAID_FORMS: Final[Mapping[str, type[SaidForm]]] = {"governance": GovernanceForm, "closure": ClosureForm}


class UnitFieldForm(forms.ModelForm[UnitField]):
    """A field that a unit defines. What it takes is chosen once: what was answered must stay readable."""

    unit = UnitChoiceField(queryset=None, label=_("Dependencia"), empty_label="—")

    class Meta:
        model = UnitField
        fields = ("unit", "name", "kind", "options", "help_text", "is_required")
        widgets = {"options": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "options": _("Solo si es una lista: una opción por línea. Después se pueden agregar, no quitar."),
            "is_required": _("Se pide antes de enviar el protocolo."),
        }

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        """Ask for the unit, and for what it takes, only where the field is new."""
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"], self.fields["kind"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
