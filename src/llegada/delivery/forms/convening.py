"""Whom to call to a session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.delivery.calendar_rules import Invitee, each_once, read_invitees


class InviteForm(forms.Form):
    """Those who are suggested, to be unmarked, and others by their address."""

    people = forms.MultipleChoiceField(label=_("A quién convocar"), required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.CharField(
        label=_("Otras personas"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Un correo por línea. Puede llevar el nombre: Rosa Díaz &lt;rosa@alcaldia.gov.co&gt;"),
    )

    def __init__(self, *args: Any, suggested: Iterable[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = {one.address: one for one in suggested}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # for the type checker: declared above
        field.choices = [
            (one.address, f"{one.name} · {one.address}" if one.name else one.address) for one in self.suggested.values()
        ]
        field.initial = list(self.suggested)
        if not self.suggested:
            del self.fields["people"]

    def to_people(self) -> list[Invitee]:
        """Return whom to call; the form must be valid."""
        chosen = [self.suggested[address] for address in self.cleaned_data.get("people", ())]
        return each_once([*chosen, *read_invitees(self.cleaned_data["others"])])
