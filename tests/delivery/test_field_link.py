"""A link that drops, repeats and reorders: 200 records, none lost, none doubled, every conflict shown."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from datetime import timedelta
from typing import Any

from django.urls import reverse

from llegada.core.actors import Actor
from llegada.delivery.models import AttendanceEntry, Commitment, FieldItem, Session, SessionEvidence
from llegada.delivery.services.field import ComingFile
from tests.delivery.field_cast import PROMISED, send_piece, session_body
from tests.factories import NOW
from tests.records.samples import PNG

SESSIONS, CONFLICTS, PER_SESSION, PIECE = 48, 8, 3, 60


def record(kind: str, target: uuid.UUID, body: dict[str, Any], number: int, base: int | None = None) -> dict[str, Any]:
    return {
        "id": str(uuid.UUID(int=number + 1)),
        "kind": kind,
        "target": str(target),
        "base": base,
        "captured_at": (NOW + timedelta(seconds=number)).isoformat(),
        "body": body,
    }


class Device:
    """Keeps each record until the server says what became of it, as the app does."""

    def __init__(self, browser, actor: Actor, chance: random.Random) -> None:
        self.browser, self.actor, self.chance = browser, actor, chance
        self.waiting: dict[str, dict[str, Any]] = {}
        self.outcomes: dict[str, str] = {}

    def send(self, items: list[dict[str, Any]]) -> None:
        """Send some records; the request may be lost, arrive twice, or its answer be lost."""
        if self.chance.random() < 0.2:
            return
        times = 2 if self.chance.random() < 0.2 else 1
        for _ in range(times):
            for one in items:
                if one["kind"] == "evidence":
                    self.send_file(one)
            answer = self.browser.post(reverse("delivery:field_receive"), self.parcel(items))
            assert answer.status_code == 200
        if self.chance.random() < 0.2:
            return
        for told in answer.json()["answers"]:
            self.outcomes[told["id"]] = told["outcome"]
            if told["outcome"] in {"applied", "conflict"}:
                self.waiting.pop(told["id"], None)

    def parcel(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        device = {"id": str(uuid.UUID(int=7)), "unsent": len(self.waiting), "sent_at": NOW.isoformat()}
        sent = [
            one | {"file": hashlib.sha256(photo_of(one)).hexdigest()} if one["kind"] == "evidence" else one
            for one in items
        ]
        return {"lote": json.dumps({"device": device, "items": sent})}

    def send_file(self, item: dict[str, Any]) -> None:
        """Send two pieces of a file, each of which may be lost: what is missing goes the next time."""
        content = photo_of(item)
        file = ComingFile(
            item=uuid.UUID(item["id"]),
            device=uuid.UUID(int=7),
            name="foto.png",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        for offset in (0, PIECE):
            if self.chance.random() >= 0.2:
                send_piece(self.actor, file, offset, content[offset : offset + PIECE])


def photo_of(item: dict[str, Any]) -> bytes:
    return PNG + str(item["id"]).encode()


class TestPoorLink:
    def test_loses_nothing_doubles_nothing_and_shows_every_conflict(self, cast, login):
        chance = random.Random(20261121)
        device = Device(login(cast.person("advisor")), cast.advisor, chance)
        records = []
        for number in range(SESSIONS):
            target = uuid.uuid5(uuid.NAMESPACE_OID, str(number))
            people = [{"name": f"Persona {number}", "entity_name": "Alcaldía"}, {"name": "Ana", "entity_name": "X"}]
            records += [
                record("session", target, session_body(cast, title=f"Sesión {number}"), 10 * number),
                record("attendance", target, {"people": people}, 10 * number + 1),
                record("commitment", target, PROMISED, 10 * number + 2),
                record("evidence", target, {}, 10 * number + 3),
            ]
        for number in range(CONFLICTS):
            moved = cast.session(revision=4)  # the device had read the third
            records.append(record("session", moved.public_id, session_body(cast), 9_000 + number, base=3))
        assert len(records) == 200
        device.waiting = {one["id"]: one for one in records}

        for _round in range(40):
            left = list(device.waiting.values())
            chance.shuffle(left)
            for start in range(0, len(left), 25):
                device.send(left[start : start + 25])
            if not device.waiting:
                break

        assert device.waiting == {}
        assert FieldItem.objects.count() == 200
        held = Session.objects.filter(status="held")
        assert held.count() == held.values("title").distinct().count() == SESSIONS
        assert AttendanceEntry.objects.count() == SESSIONS * PER_SESSION
        assert Commitment.objects.count() == SESSIONS * 2  # one with the session, one sent by itself
        assert SessionEvidence.objects.count() == SESSIONS
        assert [*device.outcomes.values()].count("conflict") == CONFLICTS
        shown = device.browser.get(reverse("delivery:field_conflicts"))
        assert len(shown.context["page_obj"].object_list) == CONFLICTS
