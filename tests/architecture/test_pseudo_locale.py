"""No sentence escapes translation: in a language that wraps every message in ⟦…⟧, all that is left outside is data."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real

from llegada.core.roles import Role
from tests.architecture.permissions import DOORS
from tests.architecture.world import World
from tests.imports.makers import HEADINGS, TRIED_ROW

pytestmark = pytest.mark.django_db
#: Page → the role that asks for it; None is a visitor.
PAGES: dict[str, Role | None] = {
    "portal:home": None,
    "portal:matrix": None,
    "portal:time": None,
    "portal:detail": Role.ADVISOR,
    "portal:map": None,
    "portal:unit": None,
    "portal:person": Role.UNIT_HEAD,
    "portal:coverage": None,
    "portal:silence": None,
    "portal:overlaps": Role.COORDINATOR,
    "portal:data": None,
    "exports:dataset": None,
    "exports:file": None,
    "exports:keys": Role.ADVISOR,
    "portal:territory": None,
    "portal:entity": None,
    "portal:municipality_profile": None,
    "portal:department_profile": None,
    "portal:department": None,
    "portal:municipality": None,
    "portal:portfolio": None,
    "portal:service": None,
    "portal:glossary": None,
    "portal:accessibility": None,
    "account_login": None,
    "account_reset_password": None,
    "insights:my_work": Role.ADVISOR,
    "insights:planned": Role.UNIT_HEAD,
    "imports:list": Role.COORDINATOR,
    "imports:new": Role.COORDINATOR,
    "imports:remembered": Role.COORDINATOR,
    "imports:match": Role.COORDINATOR,
    "imports:run": Role.COORDINATOR,
    "imports:columns": Role.COORDINATOR,
    "imports:matches": Role.COORDINATOR,
    "insights:progress": Role.UNIT_HEAD,
    "insights:late": Role.UNIT_HEAD,
    "insights:cost": Role.UNIT_HEAD,
    "targeting:home": None,
    "targeting:indices": None,
    "targeting:index": Role.UNIT_HEAD,
    "targeting:edition": Role.UNIT_HEAD,
    "targeting:index_import": Role.IT_ADMIN,
    "targeting:index_create": Role.UNIT_HEAD,
    "targeting:index_edit": Role.UNIT_HEAD,
    "targeting:lists": None,
    "targeting:list": Role.UNIT_HEAD,
    "targeting:list_create": Role.UNIT_HEAD,
    "targeting:list_change": Role.UNIT_HEAD,
    "targeting:list_answer": Role.UNIT_HEAD,
    "targeting:rules": Role.UNIT_HEAD,
    "targeting:rule_create": Role.UNIT_HEAD,
    "targeting:rule": Role.UNIT_HEAD,
    "targeting:rule_place": Role.UNIT_HEAD,
    "targeting:run": Role.UNIT_HEAD,
    "targeting:run_place": Role.UNIT_HEAD,
    "targeting:run_compare": Role.UNIT_HEAD,
    "targeting:matrix": Role.UNIT_HEAD,
    "targeting:matrix_edit": Role.UNIT_HEAD,
    "insights:movement": Role.UNIT_HEAD,
    "targeting:groups_from_index": Role.UNIT_HEAD,
    "targeting:group": Role.UNIT_HEAD,
    "targeting:group_edit": Role.UNIT_HEAD,
    "portfolio:list": Role.UNIT_HEAD,
    "portfolio:create": Role.UNIT_HEAD,
    "portfolio:detail": Role.UNIT_HEAD,
    "portfolio:compare": Role.UNIT_HEAD,
    "portfolio:design": Role.UNIT_HEAD,
    "portfolio:design_schedule": Role.UNIT_HEAD,
    "portfolio:design_section": Role.UNIT_HEAD,
    "portfolio:operation": Role.UNIT_HEAD,
    "portfolio:operation_section": Role.UNIT_HEAD,
    "portfolio:fields": Role.UNIT_HEAD,
    "portfolio:field": Role.UNIT_HEAD,
    "portfolio:field_create": Role.UNIT_HEAD,
    "portfolio:similar": Role.UNIT_HEAD,
    "portfolio:predesign": Role.UNIT_HEAD,
    "portfolio:predesign_section": Role.UNIT_HEAD,
    "portfolio:predesign_question": Role.UNIT_HEAD,
    "portfolio:edit": Role.UNIT_HEAD,
    "portfolio:import": Role.IT_ADMIN,
    "portfolio:lines": Role.IT_ADMIN,
    "portfolio:moments": Role.IT_ADMIN,
    "portfolio:moment": Role.IT_ADMIN,
    "portfolio:line_create": Role.IT_ADMIN,
    "portfolio:line": Role.IT_ADMIN,
    "indicators:list": Role.UNIT_HEAD,
    "indicators:create": Role.UNIT_HEAD,
    "indicators:detail": Role.PLANNING_OFFICE,
    "indicators:edit": Role.UNIT_HEAD,
    "strategies:list": Role.UNIT_HEAD,
    "strategies:create": Role.UNIT_HEAD,
    "strategies:detail": Role.UNIT_HEAD,
    "strategies:edit": Role.UNIT_HEAD,
    "strategies:closing": Role.UNIT_HEAD,
    "strategies:committee": Role.COMMITTEE,
    "strategies:statements": Role.COORDINATOR,
    "strategies:statement_edit": Role.COORDINATOR,
    "planning:list": Role.UNIT_HEAD,
    "planning:calendar": Role.COORDINATOR,
    "planning:open_cycle": Role.COORDINATOR,
    "planning:edit_cycle": Role.COORDINATOR,
    "planning:committee": Role.COORDINATOR,
    "planning:analyses": Role.COORDINATOR,
    "planning:analysis": Role.UNIT_HEAD,
    "planning:analysis_edit": Role.UNIT_HEAD,
    "planning:detail": Role.UNIT_HEAD,
    "planning:checks": Role.UNIT_HEAD,
    "planning:import_lines": Role.UNIT_HEAD,
    "planning:edit": Role.UNIT_HEAD,
    "planning:budget": Role.PLANNING_OFFICE,
    "planning:capacity": Role.UNIT_HEAD,
    "planning:line_create": Role.UNIT_HEAD,
    "planning:lines_from_list": Role.UNIT_HEAD,
    "planning:line": Role.UNIT_HEAD,
    "planning:line_edit": Role.UNIT_HEAD,
    "planning:amend": Role.UNIT_HEAD,
    "planning:month": Role.UNIT_HEAD,
    "planning:line_month": Role.UNIT_HEAD,
    "planning:program": Role.UNIT_HEAD,
    "planning:amendment": Role.COORDINATOR,
    "workplans:list": Role.ADVISOR,
    "workplans:create": Role.ADVISOR,
    "workplans:from_lines": Role.ADVISOR,
    "workplans:progress": Role.UNIT_HEAD,
    "workplans:joints": Role.UNIT_HEAD,
    "workplans:route": Role.ADVISOR,
    "workplans:route_set": Role.ADVISOR,
    "workplans:stage_close": Role.ADVISOR,
    "workplans:alternative_new": Role.ADVISOR,
    "workplans:joint": Role.UNIT_HEAD,
    "workplans:joint_invite": Role.UNIT_HEAD,
    "workplans:joint_bring": Role.UNIT_HEAD,
    "workplans:joint_new": Role.UNIT_HEAD,
    "workplans:detail": Role.ADVISOR,
    "workplans:edit": Role.ADVISOR,
    "workplans:dates": Role.ADVISOR,
    "workplans:version": Role.LEGAL_REPRESENTATIVE,
    "workplans:amendments": Role.ADVISOR,
    "workplans:amend": Role.ADVISOR,
    "workplans:obstacles": Role.ADVISOR,
    "workplans:consultations": Role.EXPERT,
    "workplans:consultations_shared": Role.ADVISOR,
    "workplans:consultations_term": Role.COORDINATOR,
    "workplans:consultation": Role.UNIT_HEAD,
    "workplans:consultation_new": Role.ADVISOR,
    "workplans:rounds": Role.UNIT_HEAD,
    "workplans:round_new": Role.ADVISOR,
    "workplans:delivery": Role.ENTITY_CONTACT,
    "workplans:deliver": Role.ADVISOR,
    "workplans:obstacle_new": Role.ENTITY_CONTACT,
    "workplans:amendment": Role.LEGAL_REPRESENTATIVE,
    "delivery:agenda": Role.ADVISOR,
    "delivery:agenda_territory": Role.TERRITORIAL_MANAGER,
    "delivery:calendars": Role.ADVISOR,
    "delivery:session": Role.ADVISOR,
    "delivery:session_edit": Role.ADVISOR,
    "delivery:minutes": Role.UNIT_HEAD,
    "delivery:door": Role.ADVISOR,
    "delivery:training": Role.ADVISOR,
    "delivery:training_new": Role.ADVISOR,
    "delivery:training_edit": Role.ADVISOR,
    "delivery:events": Role.UNIT_HEAD,
    "delivery:event": Role.UNIT_HEAD,
    "delivery:event_new": Role.UNIT_HEAD,
    "delivery:check_in_code": None,
    "delivery:check_in": None,
    "delivery:attendance_import": Role.ADVISOR,
    "delivery:sensitive": Role.DATA_PROTECTION_OFFICER,
    "delivery:commitments": Role.ADVISOR,
    "insights:entity_home": Role.LEGAL_REPRESENTATIVE,
    "delivery:commitment": Role.ADVISOR,
    "delivery:commitments_by_link": None,
    "delivery:field": None,
    "delivery:field_conflicts": Role.ADVISOR,
    "delivery:field_conflict": Role.ADVISOR,
    "delivery:field_devices": Role.UNIT_HEAD,
    "delivery:requests": Role.UNIT_HEAD,
    "delivery:request": Role.UNIT_HEAD,
    "delivery:request_ask": None,
    "delivery:request_follow": None,
    "delivery:orientation": Role.ADVISOR,
    "delivery:days_off": Role.COORDINATOR,
    "territory:import_entities": Role.IT_ADMIN,
    "reports:verify": None,
    "reports:verify_code": None,
    "reports:format_create": Role.RECORDS_MANAGER,
    "reports:logo": Role.RECORDS_MANAGER,
    "reports:subject": Role.COORDINATOR,
    "reports:order": Role.COORDINATOR,
    "reports:sheets": Role.COORDINATOR,
    "reports:sheets_order": Role.COORDINATOR,
    "reports:formats": Role.COORDINATOR,
    "accounts:administration": Role.IT_ADMIN,
    "accounts:people": Role.IT_ADMIN,
    "accounts:entity_people": Role.COORDINATOR,
    "accounts:entity_person_add": Role.COORDINATOR,
    "accounts:person": Role.IT_ADMIN,
    "accounts:person_edit": Role.IT_ADMIN,
    "accounts:register": Role.IT_ADMIN,
    "accounts:role_assign": Role.IT_ADMIN,
    "accounts:role_end": Role.IT_ADMIN,
    "accounts:organizations": Role.IT_ADMIN,
    "accounts:organization": Role.IT_ADMIN,
    "accounts:organization_edit": Role.IT_ADMIN,
    "accounts:unit_create": Role.IT_ADMIN,
    "accounts:own": Role.ADVISOR,
    "accounts:notices": Role.ADVISOR,
    "mfa_index": Role.ADVISOR,
    "mfa_list_webauthn": Role.ADVISOR,
    "account_set_password": Role.ADVISOR,
}
#: Words that are the same in every language, or are the name of one.
NEUTRAL = {
    "llegada",
    "español",
    "english",
    "csv",
    "xlsx",
    "pdf",
    "sha",
    "json",
    "hxl",
    "svg",
    "png",
    "kb",
    "mb",
    "bearer",
    "authorization",
    "https",
    "www",
    "co",
    "gov",
    "html",
    "dane",
    "divipola",
    "x",
}
SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-label", "data-tip", "label", "aria-description")


class Pseudo:
    """A language in which every message is wrapped."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.split(trans_real.CONTEXT_SEPARATOR)[-1]}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def language(self) -> str:
        return "es-co"

    to_language = language

    def info(self) -> dict[str, str]:
        return {}


