"""Asks every address of the product as nobody, as a person with no role, as each role, and from the other organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from llegada.core.roles import Role
from tests.architecture.endpoints import ENDPOINTS, Endpoint
from tests.architecture.permissions import DOORS, Door, Who
from tests.architecture.world import ROLES, World
from tests.records.samples import PDF

LOGIN = "/cuenta/login/"
TO_LOGIN, REFUSED = "to the login page", frozenset({403, 404})

SOME_ROLES = [Role.ADVISOR, Role.UNIT_HEAD, Role.MONITORING_ADMIN, Role.LEGAL_REPRESENTATIVE]


def names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield f"{namespace}{pattern.name}"


NAMES = sorted(set(names(get_resolver().url_patterns)))


@pytest.fixture
def undrawn(monkeypatch):
    """Answer without drawing: who may enter is decided before, and a page for each role at each door takes minutes to draw."""
    monkeypatch.setattr(Template, "render", lambda self, context: "")


@contextmanager
def undone():
    """Leave nothing of what happens inside."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def ask(browser: Client, name: str, door: Door, world: World) -> int | str:
    """Return the status of one address, or TO_LOGIN."""
    url = reverse(name, kwargs=door.arguments(world) if door.arguments else None)
    with undone():
        answer = browser.post(url) if door.is_action else browser.get(url, headers={"Accept": "text/html,*/*"})
        if answer.streaming:
            b"".join(answer.streaming_content)
    if answer.status_code == 302 and answer["Location"].startswith(LOGIN):
        return TO_LOGIN
    return answer.status_code


def doors(*whose: Who, is_action: bool | None = None) -> list[str]:
    return [
        name for name, door in DOORS.items() if door.who in whose and (is_action is None or door.is_action is is_action)
    ]


class TestTable:
    def test_holds_every_address_and_no_other(self):
        assert sorted([*DOORS, *ENDPOINTS]) == NAMES


@pytest.mark.django_db
class TestDoors:
    def test_for_everybody_open_to_a_visitor(self, world):
        answers = {name: ask(Client(), name, DOORS[name], world) for name in doors(Who.EVERYBODY)}
        assert {name: status for name, status in answers.items() if status not in {200, 301, 302}} == {}

    def test_for_people_send_a_visitor_to_log_in(self, world):
        answers = {name: ask(Client(), name, DOORS[name], world) for name in doors(Who.SIGNED_IN, Who.ROLES)}
        assert {name: status for name, status in answers.items() if status != TO_LOGIN} == {}

    def test_for_people_open_to_whoever_is_in(self, world, login):
        browser = login(world.stranger)
        answers = {name: ask(browser, name, DOORS[name], world) for name in doors(Who.SIGNED_IN, is_action=False)}
        assert {name: status for name, status in answers.items() if status != 200} == {}

    @pytest.mark.usefixtures("undrawn")
    def test_for_roles_are_closed_to_a_person_without_any(self, world, login):
        browser = login(world.stranger)
        answers = {name: ask(browser, name, DOORS[name], world) for name in doors(Who.ROLES)}
        assert {name: status for name, status in answers.items() if status not in REFUSED} == {}

    @pytest.mark.usefixtures("undrawn")
    def test_open_to_each_role_as_the_table_says(self, world, login):
        wrong = {}
        for role in ROLES:
            browser = login(world.here.people[role])
            for name in doors(Who.ROLES, is_action=False):
                status = ask(browser, name, DOORS[name], world)
                if (status in REFUSED) is (role in DOORS[name].roles) or status == TO_LOGIN:
                    wrong[name, str(role)] = status
        assert wrong == {}

    @pytest.mark.usefixtures("undrawn")
    def test_of_an_object_look_absent_from_the_other_organisation(self, world, login):
        """Asked by every role that opens it at home."""
        browsers: dict[Role, Client] = {role: login(person) for role, person in world.there.people.items()}
        answers = {
            (name, str(role)): ask(browsers[role], name, DOORS[name], world)
            for name in doors(Who.ROLES)
            if DOORS[name].elsewhere == 404
            for role in sorted(DOORS[name].roles)[:6]
        }
        assert {key: status for key, status in answers.items() if status != 404} == {}

    @pytest.mark.usefixtures("undrawn")
    def test_of_actions_are_closed_to_roles_that_see_nothing_of_it(self, world, login):
        browser = login(world.here.people[Role.PARTNER_USER])
        answers = {name: ask(browser, name, DOORS[name], world) for name in doors(Who.ROLES, is_action=True)}
        assert {name: status for name, status in answers.items() if status not in REFUSED} == {}

    def test_of_the_installation_open_only_to_roles_given_for_all_of_it(self, world, login):
        browsers = {role: login(person) for role, person in world.installation.items()}
        names = [name for name, door in DOORS.items() if door.installation]
        opened = {
            name: {role for role in browsers if ask(browsers[role], name, DOORS[name], world) == 200} for name in names
        }
        assert opened == {name: DOORS[name].installation for name in names}
        assert names


