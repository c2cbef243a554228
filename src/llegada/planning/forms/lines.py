"""Forms of a line and of an amendment, which asks only for what its kind may change."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.planning import rules, selectors
from llegada.planning.choices import LineOrigin, Obligation
from llegada.planning.line_content import CHOICE_FIELDS, TEXT_FIELDS, LineContent
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.portfolio.choices import FundingSource, Modality
from llegada.portfolio.forms.strategies import AmountField
from llegada.portfolio.models import Service, Strategy, ThematicLine
from llegada.territory.models import Entity

_SOURCE: Final = "source_"


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices])


class ServiceField(forms.ModelChoiceField[Service]):
    """A published service by its name, with its thematic line."""

    def label_from_instance(self, obj: Service) -> str:
        """Return the name in force."""
        version = obj.published_version
        return f"{version.name} · {version.line.name}" if version else str(obj)


class LineForm(forms.Form):
    """What a line says. It may be saved without all that is asked before the plan is sent."""

    entity = forms.ModelChoiceField(
        queryset=Entity.objects.filter(is_active=True), to_field_name="public_id", widget=forms.HiddenInput
    )
    service = ServiceField(label=_("Servicio"), queryset=Service.objects.none(), empty_label="—")
    topic = forms.ModelChoiceField(
        label=_("Temática"),
        queryset=ThematicLine.objects.none(),
        required=False,
        empty_label=_("La del servicio"),
        help_text=_("Con ella se sabe si otra dependencia llega a la misma entidad con lo mismo."),
    )
    starts_on = _day(_("Inicio"))
    ends_on = _day(_("Fin"))
    person_days = AmountField(
        label=_("Días de trabajo del equipo"),
        required=False,
        decimals=1,
        digits=7,
        help_text=_("De todas las personas, en toda la línea."),
    )
    modality = _choice(_("Modalidad"), Modality.choices)
    origin = _choice(_("Origen"), LineOrigin.choices)
    obligation = _choice(_("Obligatoriedad"), Obligation.choices)
    territorial_manager = forms.ModelChoiceField(
        label=_("Gestor territorial"),
        queryset=Person.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("Se pide para las entidades territoriales."),
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Dependencias con las que se hace"),
        queryset=OrgUnit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        help_text=_("Si marca alguna, la línea es conjunta."),
    )
    strategy = forms.ModelChoiceField(
        label=_("Estrategia"), queryset=Strategy.objects.none(), required=False, empty_label="—"
    )
    action_plan_code = forms.CharField(label=_("Código en el plan de acción"), required=False, max_length=60)
    procurement_code = forms.CharField(label=_("Código en el plan de adquisiciones"), required=False, max_length=60)
    external_id = forms.CharField(
        label=_("Identificador propio"),
        required=False,
        max_length=60,
        help_text=_("Con él una tabla que vuelve actualiza la línea y no la repite."),
    )
    description = forms.CharField(
        label=_("Descripción"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, plan: AnnualPlan, today: date, line: AnnualPlanLine | None = None, **kwargs: Any
    ) -> None:
        """Offer what may be chosen in `plan` on `today`, and what `line` already says."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        fields["service"].queryset = selectors.list_plannable_services(plan, besides=line)
        fields["topic"].queryset = selectors.list_topics(besides=line)
        fields["territorial_manager"].queryset = selectors.list_territorial_managers(plan, today=today)
        fields["partners"].queryset = selectors.list_partner_units(plan)
        fields["strategy"].queryset = selectors.list_line_strategies(plan)
        for source in FundingSource:
            fields[f"{_SOURCE}{source.value}"] = AmountField(label=source.label, required=False, decimals=2)

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the headings of the form, each with its fields."""
        groups = (
            (_("Qué y cuándo"), ("service", "topic", "starts_on", "ends_on", "person_days", "modality")),
            (_("Presupuesto por fuente, en pesos"), tuple(f"{_SOURCE}{one.value}" for one in FundingSource)),
            (_("De dónde sale y quién responde"), ("origin", "obligation", "territorial_manager")),
            (_("Con quién"), ("partners",)),
            (
                _("Alineación"),
                ("strategy", "action_plan_code", "procurement_code", "external_id", "description"),
            ),
        )
        found = ((str(title), [self[name] for name in names if name in self.fields]) for title, names in groups)
        return [(title, fields) for title, fields in found if fields]

    def content(self) -> LineContent:
        """Return what was typed. Call once valid."""
        data = self.cleaned_data
        return LineContent(
            entity=data["entity"],
            service=data["service"],
            topic=data["topic"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            person_days=data["person_days"],
            territorial_manager=data["territorial_manager"],
            strategy=data["strategy"],
            partners=tuple(data["partners"]),
            budget=self.budget(),
            **{name: data[name] for name in (*CHOICE_FIELDS, *TEXT_FIELDS)},
        )

    def budget(self) -> dict[str, Any]:
        """Return the money of each source that was typed, in COP."""
        typed = {one.value: self.cleaned_data.get(f"{_SOURCE}{one.value}") for one in FundingSource}
        return {source: amount for source, amount in typed.items() if amount is not None}


class AmendmentForm(LineForm):
    """What an amendment of one kind asks for, and why."""

    reason = forms.CharField(label=_("¿Por qué se pide?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Keep only the fields of `kind`; a new line has them all."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == "new_line":
            return
        kept = {*rules.AMENDMENT_FIELDS.get(kind, ()), "reason"}
        for name in list(self.fields):
            if name not in kept and not (name.startswith(_SOURCE) and "budget" in kept):
                del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """Return the fields of its kind that were typed. Call once valid."""
        names = rules.AMENDMENT_FIELDS.get(self.kind, ())
        return {name: self.budget() if name == "budget" else self.cleaned_data[name] for name in names}


def line_initial(content: LineContent, revision: int) -> dict[str, Any]:
    """Return what a form starts with to edit `content`."""
    service_topic = content.service.published_version and content.service.published_version.line
    return {
        **{
            name: getattr(content, name)
            for name in (*CHOICE_FIELDS, *TEXT_FIELDS, "starts_on", "ends_on", "person_days")
        },
        **{f"{_SOURCE}{source}": amount for source, amount in content.budget.items()},
        "entity": content.entity.public_id,
        "service": content.service.pk,
        "topic": content.topic.pk if content.topic and content.topic != service_topic else None,
        "territorial_manager": content.territorial_manager and content.territorial_manager.pk,
        "strategy": content.strategy and content.strategy.pk,
        "partners": [unit.pk for unit in content.partners],
        "revision": revision,
    }
