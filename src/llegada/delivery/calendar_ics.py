"""Writes invitations and private calendars as iCalendar (RFC 5545), by the clock of Bogotá. It asks the database nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

PRODUCT: Final = "-//Llegada//Sesiones//ES"
ZONE: Final = ZoneInfo("America/Bogota")


@dataclass(frozen=True)
class CalendarEntry:
    """One session as a calendar shows it; `starts` and `ends` are of the clock of Bogotá, `stamp` is when it was said."""

    uid: str
    stamp: datetime
    starts: datetime
    ends: datetime
    summary: str
    location: str
    description: str
    url: str
    status: str


@dataclass(frozen=True)
class Party:
    """One end of an invitation."""

    address: str
    name: str = ""


def uid_of(public_id: object) -> str:
    """Return what names a session in every calendar, for ever."""
    return f"sesion-{public_id}@llegada"


def write_invitation(
    entry: CalendarEntry, *, method: str, sequence: int, organizer: Party, attendee: Party, sent_by: str
) -> bytes:
    """Return the invitation of one person, and of nobody else: who else was called is not theirs to know."""
    event = _event(entry)
    event.add("sequence", sequence)
    event["organizer"] = _party(organizer, SENT_BY=f"mailto:{sent_by}")
    event["attendee"] = _party(attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="TRUE")
    return bytes(_calendar([event], method=method).to_ical())


def write_feed(entries: Iterable[CalendarEntry], *, name: str) -> bytes:
    """Return a calendar to subscribe to; it says of itself that an hour is often enough to ask again."""
    calendar = _calendar([_event(entry) for entry in entries], method="PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return bytes(calendar.to_ical())


def _calendar(events: Iterable[Event], *, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_zone())
    for event in events:
        calendar.add_component(event)
    return calendar


def _zone() -> Timezone:
    """Return the zone of Bogotá, five hours behind UTC all the year: the country moves no clocks."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE.key)
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - the local time of a zone bears no zone
    standard.add("tzoffsetfrom", timedelta(hours=-5))
    standard.add("tzoffsetto", timedelta(hours=-5))
    standard.add("tzname", "-05")
    zone.add_component(standard)
    return zone


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", entry.starts.replace(tzinfo=ZONE))
    event.add("dtend", entry.ends.replace(tzinfo=ZONE))
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("description", entry.description)
    event.add("status", entry.status)
    if entry.url:
        event.add("url", entry.url)
    return event


def _party(party: Party, **parameters: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{party.address}")
    said: dict[str, Any] = {"CN": party.name, **parameters}
    for name, value in said.items():
        if value:
            found.params[name.replace("_", "-")] = vText(" ".join(value.replace('"', "").split()))
    return found
