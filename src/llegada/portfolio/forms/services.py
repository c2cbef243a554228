"""Forms of the portfolio: what a service says, its milestones, and whose it is. Services have the last word."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.errors import Invalid
from llegada.portfolio import rules
from llegada.portfolio.choices import Modality, ServiceKind
from llegada.portfolio.content import (
    IDENTITY_FIELDS,
    MILESTONE_FIELDS,
    VERSION_FIELDS,
    MilestoneContent,
    ServiceContent,
)
from llegada.portfolio.models import Milestone, ServiceVersion, ThematicLine
from llegada.portfolio.services.drafts import weight_error, write_number

_NAME_LENGTH = ServiceVersion._meta.get_field("name").max_length


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit, named with its organisation."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the unit and whose it is."""
        return f"{obj.name} · {obj.organization.short_name}"


class IdentityForm(forms.Form):
    """What a version says from its first idea on: whose it is, its name and its line."""

    unit = UnitChoiceField(queryset=OrgUnit.objects.none(), label=_("Dependencia que lo ofrece"), empty_label="—")
    name = forms.CharField(
        label=_("Nombre"),
        max_length=_NAME_LENGTH,
        help_text=_("Claro y fácil de comunicar: que se entienda qué se hace."),
    )
    line = forms.ModelChoiceField(queryset=ThematicLine.objects.none(), label=_("Línea temática"), empty_label="—")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        lines: QuerySet[ThematicLine],
        units: QuerySet[OrgUnit] | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer `lines`; ask for one of `units` only where the service is new."""
        super().__init__(*args, **kwargs)
        _choice_field(self, "line").queryset = lines
        if units is None:
            del self.fields["unit"]
        else:
            _choice_field(self, "unit").queryset = units

    def identity(self) -> dict[str, Any]:
        """Return the name and the line that were given. Call once valid."""
        return {name: self.cleaned_data[name] for name in IDENTITY_FIELDS}


class ServiceForm(IdentityForm):
    """What a version in design says, without its milestones. It may be incomplete; sending the protocol asks for the rest."""

    kind = forms.ChoiceField(
        label=_("Tipo de servicio"),
        choices=[("", "—"), *ServiceKind.choices],
        required=False,
        help_text=_("Cada tipo se cierra de otra manera: por ejemplo, una asesoría termina en un concepto o registro."),
    )
    objective = forms.CharField(
        label=_("Objetivo"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Qué cambia en la entidad gracias a la asistencia."),
    )
    deliverable = forms.CharField(
        label=_("Entregable"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lo tangible con que termina cada asistencia y que la entidad puede usar."),
    )
    audience = forms.CharField(label=_("A quién se dirige"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    modalities = forms.MultipleChoiceField(
        label=_("Modalidades"),
        choices=Modality.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    website = forms.URLField(label=_("Página web"), required=False, max_length=500, assume_scheme="https")

    def content(self, milestones: Collection[MilestoneContent]) -> ServiceContent:
        """Return what was typed, with its milestones. Call once both forms are valid."""
        values = {name: self.cleaned_data[name] for name in VERSION_FIELDS}
        return ServiceContent(**values, modalities=tuple(self.cleaned_data["modalities"]), milestones=tuple(milestones))


def initial_of(content: ServiceContent, revision: int) -> dict[str, Any]:
    """Return what a form starts with to edit `content`."""
    values = {name: getattr(content, name) for name in VERSION_FIELDS}
    return {**values, "modalities": list(content.modalities), "revision": revision}


_NOT_A_WEIGHT: Final = _("Escriba un número de 0,01 a 100, con dos decimales como máximo. Por ejemplo: 12,5.")


class WeightField(forms.DecimalField):
    """A percentage with up to two decimals, written with a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        refusals = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        super().__init__(
            max_digits=5,
            decimal_places=2,
            min_value=Decimal("0.01"),
            max_value=Decimal(100),
            error_messages=dict.fromkeys(refusals, _NOT_A_WEIGHT),
            **kwargs,
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an integer
        """Read 33,34, 33.34 or 33 %."""
        return super().to_python(str(value).replace(",", ".").replace("%", "").strip() if value else value)

    def prepare_value(self, value: Any) -> Any:
        """Write a stored weight as people do; leave what was typed as it was typed."""
        return write_number(value) if isinstance(value, Decimal) else value


class _WideField(forms.BoundField):
    """A field with the whole row for itself."""

    def css_classes(self, extra_classes: Any = None) -> str:
        return f"{super().css_classes(extra_classes)} field-wide".strip()


class _WideCharField(forms.CharField):
    bound_field_class = _WideField


def _days(label: Any, help_text: Any = "", *, least: int = 0) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=least, max_value=rules.MOST_DAYS, widget=widget
    )


