"""What comes in to make a key for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.exports import rules
from llegada.exports.datasets import DATASETS
from llegada.exports.selectors import may_read_own


class KeyForm(forms.Form):
    """A new key: what for, of which dataset and until when."""

    name = forms.CharField(
        label=_("Para qué es"), max_length=80, help_text=_("Por ejemplo: tablero de la dependencia en Power BI.")
    )
    dataset = forms.ChoiceField(label=_("Qué lee"), required=False)
    expires_on = forms.DateField(
        label=_("Vence"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A más tardar, dentro de un año."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(one.code, one.title) for one in DATASETS.values() if may_read_own(actor=actor, dataset=one)]
        field = self.fields["dataset"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the types
        field.choices = [("", _("Todos los conjuntos que usted puede leer")), *own]
        self.fields["expires_on"].initial = today + rules.LAST_KEY_DAY
