"""Draws fichas: one for whoever asks, or all those of the country into one file, by a task that says how far it is."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core import history
from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.alive import end_with
from llegada.core.demonstration import is_demo_loaded
from llegada.core.errors import LlegadaError, NotAllowed
from llegada.core.left import GIVEN_UP
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.core.templatetags.llegada import short_date
from llegada.insights.selectors.profiles import EntityProfile, Known, get_profile
from llegada.reports import selectors
from llegada.reports.choices import SheetsStatus
from llegada.reports.errors import SheetsInCourse
from llegada.reports.models import SheetsOrder
from llegada.reports.policies import SHEETS_POLICY, SheetsPermission
from llegada.reports.sources.profile_sheet import build_profile_sheet
from llegada.reports.typesetting import typeset
from llegada.targeting.choices import IndexLevel
from llegada.targeting.selectors.places import ProfiledPlace

#: So many processes draw at once; typst keeps the interpreter's lock, so that threads would not.
PROCESSES: Final = 2
#: Fewer than so many are drawn in this process: two more take a second to start.
LEAST_TO_SHARE: Final = 60
#: After so many fichas one looks whether somebody cancelled, and says how far it is.
STEP: Final = 50
Draw = Callable[[Sequence[dict[str, Any]]], Iterator[bytes]]


@dataclass(frozen=True)
class Sheet:
    """A ficha as a file: its name and its bytes."""

    name: str
    pdf: bytes


def sheet_name(place: ProfiledPlace) -> str:
    """Return what the file of a ficha is called."""
    return f"ficha-{place.code}-{place.slug}.pdf"


def draw_sheet(*, level: IndexLevel, code: str, now: datetime) -> Sheet:
    """Return the ficha of a place, with what is public of it. Raises NotFound, FontsMissing, NotTypeset."""
    with override(settings.LANGUAGE_CODE):
        profile = get_profile(actor=ANONYMOUS, level=level, code=code)
        content = _content(profile, now, is_demo=is_demo_loaded())
    return Sheet(sheet_name(profile.place), typeset(content, logo=None, now=now))


def _content(profile: EntityProfile, now: datetime, *, is_demo: bool) -> dict[str, Any]:
    frame = {
        "organization": "Llegada",
        "short_name": "Llegada",
        "kind": "Ficha del departamento" if profile.place.is_department else "Ficha del municipio",
        "code": None,
        "process": None,
        "is_demo": is_demo,
        "verify_code": None,
        "verify_site": f"{settings.SITE_URL}{profile.place.get_absolute_url()}",
        "issued_on": short_date(now),
    }
    return {**build_profile_sheet(profile).as_data(), "frame": frame}


# --- all of them ------------------------------------------------------------------------------------------------------
@transaction.atomic
def order_sheets(*, actor: Actor, level: IndexLevel, now: datetime) -> SheetsOrder:
    """Ask for all the fichas of a level, which a task draws after commit. Raises NotAllowed, SheetsInCourse."""
    SHEETS_POLICY.require_ever(actor, SheetsPermission.ORDER)
    if actor.person_id is None:
        raise NotAllowed()
    try:
        with transaction.atomic():
            order = SheetsOrder.objects.create(level=level, ordered_by_id=actor.person_id, ordered_at=now)
    except IntegrityError:
        raise SheetsInCourse() from None
    history.record(actor=actor, verb="sheets.order", target=order, now=now, after=order.status)
    enqueue_on_commit("reports.draw_sheets", order_id=order.pk)
    return order


@transaction.atomic
def cancel_sheets(*, actor: Actor, public_id: UUID, now: datetime) -> SheetsOrder:
    """Stop drawing: what was drawn is thrown away. Raises NotFound, NotAllowed, Conflict where it had ended."""
    order = selectors.get_sheets_order(actor=actor, public_id=public_id)
    SHEETS_POLICY.require(actor, SheetsPermission.ORDER, order)
    before = SheetsStatus.RUNNING if order.status == SheetsStatus.RUNNING else SheetsStatus.QUEUED
    move(order, before=before, after=SheetsStatus.CANCELLED, ended_at=now)
    history.record(
        actor=actor, verb="sheets.cancel", target=order, now=now, before=before, after=SheetsStatus.CANCELLED
    )
    return order


def draw_sheets(*, order_id: int, now: datetime) -> None:
    """Draw what an order asks for into one file; an order that somebody took already, or cancelled, is left alone.

    Made aside and kept when whole; the file of the order before it is then no longer kept.
    """
    mine = SheetsOrder.objects.filter(pk=order_id, status=SheetsStatus.RUNNING)
    if SheetsOrder.objects.filter(pk=order_id, status=SheetsStatus.QUEUED).update(status=SheetsStatus.RUNNING) != 1:
        return
    order = SheetsOrder.objects.get(pk=order_id)
    try:
        with TemporaryDirectory() as folder, override(settings.LANGUAGE_CODE):
            path = Path(folder) / "fichas.zip"
            if not _draw_into(path, order, now):
                return
            with path.open("rb") as content:
                default_storage.save(order.storage_name, File(content))
            size = path.stat().st_size
    except LlegadaError as refusal:
        mine.update(status=SheetsStatus.FAILED, failure=str(refusal), ended_at=now)
    except Exception:
        mine.update(status=SheetsStatus.FAILED, failure=_("Algo falló de nuestro lado."), ended_at=now)
        raise
    else:
        if mine.update(status=SheetsStatus.DONE, size=size, ended_at=now):
            _forget_older(order)
        else:  # cancelled at the last moment
            default_storage.delete(order.storage_name)


def _draw_into(path: Path, order: SheetsOrder, now: datetime) -> bool:
    """Write the fichas one by one into a ZIP; return whether nobody cancelled meanwhile."""
    mine = SheetsOrder.objects.filter(pk=order.pk, status=SheetsStatus.RUNNING)
    level = IndexLevel(order.level)
    known, is_demo = Known(level), is_demo_loaded()
    places = list(known.country.places.values())
    mine.update(total=len(places))

    def content_of(place: ProfiledPlace) -> dict[str, Any]:
        profile = get_profile(actor=ANONYMOUS, level=level, code=place.code, known=known)
        return _content(profile, now, is_demo=is_demo)

    drawn = 0
    waiting: tuple[list[ProfiledPlace], Iterator[bytes]] = ([], iter(()))
    # A PDF is compressed already.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive, _drawing(len(places), now) as draw:
        for start in range(0, len(places) + STEP, STEP):
            some = places[start : start + STEP]
            asked = draw([content_of(place) for place in some])  # while these are drawn, those before them are written
            for place, pdf in zip(*waiting, strict=True):
                archive.writestr(sheet_name(place), pdf)
            drawn += len(waiting[0])
            waiting = (some, asked)
            if mine.update(drawn=drawn) != 1:
                return False
    return True


@contextmanager
def _drawing(many: int, now: datetime) -> Iterator[Draw]:
    """Give a function that draws several contents: in processes of their own where there are many."""
    one = partial(typeset, logo=None, now=now)
    if many < LEAST_TO_SHARE:
        yield partial(map, one)
        return
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), initializer=end_with, initargs=(os.getpid(),)
    ) as pool:
        yield partial(pool.map, one, chunksize=5)


def _forget_older(order: SheetsOrder) -> None:
    for older in SheetsOrder.objects.filter(level=order.level, status=SheetsStatus.DONE).exclude(pk=order.pk):
        move(older, before=SheetsStatus.DONE, after=SheetsStatus.REPLACED)
        default_storage.delete(older.storage_name)


def let_sheets_go(*, order_id: int) -> None:
    """Leave an order whose process died to be drawn by another, from the beginning."""
    SheetsOrder.objects.filter(pk=order_id, status=SheetsStatus.RUNNING).update(status=SheetsStatus.QUEUED, drawn=0)


def give_sheets_up(*, order_id: int) -> None:
    """Say of an order that its process died each time, so that it can be asked for again."""
    mine = SheetsOrder.objects.filter(pk=order_id, status__in=[SheetsStatus.QUEUED, SheetsStatus.RUNNING])
    mine.update(status=SheetsStatus.FAILED, failure=str(GIVEN_UP), ended_at=timezone.now())