class MilestoneForm(forms.Form):
    """One weighted control point."""

    name = _WideCharField(label=_("Nombre del hito"), max_length=Milestone._meta.get_field("name").max_length)
    weight = WeightField(label=_("Peso (%)"))
    control_point = forms.CharField(
        label=_("Punto de control"), max_length=300, required=False, help_text=_("Qué se comprueba.")
    )
    expected_evidence = forms.CharField(
        label=_("Evidencia esperada"), max_length=300, required=False, help_text=_("Con qué se comprueba.")
    )
    typical_days = _days(_("Duración típica (días)"), least=1)
    starts_after = _days(
        _("Empieza después del hito n.º"), _("En blanco, después del anterior. Con 0, desde el primer día.")
    )
    wait_days = _days(_("Días de espera"), _("Los que pasan antes de empezar."))


class BaseMilestoneFormSet(forms.BaseFormSet[MilestoneForm]):
    """The milestones of a version: their weights add up to exactly 100, unless the person says that they are not done."""

    @property
    def is_unfinished(self) -> bool:
        """Return whether the person saves knowing that the milestones are not complete."""
        return "unfinished" in self.data

    def initial_form_count(self) -> int:
        """Take every row that comes back alike: one left blank is no milestone, whether it had been one or not."""
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: MilestoneForm, index: int | None) -> None:
        """Give the two fields of the formset the words of the house."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Orden")
        form.fields["DELETE"].label = _("Quitar este hito")

    def clean(self) -> None:
        """Check the sum, naming it."""
        if self.is_unfinished or any(self.errors) or not self.management_form.is_valid():
            return
        milestones = tuple(self.milestones())
        if milestones and (sentence := weight_error(milestones)):
            raise ValidationError([sentence, _("Corrija los pesos, o use «Guardar sin terminar» para seguir después.")])

    def milestones(self) -> list[MilestoneContent]:
        """Return the milestones in their order, without those taken away. Call once valid, or from `clean`."""
        return [
            MilestoneContent(
                **{name: form.cleaned_data[name] for name in MILESTONE_FIELDS if name != "wait_days"},
                wait_days=form.cleaned_data["wait_days"] or 0,
            )
            for form in self.ordered_forms
            if form.cleaned_data.get("name")
        ]


def milestone_formset(data: Any = None, *, milestones: Collection[MilestoneContent] = ()) -> BaseMilestoneFormSet:
    """Return the formset of `milestones` with an empty row to add another without script, three when there are none."""
    formset_class = forms.formset_factory(
        MilestoneForm,
        formset=BaseMilestoneFormSet,
        extra=1 if milestones else 3,
        can_delete=True,
        can_order=True,
        max_num=40,
        validate_max=True,
    )
    initial = None if data else [vars(one) | {"wait_days": one.wait_days or None} for one in milestones]
    return cast(BaseMilestoneFormSet, formset_class(data, initial=initial, prefix="milestones"))


class LineForm(forms.Form):
    """The name of a thematic line, and the one that the person saw."""

    name = forms.CharField(label=_("Nombre"), max_length=ThematicLine._meta.get_field("name").max_length)
    seen_name = forms.CharField(widget=forms.HiddenInput, required=False)


class UnitForm(forms.Form):
    """Whose an imported service is."""

    unit = forms.ModelChoiceField(
        queryset=OrgUnit.objects.none(), label=_("Dependencia que lo ofrece"), empty_label="—"
    )

    def __init__(self, *args: Any, units: QuerySet[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice_field(self, "unit").queryset = units

    def require_valid(self) -> None:
        """Refuse what was chosen if it is not on the list. Raises Invalid."""
        if not self.is_valid():
            raise Invalid({name: [str(one) for one in found] for name, found in self.errors.items()})


def _choice_field(form: forms.Form, name: str) -> Any:
    return form.fields[name]
