"""What a rule and a list are both asked: of which unit and year, and for which strategy and service."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.portfolio.models import Service, Strategy
from llegada.portfolio.rules import FIRST_YEAR, LAST_YEAR
from llegada.targeting import selectors


class ServiceField(forms.ModelChoiceField[Service]):
    """A service by the name of what the public sees of it."""

    def label_from_instance(self, obj: Service) -> str:
        """Return the name in force."""
        version = obj.published_version
        return version.name if version else str(obj)


class OfferForm(forms.Form):
    """The unit is asked only of a new one; strategies and services are those of its organisation."""

    unit = forms.ModelChoiceField(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    name = forms.CharField(label=_("Nombre"), max_length=160)
    year = forms.IntegerField(label=_("Vigencia"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    strategy = forms.ModelChoiceField(
        label=_("Estrategia"),
        queryset=Strategy.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="—",
    )
    service = ServiceField(
        label=_("Servicio"), queryset=Service.objects.none(), to_field_name="public_id", required=False, empty_label="—"
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: QuerySet[OrgUnit], unit: OrgUnit | None = None, **kwargs: Any) -> None:
        """Offer `units`, and the strategies and services of their organisations; with `unit`, of its alone."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        if unit is None:
            fields["unit"].queryset = units
            organizations = {one.organization_id for one in units}
        else:
            del fields["unit"]
            organizations = {unit.organization_id}
        fields["strategy"].queryset = selectors.list_strategies_to_prioritize(organizations)
        fields["service"].queryset = selectors.list_services_to_prioritize(organizations)
