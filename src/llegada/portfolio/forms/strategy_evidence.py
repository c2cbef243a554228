"""Forms of what supports a strategy."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS


class StrategyFileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Archivo"),
        allow_empty_file=True,  # the store says what is wrong with it, in its own words
        help_text=format_lazy(
            _("Un estudio, una base de datos, un lineamiento. Se aceptan: {accepted}."), accepted=ACCEPTED_WORDS
        ),
        error_messages={"required": _("Elija un archivo.")},
        widget=forms.ClearableFileInput(
            attrs={"accept": ACCEPT_ATTRIBUTE, "data-max-bytes": str(settings.MAX_FILE_BYTES)}
        ),
    )


class StrategyLinkForm(forms.Form):
    """One link with its name."""

    name = forms.CharField(
        label=_("Qué es"), max_length=200, help_text=_("Por ejemplo: índice de desempeño 2026, por municipio.")
    )
    url = forms.URLField(label=_("Dirección"), max_length=500, assume_scheme="https")
