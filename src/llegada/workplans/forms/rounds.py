"""The form of one time that a plan was shown to its entity."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.workplans.choices import SocialisationMeans
from llegada.workplans.forms.plans import date_input
from llegada.workplans.services import RoundContent


class RoundForm(forms.Form):
    """When, by what means, who took part, and what the entity observed."""

    held_on = forms.DateField(label=_("Cuándo fue"), widget=date_input())
    means = forms.ChoiceField(label=_("Por qué medio"), choices=SocialisationMeans.choices)
    participants = forms.CharField(
        label=_("Quiénes participaron"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Una persona por línea: su nombre, su cargo y de parte de quién."),
    )
    observations = forms.CharField(
        label=_("Lo que observó la entidad"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"held_on": today})

    def content(self) -> RoundContent:
        """Return the round as the services take it."""
        return RoundContent(**self.cleaned_data | {"participants": self.cleaned_data["participants"].splitlines()})
