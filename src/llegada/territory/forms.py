"""Forms of the catalogue."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.territory.choices import EntityKind


class CatalogueSearchForm(forms.Form):
    """Searches places and entities by their words, and entities by kind."""

    q = forms.CharField(
        label=_("Nombre, código DANE o NIT"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("medellin alcaldia")}),
    )
    kind = forms.ChoiceField(
        label=_("Clase de entidad"), required=False, choices=[("", _("Todas")), *EntityKind.choices]
    )
