"""Checks what a service built from outside with the model's own rules, so that pages, API and imports say the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import reduce
from operator import and_
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, router, transaction
from django.db.models import CheckConstraint, Model, Q

from llegada.core.errors import Invalid
from llegada.core.states import keep_versions

M = TypeVar("M", bound=Model)


def ensure_valid(obj: M, *, exclude: Collection[str] = ()) -> M:
    """Return `obj` if its fields, uniqueness and constraints hold. Raises Invalid with each field's sentences.

    `exclude` names what comes from the database and not from outside: it is not looked up again.
    """
    left_out = set(exclude)
    try:
        obj.full_clean(exclude=left_out, validate_constraints=False)
        if holds_every_check(obj, exclude=left_out):
            _validate_other_constraints(obj, left_out)
        else:
            obj.validate_constraints(exclude=left_out)
    except ValidationError as error:
        found = {("" if name == NON_FIELD_ERRORS else name): said for name, said in error.message_dict.items()}
        raise Invalid(found) from error
    return obj


def ensure_fields_valid(obj: M, *, exclude: Collection[str] = ()) -> M:
    """Return `obj` if its fields hold, with no query: its relations must be excluded. Raises Invalid as `ensure_valid` does."""
    try:
        obj.full_clean(exclude=set(exclude), validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Invalid(error.message_dict) from error
    return obj


def insert_valid(objs: Sequence[M], *, exclude: Collection[str] = (), at: datetime | None = None) -> list[M]:
    """Insert new rows of one model by one statement, with their first version, dated `at`, where it has history.

    Fields are checked here; uniqueness, constraints and relations by the database as it inserts. Only if it refuses is each
    row asked why, so that the sentences are those of `ensure_valid`. Raises Invalid, or IntegrityError where none says why.
    """
    if not objs:
        return []
    model = type(objs[0])
    relations = {field.name for field in model._meta.concrete_fields if field.is_relation}
    for obj in objs:
        try:
            obj.full_clean(exclude=relations.union(exclude), validate_unique=False, validate_constraints=False)
        except ValidationError:
            ensure_valid(obj, exclude=exclude)
            raise
    try:
        with transaction.atomic():
            rows = model._default_manager.bulk_create(objs)
    except IntegrityError:
        for obj in objs:
            ensure_valid(obj, exclude=exclude)
        raise
    keep_versions(rows, is_update=False, at=at)
    return rows


def holds_every_check(obj: Model, *, exclude: Collection[str] = ()) -> bool:
    """Return whether every check of the table holds, asked in one query: Django would ask the database once for each."""
    left_out = set(exclude)
    checks = [
        Q(constraint.condition)
        for constraint in obj._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and left_out.isdisjoint(Q(constraint.condition).referenced_base_fields)
    ]
    if not checks:
        return True
    against = obj._get_field_expression_map(meta=obj._meta, exclude=left_out)  # type: ignore[attr-defined]  # noqa: SLF001
    return bool(reduce(and_, checks).check(against, using=router.db_for_write(type(obj))))


def _validate_other_constraints(obj: Model, left_out: set[str]) -> None:
    """Check the constraints that are not checks (uniqueness), gathering what each says as Django does."""
    errors: dict[str, list[ValidationError]] = {}
    for constraint in obj._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            continue
        try:
            constraint.validate(type(obj), obj, exclude=left_out, using=router.db_for_write(type(obj)))
        except ValidationError as error:
            if getattr(error, "code", None) == "unique" and len(constraint.fields) == 1:  # type: ignore[attr-defined]
                errors.setdefault(constraint.fields[0], []).append(error)  # type: ignore[attr-defined]
            else:
                error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
