"""The form that turns a prioritised list into lines."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.planning.forms.lines import ServiceField
from llegada.planning.models import AnnualPlan
from llegada.planning.selectors import list_plannable_services
from llegada.planning.services import LinesWanted
from llegada.portfolio.choices import Modality
from llegada.portfolio.forms.strategies import AmountField
from llegada.portfolio.models import Service


class LinesFromListForm(forms.Form):
    """What the lines will say. All say the same; each is mended later as any other."""

    plan = forms.ModelChoiceField(
        label=_("Plan anual"), queryset=AnnualPlan.objects.none(), to_field_name="public_id", empty_label=None
    )
    service = ServiceField(label=_("Servicio"), queryset=Service.objects.none(), empty_label="—")
    starts_on = forms.DateField(label=_("Inicio"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Fin"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    person_days = AmountField(
        label=_("Días de trabajo del equipo, en cada línea"), required=False, decimals=1, digits=7
    )
    modality = forms.ChoiceField(label=_("Modalidad"), required=False, choices=[("", "—"), *Modality.choices])
    only_accepted = forms.TypedChoiceField(
        label=_("Con cuáles"),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        choices=[
            ("yes", _("Solo con las que aceptaron")),
            ("no", _("También con las que no han respondido; nunca con las que no aceptaron")),
        ],
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        """Offer `plans`, and the services of their organisation."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        fields["plan"].queryset = plans
        first = plans.first()
        if first is not None:
            fields["service"].queryset = list_plannable_services(first)

    def wanted(self) -> LinesWanted:
        """Return what was typed. Call once valid."""
        data = self.cleaned_data
        return LinesWanted(
            data["service"],
            data["starts_on"],
            data["ends_on"],
            data["person_days"],
            data["modality"],
            data["only_accepted"],
        )
