"""Forms of strategies: what one says by sections, its goals, its closing, and the committee's sheet and round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from llegada.accounts.models import OrgUnit, Person
from llegada.portfolio import rules
from llegada.portfolio.choices import (
    CapacityKind,
    CommitteeDecision,
    DeliveryMode,
    ExecutionKind,
    Horizon,
    StrategyAspect,
    StrategyOrigin,
    TerritorialScale,
)
from llegada.portfolio.forms.services import UnitChoiceField
from llegada.portfolio.models import Strategy, StrategyGoal
from llegada.portfolio.services.drafts import write_number
from llegada.portfolio.strategy_content import LINK_FIELDS, STRATEGY_FIELDS, GoalContent, StrategyContent
from llegada.portfolio.strategy_words import SECTION_HELP, SECTION_TITLES

#: Groups of aspects by the beginning of their keys → the section of the form where they are asked.
_GROUPS: Final = {"orientation": "orientation", "conduct": "conduct", "triggers": "trigger", "switches": "switch"}


def _text(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=8000, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices])


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class UnitsField(forms.ModelMultipleChoiceField[OrgUnit]):
    """Several units, by name and acronym."""

    def label_from_instance(self, obj: OrgUnit) -> str:
        """Return the name with the acronym, where it has one."""
        return f"{obj.name} ({obj.acronym})" if obj.acronym else obj.name


@dataclass(frozen=True)
class FormSection:
    """One part of the form with its heading; `fields` are drawn in their order, and `key` is also its anchor."""

    key: str
    title: str | Promise
    help: str | Promise
    fields: list[forms.BoundField]


class StrategyForm(forms.Form):
    """What a strategy says, without its goals. A draft may be incomplete; sending it to review asks for the rest."""

    unit = UnitChoiceField(queryset=OrgUnit.objects.none(), label=_("Dependencia que la propone"), empty_label="—")
    name = forms.CharField(label=_("Nombre"), max_length=Strategy._meta.get_field("name").max_length)
    year = forms.IntegerField(label=_("Vigencia"), min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR)
    technical_lead = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Líder técnico"), required=False, empty_label="—"
    )
    partners = UnitsField(
        queryset=OrgUnit.objects.none(),
        label=_("Dependencias que participan"),
        required=False,
        help_text=_("Además de la que la propone, que lidera. Sus equipos también la editan."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    objective = _text(_("Objetivo"), 4)
    is_determinate = forms.BooleanField(label=_("Es determinado: dice qué cambia y para quién"), required=False)
    is_measurable = forms.BooleanField(label=_("Es medible: sus metas dicen cuánto"), required=False)
    is_verifiable = forms.BooleanField(label=_("Es verificable: hay con qué comprobarlo"), required=False)
    expected_impact = _text(_("Objetivo general e impacto esperado"))
    unit_experience = _text(_("Experiencia y capacidad de la dependencia"))
    earlier_results = _text(
        _("Resultados de intervenciones anteriores"), help_text=_("Si no hubo ninguna parecida, dígalo así.")
    )
    earlier = forms.ModelMultipleChoiceField(
        label=_("Estrategias anteriores"),
        required=False,
        queryset=Strategy.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    alignment = _text(_("Cómo se alinea con ellas"))
    scale = _choice(_("Escala territorial"), TerritorialScale.choices)
    capacity_kind = _choice(_("Clase de capacidad"), CapacityKind.choices)
    horizon = _choice(_("Horizonte"), Horizon.choices)
    phase_starts_on = _day(_("Inicio de la fase"))
    phase_ends_on = _day(_("Fin de la fase"))
    origin = _choice(_("Origen"), StrategyOrigin.choices)
    external_funding = _text(_("Recursos externos de los que depende"), 2)
    sustainability_plan = _text(_("Plan de sostenibilidad"), help_text=_("Quién sigue y con qué cuando termine."))
    resources = _text(_("Recursos"), 2, _("Presupuesto y medios con que cuenta."))
    delivery_mode = _choice(_("Forma de la asistencia"), DeliveryMode.choices)
    team = _text(_("Personas"), 2, _("Cuántas, con qué perfil y cuánto de su tiempo."))
    travel = _text(_("Desplazamientos"), 2, _("A dónde, cuántos y en qué meses."))
    offer = _text(_("Oferta"), 2, _("Los servicios del portafolio con que se hará, o los que hay que diseñar."))
    execution_kind = _choice(_("Ejecución"), ExecutionKind.choices)
    guidelines = _text(_("Pautas de ejecución"), 2, _("Lo que todo equipo debe cuidar al llevarla a cabo."))
    alliances = _text(_("Alianzas"), 2, _("Otras entidades nacionales presentes en el territorio, y para qué."))
    evidence = _text(_("Datos y lineamientos que la sustentan"), 4)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        earlier: QuerySet[Strategy],
        leads: QuerySet[Person],
        partners: QuerySet[OrgUnit],
        units: QuerySet[OrgUnit] | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer `earlier` strategies, `leads` and `partners`; ask for one of `units` only where the strategy is new."""
        super().__init__(*args, **kwargs)
        for name, offered in {"earlier": earlier, "technical_lead": leads, "partners": partners}.items():
            cast(Any, self.fields[name]).queryset = offered
        if units is None:
            del self.fields["unit"]
        else:
            cast(Any, self.fields["unit"]).queryset = units
        for aspect in StrategyAspect:
            self.fields[aspect.value] = _text(aspect.label, 2)

    def sections(self) -> list[FormSection]:
        """Return the sections in which the page asks, in the order of the ficha."""
        first = [self[name] for name in ("unit", "name", "year") if name in self.fields]
        identity = FormSection("identity", _("Identificación"), "", first)
        return [identity, *(self._section(key) for key in rules.STRATEGY_SECTIONS)]

    def _section(self, key: str) -> FormSection:
        names = [name for name in rules.STRATEGY_SECTIONS[key] if name in self.fields]
        if key in _GROUPS:
            names = [one.value for one in StrategyAspect if one.value.startswith(f"{_GROUPS[key]}_")]
        if key == "inputs" and cast(Any, self.fields["earlier"]).queryset:
            names = [*names, "earlier"]
        if key == "scope":
            names = [*names[:-1], "external_funding", "sustainability_plan"]
        if key == "responsible":
            names = [*names, "partners"]
        return FormSection(key, SECTION_TITLES[key], SECTION_HELP[key], [self[name] for name in names])

    def content(self, goals: Collection[GoalContent]) -> StrategyContent:
        """Return what was typed, with its goals. Call once both forms are valid."""
        data = self.cleaned_data
        return StrategyContent(
            **{name: data[name] for name in STRATEGY_FIELDS},
            goals=tuple(goals),
            aspects={one.value: data[one.value] for one in StrategyAspect},
            earlier=tuple(one.pk for one in data["earlier"]),
            technical_lead=data["technical_lead"].pk if data["technical_lead"] else None,
            partners=tuple(one.pk for one in data["partners"]),
        )


