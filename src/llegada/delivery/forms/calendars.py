"""Which private calendar somebody wants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.delivery.calendar_choices import FeedKind

MINE: Final = FeedKind.MINE.value


class CalendarForm(forms.Form):
    """One's own sessions, or those of a unit that one reads."""

    carries = forms.ChoiceField(
        label=_("Qué sesiones"), error_messages={"invalid_choice": _("Elija una dependencia cuyas sesiones usted ve.")}
    )

    def __init__(self, *args: Any, units: Iterable[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["carries"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker: declared above
        field.choices = [(MINE, FeedKind.MINE.label), *((str(one.public_id), one.name) for one in units)]

    @property
    def unit_id(self) -> UUID | None:
        """Return the unit that was chosen, or None for one's own sessions; the form must be valid."""
        chosen = self.cleaned_data["carries"]
        return None if chosen == MINE else UUID(chosen)