@pytest.mark.django_db
class TestAccountPages:
    def test_never_break_and_never_show_a_visitor_what_is_somebodys(self):
        own = ("account_change_password", "account_reauthenticate", "mfa_")
        of_entrance = ("mfa_authenticate", "mfa_login_webauthn")  # the second step of a login, and its first
        arguments = {
            "account_confirm_email": {"key": "x"},
            "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
            "mfa_edit_webauthn": {"pk": 1},
            "mfa_remove_webauthn": {"pk": 1},
        }
        wrong = {}
        for name in doors(Who.ACCOUNT):
            answer = Client().get(reverse(name, kwargs=arguments.get(name)))
            is_own = name.startswith(own) and name not in of_entrance
            if answer.status_code >= 500 or (is_own and not answer.get("Location", "").startswith(LOGIN)):
                wrong[name] = answer.status_code
        assert wrong == {}


def call(client: Client, name: str, endpoint: Endpoint, world: World):
    url = reverse(name, kwargs=endpoint.arguments(world) if endpoint.arguments else None)
    body = {"reason": "Prueba", "report": "Se hizo."}
    upload = body | {"file": SimpleUploadedFile("acta.pdf", PDF, "application/pdf")}
    with undone():
        if endpoint.method == "get":
            return client.get(url)
        if endpoint.method == "upload":
            return client.post(url, upload)
        return getattr(client, endpoint.method)(url, body, "application/json")


@pytest.mark.django_db
class TestEndpoints:
    private = [name for name, endpoint in ENDPOINTS.items() if not endpoint.is_public]

    def test_open_to_a_visitor_if_they_are_public_and_ask_for_a_token_if_not(self, world):
        wrong = {}
        for name, endpoint in ENDPOINTS.items():
            status = call(Client(), name, endpoint, world).status_code
            if status != (200 if endpoint.is_public else 401):
                wrong[name] = status
        assert wrong == {}

    def test_let_no_visitor_create_anything(self):
        lists = [name for name in ENDPOINTS if name.endswith("-list")]
        answers = {name: Client().post(reverse(name), {}, "application/json").status_code for name in lists}
        assert {name: status for name, status in answers.items() if status not in {401, 405}} == {}

    def test_give_nothing_private_to_a_person_without_roles(self, world, login):
        browser = login(world.stranger)
        wrong = {}
        for name in self.private:
            answer = call(browser, name, ENDPOINTS[name], world)
            is_empty_list = answer.status_code == 200 and answer.json().get("results") == []
            if answer.status_code not in REFUSED and not is_empty_list:
                wrong[name] = answer.status_code
        assert wrong == {}

    def test_hide_the_objects_of_the_other_organisation(self, world, login):
        objects = [name for name in self.private if ENDPOINTS[name].arguments]
        for role in SOME_ROLES:
            browser = login(world.there.people[role])
            answers = {name: call(browser, name, ENDPOINTS[name], world).status_code for name in objects}
            assert {name: status for name, status in answers.items() if status != 404} == {}, role

    def test_list_only_what_is_of_ones_own_side(self, world, login):
        theirs = {str(thing.public_id) for thing in vars(world.here.things).values() if hasattr(thing, "public_id")}
        for role in SOME_ROLES:
            browser = login(world.there.people[role])
            for name in self.private:
                if name.endswith("-list"):
                    body = browser.get(reverse(name)).json()
                    assert {one["id"] for one in body["results"]} & theirs == set(), (name, role)

    def test_let_who_may_read(self, world, login):
        browser = login(world.here.people[Role.UNIT_HEAD])
        imports = {name for name in self.private if name.startswith("api:import-")}  # no door of theirs
        details = [name for name in self.private if ENDPOINTS[name].method == "get" and name not in imports]
        answers = {name: call(browser, name, ENDPOINTS[name], world).status_code for name in details}
        assert {name: status for name, status in answers.items() if status != 200} == {}
        bringer = login(world.here.people[Role.COORDINATOR])
        of_imports = [name for name in imports if ENDPOINTS[name].method == "get"]
        brought = {name: call(bringer, name, ENDPOINTS[name], world).status_code for name in of_imports}
        assert brought == dict.fromkeys(of_imports, 200)