class VisibleText(HTMLParser):
    """Collects what a person reads or hears, in the order of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.spoken: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag, attrs):
        self.skipping += tag in {"script", "style", "code", "template"}
        found = dict(attrs)
        self.spoken += [found[name] or "" for name in SPOKEN if name in found]
        if tag == "input" and found.get("type") in {"submit", "button"}:
            self.spoken.append(found.get("value") or "")
        if tag == "meta" and found.get("name") == "description":
            self.spoken.append(found.get("content") or "")

    def handle_endtag(self, tag):
        self.skipping -= tag in {"script", "style", "code", "template"}

    def handle_data(self, data):
        if not self.skipping:
            self.parts.append(data)


def outside_brackets(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    return text


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]+", text)}


def words_of_data() -> set[str]:
    """Return every word of the rows that this test made, and of the file that waits to be imported."""
    found: set[str] = words(HEADINGS) | words(TRIED_ROW)
    for model in apps.get_models():
        if not model.__module__.startswith("llegada.") or model.__name__.startswith("Historical"):
            continue
        fields = [
            one.attname for one in model._meta.concrete_fields if isinstance(one, CharField | TextField | JSONField)
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            for value in row:
                found |= words(str(value))
    return found


@pytest.fixture
def pseudo(monkeypatch):
    language = Pseudo()
    monkeypatch.setattr(trans_real, "translation", lambda code: language)
    monkeypatch.setattr(trans_real, "_default", language)
    monkeypatch.setattr(trans_real._active, "value", language, raising=False)


def untranslated(html: str, data: set[str]) -> list[str]:
    """Return the pieces of a page that are neither wrapped nor data."""
    page = VisibleText()
    page.feed(html)
    pieces = [outside_brackets("\x1f".join(page.parts)), *map(outside_brackets, page.spoken)]
    return [piece.strip() for text in pieces for piece in text.split("\x1f") if words(piece) - data]


class TestPages:
    def test_say_nothing_that_cannot_be_translated(self, world: World, login, pseudo):
        data = words_of_data() | NEUTRAL
        found = {}
        for name, role in PAGES.items():
            door = DOORS[name]
            people = world.installation if door.installation else world.here.people
            browser = login(people[role]) if role else Client()
            answer = browser.get(reverse(name, kwargs=door.arguments(world) if door.arguments else None))
            assert answer.status_code == 200, name
            left = untranslated(answer.text, data)
            if left:
                found[name] = left
        assert found == {}

    def test_of_refusals_neither(self, world: World, login, pseudo):
        data = words_of_data() | NEUTRAL
        browser = login(world.stranger)
        for address in ("/no-existe/", reverse("accounts:people")):
            assert untranslated(browser.get(address).text, data) == [], address

    def test_would_notice(self):
        html = "<main><p>⟦Hola ⟦Ana⟧⟧ Guardar</p><a title='Ver'>⟦x⟧</a><p>⟦uno <b>dos</b> tres⟧</p></main>"
        assert untranslated(html, {"ana"}) == ["Guardar", "Ver"]
