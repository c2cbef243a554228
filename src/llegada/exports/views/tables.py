"""The stable addresses of datasets: what anybody reads, and, with a key or a login, what each one may."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.http import actor_of
from llegada.core.middleware import is_browser
from llegada.core.throttling import refuse_beyond
from llegada.exports.choices import FileFormat
from llegada.exports.errors import KeyAbsent, KeyRefused, NeedlessKeyRefused, UnknownDataset
from llegada.exports.models import DataKey
from llegada.exports.package import PACKAGE_CODE
from llegada.exports.selectors import actor_of_person, find_key, get_dataset
from llegada.exports.services import note_use, obtain_file
from llegada.exports.views.answers import give, read_division, read_year, table_door

#: Wrong keys of one address in a minute.
_WRONG_KEYS = 20


@table_door
def open_table(request: HttpRequest, *, dataset: str, file_format: str) -> HttpResponseBase:
    """Give what anybody reads of a dataset; no key is asked for, but one that is given must serve.

    Raises UnknownDataset, UnknownYear, Invalid, NeedlessKeyRefused, NotReady, NotMade; TooMany after many wrong keys.
    """
    found = get_dataset(code=dataset, file_format=file_format)
    if found.open_rows is None:
        raise UnknownDataset(dataset=dataset)
    _refuse_wrong_key(request, dataset)
    file = obtain_file(
        dataset=found.code, file_format=file_format, year=read_year(request) if found.year else None, actor=None,
        asker=actor_of(request), now=timezone.now(), separator=read_division(request, file_format),
    )  # fmt: skip
    return give(request, file)


@table_door
def full_table(request: HttpRequest, *, dataset: str, file_format: str) -> HttpResponseBase:
    """Give what one person may read of a dataset, with all their roles, by a key or after logging in.

    Raises UnknownDataset, UnknownYear, Invalid, KeyAbsent, KeyRefused, NotReady, NotMade; TooMany after many wrong keys.
    """
    text = key_text(request)
    actor = _actor_of_key(request, text, dataset) if text else _actor_of_session(request)
    if actor is None:
        if is_browser(request):
            return redirect_to_login(request.get_full_path())
        raise KeyAbsent()
    found = get_dataset(code=dataset, file_format=file_format)
    year = read_year(request) if found.year else None
    separator = read_division(request, file_format)
    try:
        file = obtain_file(
            dataset=found.code, file_format=file_format, year=year, actor=actor, asker=actor, now=timezone.now(),
            separator=separator,
        )  # fmt: skip
    except NotFound:
        raise UnknownDataset(dataset=dataset) from None
    # The page of the file is for who logs in: a key opens no page.
    return give(request, file, has_page=not text)


@table_door
def package(request: HttpRequest) -> HttpResponseBase:
    """Give all that is public of a fiscal year, of this one where the address says none.

    Raises UnknownYear, NeedlessKeyRefused, NotReady, NotMade; TooMany after many wrong keys.
    """
    _refuse_wrong_key(request, PACKAGE_CODE)
    year = read_year(request) or timezone.localdate().year
    file = obtain_file(
        dataset=PACKAGE_CODE, file_format=FileFormat.ZIP, year=year, actor=None, asker=actor_of(request),
        now=timezone.now(),
    )  # fmt: skip
    return give(request, file)


def key_text(request: HttpRequest) -> str:
    """Return the key that came in the header or in the address, or nothing."""
    keyword, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if keyword.lower() == "bearer" else request.GET.get("llave", "").strip()


def _refuse_wrong_key(request: HttpRequest, dataset: str) -> None:
    text = key_text(request)
    if text:
        _key_of(request, text, dataset, refusal=NeedlessKeyRefused)


def _key_of(request: HttpRequest, text: str, dataset: str, *, refusal: type[KeyRefused] = KeyRefused) -> DataKey:
    key = find_key(text=text, dataset=dataset, today=timezone.localdate())
    if key is None:
        if settings.API_ANONYMOUS_PER_MINUTE:
            refuse_beyond(_WRONG_KEYS, what="data key", meta=request.META)
        raise refusal()
    return key


def _actor_of_key(request: HttpRequest, text: str, dataset: str) -> Actor:
    today = timezone.localdate()
    key = _key_of(request, text, dataset)
    note_use(key=key, today=today)
    return actor_of_person(person=key.person, today=today)


def _actor_of_session(request: HttpRequest) -> Actor | None:
    person = request.user
    return actor_of_person(person=person, today=timezone.localdate()) if isinstance(person, Person) else None
