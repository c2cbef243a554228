"""What a form page reads when the session of who was writing had expired: see `accounts/recovery.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, QueryDict


def texts_of(fields: QueryDict) -> list[str]:
    """Return the texts of a form, longest first, without its short values, its marks and its passwords."""
    written = (said for name, said in fields.lists() if "password" not in name)
    return sorted({value for values in written for value in values if " " in value.strip()}, key=len, reverse=True)


@dataclass
class Recovered:
    """What somebody had written in the page they are back at.

    `is_shown_in_form` is set by the view that fills its form with it; otherwise `base.html` lists the texts to copy.
    """

    path: str
    fields: QueryDict
    had_files: bool
    is_shown_in_form: bool = False

    @property
    def texts(self) -> list[str]:
        """Return what was written, longest first, without the short values of lists and marks."""
        return texts_of(self.fields)


def recovered_of(request: HttpRequest) -> Recovered | None:
    """Return what was kept for this page and this person, if anything."""
    found = getattr(request, "recovered", None)
    return cast(Recovered, found) if found else None


def recovered_data(request: HttpRequest, *, has: str = "") -> QueryDict | None:
    """Return the fields to fill this page's form with, or None.

    A view writes `Form(request.POST or recovered_data(request))`.
    Where a page has several forms, `has` names a field that only this form has.
    """
    found = recovered_of(request) if request.method == "GET" else None
    if found is None or (has and has not in found.fields):
        return None
    found.is_shown_in_form = True
    return found.fields
