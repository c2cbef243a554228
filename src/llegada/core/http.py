"""Small things that every view needs: the actor of a request, page or fragment, and forms sent twice."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.arrivals import read_files
from llegada.core.errors import Conflict, Invalid, LlegadaError
from llegada.core.forms import add_refusal
from llegada.core.middleware import LARGE_TABLES
from llegada.core.models import FormKey

_View = TypeVar("_View", bound=Callable[..., Any])


def takes_large_tables(view: _View) -> _View:
    """Let a page take a request as large as a table to bring in may be."""
    setattr(view, LARGE_TABLES, True)
    return view


def actor_of(request: HttpRequest) -> Actor:
    """Return who is asking, as `ActorMiddleware` found it."""
    return cast(Actor, getattr(request, "actor", ANONYMOUS))


def page_or_fragment(
    request: HttpRequest, *, page: str, fragment: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render `fragment` for HTMX and `page`, which includes it, for everything else."""
    is_fragment = bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]
    response = render(request, fragment if is_fragment else page, dict(context), status=status)
    response["Vary"] = "HX-Request"
    return response


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """Lead for good to the present address of a page, with the filters that were asked for."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def safe_return(request: HttpRequest, address: str) -> str:
    """Return `address` if it leads to a page of this site, and a person's first page otherwise."""
    is_safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def once(request: HttpRequest, work: Callable[[], str]) -> HttpResponseRedirect:
    """Carry out `work` once for the form's `idempotency_key` and go where it says; a repeated form goes to the same place.

    `work` returns an address and runs in the same transaction as the key, so that a failure leaves neither. A form with
    no valid key is carried out as it comes. Its files are read before that transaction begins.
    """
    read_files(request.FILES)
    try:
        key = uuid.UUID(request.POST.get("idempotency_key", ""))
    except ValueError:
        return HttpResponseRedirect(work())
    return HttpResponseRedirect(once_by_key(key, person_id=actor_of(request).person_id, work=work))


def once_by_key(key: uuid.UUID, *, person_id: int | None, work: Callable[[], str]) -> str:
    """Carry out `work` once for a person's `key` and return the address that it gave; again, return the same address.

    Raises Conflict if the key is somebody else's.
    """
    try:
        with transaction.atomic():
            done = FormKey(key=key, actor_id=person_id, location="", created_at=timezone.now())
            done.save(force_insert=True)
            done.location = work()
            done.save(update_fields=["location"])
            return done.location
    except IntegrityError:
        earlier = FormKey.objects.filter(key=key).first()
        if earlier is None:
            raise  # it was the work that failed, not the key
        if earlier.actor_id != person_id or not earlier.location:
            raise Conflict() from None
        return earlier.location


def save_or_show(
    request: HttpRequest,
    form: BaseForm,
    *parts: BaseFormSet[Any],
    work: Callable[[], str],
    show: Callable[[int], HttpResponse],
    before: Callable[[], None] | None = None,
    on_conflict: Callable[[Conflict], HttpResponse] | None = None,
) -> HttpResponse:
    """Carry out `work` once with a valid form and its parts and go where it says; or `show` them again, with a status.

    What takes long and writes nothing is done `before`, outside of the transaction of `work`.
    What `work` refuses is said in `form`; where somebody else saved first, `on_conflict` answers if there is one.
    """
    if request.method != "POST":
        return show(200)
    answers = [form.is_valid(), *(part.is_valid() for part in parts)]  # all are asked, so that all say what is wrong
    if not all(answers):
        return show(422)
    try:
        if before is not None:
            before()
        return once(request, work)
    except LlegadaError as refusal:
        if on_conflict is not None and isinstance(refusal, Conflict):
            return on_conflict(refusal)
        add_refusal(form, refusal)
        return show(refusal.status)


def act_or_show(
    request: HttpRequest,
    *,
    work: Callable[[], str],
    show: Callable[[int, LlegadaError | None], HttpResponse],
    form: BaseForm | None = None,
) -> HttpResponse:
    """Carry out `work` once, with a valid form if it has one, and go where it says; or `show` the page of the action again.

    What is wrong with a field is said in `form`; any other refusal is given to `show`, since the page may have no form left.
    """
    if form is not None and not form.is_valid():
        return show(422, None)
    try:
        return once(request, work)
    except LlegadaError as refusal:
        if form is None or not isinstance(refusal, Invalid):
            return show(refusal.status, refusal)
        add_refusal(form, refusal)
        return show(refusal.status, None)


def shown_revision(request: HttpRequest) -> int | None:
    """Return the revision that the page of an action showed, from its address, or None where it says none."""
    shown = request.GET.get("revision", "")
    return int(shown) if shown.isdecimal() else None
