"""The form of an organisation's strategic statements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _text(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, help_text=help_text, widget=forms.Textarea(attrs={"rows": 4})
    )


class StatementForm(forms.Form):
    """The four texts of a version. It may be saved half done; putting it in force asks for the four."""

    mission = _text(_("Misión territorial"), _("Para qué llega la organización a los territorios."))
    vision = _text(_("Visión"), _("Qué habrá cambiado en los territorios, y para cuándo."))
    objective = _text(_("Objetivo"), _("Lo que la organización se propone lograr con su asistencia técnica."))
    focus = _text(_("Enfoque"), _("Con qué prioridad y de qué manera llega: a quiénes primero, y cómo."))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
