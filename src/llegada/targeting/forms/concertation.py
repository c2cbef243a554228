"""Forms of the concertation matrix: the people of the unit, and what is said of each service."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.portfolio.forms.strategies import AmountField
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR
from llegada.targeting.selectors.concertation import ServiceRow, list_units_to_concert
from llegada.targeting.services.concertation import MatrixContent, RowContent


class NewMatrixForm(forms.Form):
    """Of which unit and year."""

    unit = forms.ModelChoiceField(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    year = forms.IntegerField(label=_("Vigencia"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the units of `actor`."""
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["unit"]).queryset = list_units_to_concert(actor=actor)


class MatrixForm(forms.Form):
    """The capacity of the unit, and four answers for each service."""

    people = AmountField(label=_("Personas, en tiempos completos"), required=False, decimals=1, digits=5)
    months = AmountField(label=_("Meses en que trabajan"), required=False, decimals=1, digits=2)
    share = forms.IntegerField(
        label=_("Parte de su tiempo para la asistencia, en %"), required=False, min_value=1, max_value=100
    )
    over_reason = forms.CharField(
        label=_("Cómo se hará lo que supere la capacidad"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo si se concierta más de lo que la gente alcanza a hacer."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, services: list[ServiceRow], **kwargs: Any) -> None:
        """Ask of each of `services`."""
        super().__init__(*args, **kwargs)
        self.services = services
        for one in services:
            key, row = one.service.pk, one.row
            suggested = one.prioritized if row is None else row.demand
            self.fields |= {
                f"demand_{key}": forms.IntegerField(
                    label=_("Entidades que lo piden"), required=False, min_value=0, initial=suggested
                ),
                f"source_{key}": forms.CharField(
                    label=_("De dónde sale la demanda"),
                    required=False,
                    max_length=200,
                    initial=row.demand_source if row else "",
                ),
                f"each_{key}": AmountField(
                    label=_("Meses-persona por entidad"),
                    required=False,
                    decimals=2,
                    digits=4,
                    initial=row.months_each if row else None,
                ),
                f"agreed_{key}": forms.IntegerField(
                    label=_("Entidades concertadas"), required=False, min_value=0, initial=row.agreed if row else None
                ),
                f"reason_{key}": forms.CharField(
                    label=_("Por qué, si no es lo que piden"),
                    required=False,
                    max_length=300,
                    initial=row.reason if row else "",
                ),
            }

    def sections(self) -> list[tuple[ServiceRow, list[forms.BoundField]]]:
        """Return each service with its fields."""
        names = ("demand", "source", "each", "agreed", "reason")
        return [(one, [self[f"{name}_{one.service.pk}"] for name in names]) for one in self.services]

    def content(self) -> MatrixContent:
        """Return what was typed. Call once valid."""
        data = self.cleaned_data
        rows = {
            one.service.pk: RowContent(
                demand=data[f"demand_{one.service.pk}"],
                demand_source=data[f"source_{one.service.pk}"],
                months_each=cast("Decimal | None", data[f"each_{one.service.pk}"]),
                agreed=data[f"agreed_{one.service.pk}"],
                reason=data[f"reason_{one.service.pk}"],
            )
            for one in self.services
        }
        return MatrixContent(data["people"], data["months"], data["share"], data["over_reason"], rows)
