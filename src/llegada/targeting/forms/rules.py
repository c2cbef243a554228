"""The form of a rule of focalisation: what it says of itself, and its cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.targeting.choices import CutKind, Method, RuleLevel
from llegada.targeting.forms.offers import OfferForm
from llegada.targeting.forms.rule_rows import EMPTY, NumberField, Offered
from llegada.targeting.rule_content import RULE_FIELDS, CriterionContent, FilterContent, RuleContent
from llegada.targeting.selectors.rules import list_targeting_units

_CUT_FIELD: Final = {CutKind.NUMBER: "cut_number", CutKind.SCORE: "cut_score", CutKind.QUOTA: "quota_size"}


class RuleForm(OfferForm):
    """What a rule says of itself, and its cut."""

    level = forms.ChoiceField(label=_("Qué se prioriza"), choices=RuleLevel.choices)
    purpose = forms.CharField(
        label=_("Para qué se prioriza"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Escríbalo para quien no esté de acuerdo: qué se quiere cambiar y por qué estos criterios lo miden."
        ),
    )
    method = forms.ChoiceField(label=_("Método"), choices=Method.choices)
    cut_kind = forms.ChoiceField(label=_("Cómo se corta la lista"), choices=CutKind.choices)
    cut_number = forms.IntegerField(label=_("Cuántos lugares"), required=False, min_value=1, max_value=10_000)
    cut_score = NumberField(label=_("Puntaje mínimo (0 a 100)"), required=False, min_value=0, max_value=100)
    quota_size = forms.IntegerField(label=_("Cupos por grupo"), required=False, min_value=1, max_value=10_000)
    quota_index = forms.ChoiceField(
        label=_("Grupos de los cupos"), required=False, help_text=_("Vacío: cada departamento es un grupo.")
    )
    group_index = forms.ChoiceField(
        label=_("Grupo cuya mediana reemplaza un dato que falta"),
        required=False,
        help_text=_("Vacío: el departamento. Solo cuenta para los criterios que lo pidan."),
    )

    def __init__(self, *args: Any, choices: Offered, actor: Any, **kwargs: Any) -> None:
        """Offer the units in which `actor` writes rules, and `choices` of indices."""
        super().__init__(*args, units=list_targeting_units(actor=actor), **kwargs)
        fields = cast(Any, self.fields)
        for name in ("quota_index", "group_index"):
            fields[name].choices = [*EMPTY, *choices.grouping]

    def clean(self) -> dict[str, Any]:
        """Ask how much the cut is, beside the kind that was chosen."""
        data = super().clean() or {}
        needed = _CUT_FIELD.get(CutKind(data["cut_kind"])) if data.get("cut_kind") in CutKind.values else None
        if needed and needed not in self.errors and data.get(needed) is None:
            self.add_error(needed, _("Escriba cuánto: es lo que pide el corte que escogió."))
        return data

    def content(self, criteria: Sequence[CriterionContent], filters: Sequence[FilterContent]) -> RuleContent:
        """Return what was typed, with its criteria and filters. Call once all are valid."""
        data = self.cleaned_data
        own: dict[str, Any] = {name: data[name] for name in (*RULE_FIELDS, "quota_index", "group_index")}
        own |= {name: str(data[name].public_id) if data[name] else "" for name in ("strategy", "service")}
        return RuleContent(**own, criteria=tuple(criteria), filters=tuple(filters))


def rule_initial(content: RuleContent, revision: int) -> dict[str, Any]:
    """Return what a form starts with to edit `content`."""
    names = (*RULE_FIELDS, "strategy", "service", "quota_index", "group_index")
    return {**{name: getattr(content, name) for name in names}, "revision": revision}
