"""The form of a moment of the cycle of public value."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.portfolio.models import CycleMoment


class MomentForm(forms.Form):
    """Its name and its place, and the name that the person saw."""

    name = forms.CharField(label=_("Nombre"), max_length=CycleMoment._meta.get_field("name").max_length)
    position = forms.IntegerField(label=_("Orden"), min_value=1, max_value=99)
    seen_name = forms.CharField(widget=forms.HiddenInput, required=False)
