from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from llegada.accounts.due import ask_for_digests
from llegada.accounts.models import Notice
from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.accounts.tasks import send_digest
from llegada.core import history
from llegada.core.queue import muted
from llegada.core.roles import Role
from tests import factories as make
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(db):
    return make.make_person("Tomás Enterado", "tomas@ejemplo.gov.co")


@pytest.fixture
def strategy(db):
    return make.make_strategy(name="Hacienda cercana")


def decide(strategy, *people, actor=None, reason="Faltan metas."):
    actor = actor or make.make_actor(Role.COORDINATOR, organization=strategy.organization)
    event = history.record(actor=actor, verb="strategy.send_back", target=strategy, now=NOW, reason=reason)
    notify(event=event, people=people)
    return event


class TestNotify:
    def test_tells_each_once_and_never_who_decided(self, strategy, told):
        decider = make.make_person()
        actor = make.make_actor(Role.COORDINATOR, person=decider, organization=strategy.organization)
        event = decide(strategy, told, decider, told, actor=actor)
        notify(event=event, people=[told])
        assert [notice.person for notice in Notice.objects.all()] == [told]

    def test_tells_nobody_who_cannot_log_in(self, strategy, told):
        told.is_active = False
        decide(strategy, told)
        assert not Notice.objects.exists()

    def test_keeps_out_of_the_mail_what_the_demonstration_decides(self, strategy, told):
        with muted():
            decide(strategy, told)
        assert Notice.objects.get().by_mail is False


class TestFindRoleHolders:
    def test_finds_those_of_the_unit_above_it_and_of_the_whole_organisation(self):
        top = make.make_unit()
        unit, brother = make.make_unit(parent=top), make.make_unit(parent=top)
        people = {place: make.make_person(place) for place in ("a_unit", "b_top", "c_whole", "d_brother", "e_former")}
        make.assign(people["a_unit"], Role.UNIT_HEAD, unit=unit)
        make.assign(people["b_top"], Role.UNIT_HEAD, unit=top)
        make.assign(people["c_whole"], Role.TECHNICAL_LEAD, organization=top.organization)
        make.assign(people["d_brother"], Role.UNIT_HEAD, unit=brother)
        make.assign(people["e_former"], Role.UNIT_HEAD, unit=unit, ends_on=TODAY - timedelta(days=1))
        roles = [Role.UNIT_HEAD, Role.TECHNICAL_LEAD]
        assert [one.full_name for one in find_role_holders(unit=unit, roles=roles, today=TODAY)] == [
            "a_unit", "b_top", "c_whole",
        ]  # fmt: skip
        found = find_role_holders(organization=top.organization, roles=[Role.UNIT_HEAD], today=TODAY)
        assert [one.full_name for one in found] == ["a_unit", "b_top", "d_brother"]


class TestPages:
    def test_say_what_was_decided_of_what_and_why(self, strategy, told, login):
        decide(strategy, told)
        for page in (reverse("insights:my_work"), reverse("accounts:notices")):
            text = login(told).get(page).text
            assert "Devolvió la estrategia a la dependencia: Hacienda cercana" in text
            assert "Faltan metas." in text

    def test_open_what_it_is_about_and_keep_it_as_read(self, strategy, told, login):
        decide(strategy, told)
        answer = login(told).get(reverse("accounts:notice", args=[Notice.objects.get().public_id]))
        assert answer.url == strategy.get_absolute_url()
        assert Notice.objects.get().read_at is not None

    def test_hide_the_notices_of_others(self, strategy, told, login):
        decide(strategy, told)
        stranger = login(make.make_person())
        assert "Hacienda cercana" not in stranger.get(reverse("accounts:notices")).text
        assert stranger.get(reverse("accounts:notice", args=[Notice.objects.get().public_id])).status_code == 404
        stranger.post(reverse("accounts:notices_mark_read"))
        assert Notice.objects.get().read_at is None

    def test_mark_all_as_read_and_come_back(self, strategy, told, login):
        decide(strategy, told)
        decide(strategy, told)
        answer = login(told).post(reverse("accounts:notices_mark_read"), {"next": reverse("accounts:notices")})
        assert answer.url == reverse("accounts:notices")
        assert not Notice.objects.filter(read_at=None).exists()

    def test_name_a_service_by_its_newest_version(self, told, login):
        version = make.make_service()
        event = history.record(
            actor=make.make_actor(Role.IT_ADMIN), verb="service.publish", target=version.service, now=NOW
        )
        notify(event=event, people=[told])
        assert f"Publicó una versión: {version.name}" in login(told).get(reverse("accounts:notices")).text


class TestDigest:
    @pytest.fixture
    def ask(self, django_capture_on_commit_callbacks):
        def ask(now=NOW):
            with django_capture_on_commit_callbacks(execute=True):
                return ask_for_digests(now)

        return ask

    def test_says_in_one_mail_all_that_was_not_read_and_is_sent_once_a_day(self, strategy, told, ask):
        decide(strategy, told)
        decide(strategy, told, reason="Falta evidencia.")
        ask()
        decide(strategy, told)
        ask()
        (message,) = mail.outbox
        assert message.to == [told.email]
        assert message.subject == "2 avisos sin leer en Llegada"
        for part in (
            "Hacienda cercana",
            "Motivo: Faltan metas.",
            "Motivo: Falta evidencia.",
            "http://127.0.0.1:8000/avisos/",
        ):
            assert part in message.body
        ask(NOW + timedelta(days=1))
        assert [message.subject for message in mail.outbox[1:]] == ["Un aviso sin leer en Llegada"]

    def test_is_not_sent_twice_by_two_at_once(self, strategy, told):
        decide(strategy, told)
        for _ in range(2):
            send_digest.call(person_id=told.pk, day=TODAY.isoformat())
        assert len(mail.outbox) == 1

    def test_tells_nothing_that_was_read_or_is_not_for_the_mail(self, strategy, told, ask):
        decide(strategy, told)
        Notice.objects.update(read_at=NOW)
        with muted():
            decide(strategy, told)
        assert ask() == 0

    def test_respects_who_does_not_want_it(self, strategy, told, ask, login):
        login(told).post(reverse("accounts:own"), {"full_name": told.full_name})
        decide(strategy, told)
        assert (ask(), mail.outbox) == (0, [])
        send_digest.call(person_id=told.pk, day=TODAY.isoformat())
        assert mail.outbox == []

    def test_gives_the_day_back_when_the_mail_does_not_leave(self, strategy, told, ask, settings, monkeypatch):
        decide(strategy, told)
        monkeypatch.setattr("llegada.accounts.tasks.send_mail", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_digest.call(person_id=told.pk, day=TODAY.isoformat())
        monkeypatch.undo()
        ask()
        assert len(mail.outbox) == 1
