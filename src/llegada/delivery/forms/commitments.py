"""Commitments: those agreed outside a session, more time for one, and what the entity says that was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from llegada.core.forms import MultipleFileInput, SeveralFilesField
from llegada.delivery.forms.parts import CommitmentForm
from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS


class AgreedForm(CommitmentForm):
    """A commitment agreed outside a session: where and when it was, and what."""

    agreed_in = forms.CharField(
        label=_("¿Dónde se acordó?"),
        max_length=200,
        help_text=_("Por ejemplo: llamada con la secretaría de planeación, visita, ronda de socialización."),
    )
    agreed_on = forms.DateField(
        label=_("¿Cuándo se acordó?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("agreed_in", "agreed_on")


class ExtensionForm(forms.Form):
    """A later date, with the reason."""

    due_on = forms.DateField(label=_("Fecha nueva"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("¿Por qué se da más tiempo?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class FilesForm(forms.Form):
    """The files that prove what was done, and how it was done."""

    words = forms.CharField(label=_("¿Cómo se cumplió?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    file = SeveralFilesField(
        label=_("Archivos que lo prueban"),
        required=False,
        help_text=format_lazy(
            _("Se aceptan: {accepted}, hasta {limit} MB."),
            accepted=ACCEPTED_WORDS,
            limit=settings.MAX_FILE_BYTES // 1024**2,
        ),
        widget=MultipleFileInput(
            attrs={"accept": ACCEPT_ATTRIBUTE, "multiple": True, "data-max-bytes": settings.MAX_FILE_BYTES}
        ),
    )


class LinkReportForm(FilesForm):
    """What somebody of the entity reports with no account: who they are is asked, and said as they say it."""

    name = forms.CharField(label=_("Su nombre"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    post = forms.CharField(
        label=_("Su cargo"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    field_order = ("words", "file", "name", "post")

    def __init__(self, *args: Any, key: object = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{key}_%s", **kwargs})
