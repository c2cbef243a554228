"""Checks what a service built from outside with the model's own rules, so that pages, API and imports say the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from llegada.core.errors import Invalid

M = TypeVar("M", bound=Model)


def ensure_valid(obj: M, *, exclude: Collection[str] = ()) -> M:
    """Return `obj` if its fields, uniqueness and constraints hold. Raises Invalid with each field's sentences."""
    try:
        obj.full_clean(exclude=exclude)
    except ValidationError as error:
        found = {("" if name == NON_FIELD_ERRORS else name): said for name, said in error.message_dict.items()}
        raise Invalid(found) from error
    return obj