def strategy_initial(content: StrategyContent, revision: int) -> dict[str, Any]:
    """Return what a form starts with to edit `content`."""
    values = {name: getattr(content, name) for name in STRATEGY_FIELDS}
    links = {name: getattr(content, name) for name in LINK_FIELDS}
    return {**values, **content.aspects, **links, "revision": revision}


class AmountField(forms.CharField):
    """A number with up to four decimals, or as many as `decimals`, and `digits` before them, written as Colombians do."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, decimals: int = 4, digits: int = 14, **kwargs: Any) -> None:
        """Take numbers with so many decimals and digits at most."""
        super().__init__(**kwargs)
        self.decimals, self.digits = decimals, digits

    def to_python(self, value: Any) -> Any:
        """Read 1.234,5 or 1234.5."""
        text = super().to_python(value)
        if not text:
            return None
        amount = rules.read_amount(str(text))
        if amount is None:
            raise ValidationError(_("Escriba un número: por ejemplo 1.234,5."))
        if amount != round(amount, self.decimals):
            most = ngettext(
                "Escriba %(count)s decimal como máximo.", "Escriba %(count)s decimales como máximo.", self.decimals
            )
            raise ValidationError(most % {"count": self.decimals})
        if abs(amount) >= 10**self.digits:
            large = _(
                "El número es demasiado grande: tiene más de %(count)s cifras antes de la coma. Revise si sobran ceros."
            )
            raise ValidationError(large % {"count": self.digits})
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Write a stored number as people do; leave what was typed as it was typed."""
        return write_number(value) if isinstance(value, Decimal) else value


class GoalForm(forms.Form):
    """One quantified goal."""

    name = forms.CharField(label=_("Meta"), max_length=StrategyGoal._meta.get_field("name").max_length)
    measure = forms.CharField(label=_("Unidad de medida"), max_length=80)
    target = AmountField(label=_("Valor por alcanzar"))
    due_year = forms.IntegerField(label=_("Año"), min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR)


class BaseGoalFormSet(forms.BaseFormSet[GoalForm]):
    """The goals of a strategy; a row left blank is no goal."""

    def initial_form_count(self) -> int:
        """Take every row that comes back alike, whether it had been a goal or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: GoalForm, index: int | None) -> None:
        """Give the fields of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Quitar esta meta")

    def goals(self) -> list[GoalContent]:
        """Return the goals in their order, without those taken away. Call once valid."""
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("name")]
        return [
            GoalContent(**{name: form.cleaned_data[name] for name in ("name", "measure", "target", "due_year")})
            for form in kept
        ]


def goal_formset(data: Any = None, *, goals: Collection[GoalContent] = ()) -> BaseGoalFormSet:
    """Return the formset of `goals`, with an empty row to add another without script, two where there are none."""
    formset_class = forms.formset_factory(
        GoalForm, formset=BaseGoalFormSet, extra=1 if goals else 2, can_delete=True, max_num=40, validate_max=True
    )
    initial = None if data else [vars(one) for one in goals]
    return cast(BaseGoalFormSet, formset_class(data, initial=initial, prefix="goals"))


class ClosingForm(forms.Form):
    """How a strategy ended. It may be saved half done; closing asks for both."""

    objectives_review = _text(
        _("Revisión de los objetivos"), 6, _("Qué se logró de cada objetivo y de cada meta, y qué no.")
    )
    management_report = _text(
        _("Informe de gerencia"), 8, _("Lo que la Dirección General debe saber al cierre de la vigencia.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SheetForm(forms.Form):
    """What a member of the committee decides."""

    decision = forms.ChoiceField(label=_("Su decisión"), choices=CommitteeDecision.choices, widget=forms.RadioSelect)
    comments = forms.CharField(
        label=_("Comentarios"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Necesarios para devolver o no aprobar: la dependencia los lee."),
    )


class RoundForm(forms.Form):
    """The meeting in which the committee decided."""

    met_on = forms.DateField(
        label=_("Fecha de la reunión"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    act_number = forms.CharField(label=_("Número del acta"), max_length=40)
