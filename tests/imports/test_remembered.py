"""What words of files were said to stand for is seen, corrected and forgotten by people, and it stays written who did."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.errors import Invalid, NotAllowed, NotFound
from llegada.core.history import list_events
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.imports.match_forms import name_of
from llegada.imports.models import ValueMatch
from llegada.imports.services.remembering import correct_match, forget_match
from llegada.imports.services.runs import confirm_matches
from tests.factories import NOW, make_actor, make_organization, make_service
from tests.imports.makers import HEADINGS, Country, counts, csv_upload, tried

ROW = "1;05001;Catastro multiproposito 2;2019-03-05;Taller;Presencial"


@pytest.fixture
def match(country) -> ValueMatch:
    run = tried(country, csv_upload(HEADINGS, ROW))
    said = {("service", "Catastro multiproposito 2"): str(country.version.service_id)}
    confirm_matches(actor=country.actor, public_id=run.public_id, matches=said, now=NOW)
    return ValueMatch.objects.get()


def again(country: Country) -> dict[str, int]:
    return counts(tried(country, csv_upload(HEADINGS, ROW)))


class TestRemembered:
    def test_what_is_forgotten_is_asked_again_and_who_said_it_stays_written(self, country, match):
        assert again(country) == {"created": 1}

        forget_match(actor=country.actor, match_id=match.pk, now=NOW)

        assert not ValueMatch.objects.exists()
        assert again(country) == {"refused": 1}
        event = Event.objects.get(verb="valuematch.forget")
        assert event.data["text"] == "Catastro multiproposito 2"
        assert event.data["confirmed_by"] == Person.objects.get(pk=country.actor.person_id).full_name

    def test_what_is_corrected_stands_for_something_else_from_then_on(self, country, match):
        other = make_service(country.unit, name="Gestión catastral")

        correct_match(actor=country.actor, match_id=match.pk, value=str(other.service_id), now=NOW)

        match.refresh_from_db()
        assert match.value == str(other.service_id)
        (event,) = list_events(target=match)
        assert (event.data["before"], event.data["after"]) == (str(country.version.service_id), match.value)

    def test_it_may_be_said_that_it_is_not_brought(self, country, match):
        correct_match(actor=country.actor, match_id=match.pk, value="", now=NOW)

        assert again(country) == {"refused": 1}

    def test_what_is_in_no_catalogue_of_the_organization_is_refused(self, country, match):
        with pytest.raises(Invalid):
            correct_match(actor=country.actor, match_id=match.pk, value="999999", now=NOW)

    def test_nobody_of_another_organization_finds_it(self, country, match):
        stranger = make_actor(Role.MONITORING_ADMIN, organization=make_organization("Otra", "O"))

        with pytest.raises(NotFound):
            forget_match(actor=stranger, match_id=match.pk, now=NOW)

    def test_who_only_reads_does_not_change_it(self, country, match):
        reader = make_actor(Role.INTERNAL_CONTROL, organization=country.unit.organization)

        with pytest.raises((NotAllowed, NotFound)):
            forget_match(actor=reader, match_id=match.pk, now=NOW)
        assert ValueMatch.objects.exists()


class TestPages:
    def test_lead_from_the_list_to_correcting_and_forgetting(self, country, match, login):
        other = make_service(country.unit, name="Gestión catastral")
        browser = login(Person.objects.get(pk=country.actor.person_id))
        page = reverse("imports:match", args=[match.pk])
        assert page in browser.get(reverse("imports:remembered")).content.decode()
        shown, asked = browser.get(page), f"value_{name_of(match.kind, match.text)}"
        assert shown.context["form"][asked].initial == str(country.version.service_id)

        browser.post(page, {asked: str(other.service_id)})
        match.refresh_from_db()
        assert match.value == str(other.service_id)
        assert "Corrigió la equivalencia" in browser.get(page).content.decode()

        browser.post(reverse("imports:match_forget", args=[match.pk]))
        assert not ValueMatch.objects.exists()
        assert browser.get(page).status_code == 404

    def test_an_entity_may_be_written_by_its_code(self, country, login):
        run = tried(country, csv_upload(HEADINGS, ROW))
        said = {("entity", "Medallo"): str(country.amaga.pk)}
        confirm_matches(actor=country.actor, public_id=run.public_id, matches=said, now=NOW)
        match = ValueMatch.objects.get()
        page = reverse("imports:match", args=[match.pk])
        browser = login(Person.objects.get(pk=country.actor.person_id))

        assert "Amagá" in browser.get(page).content.decode()
        browser.post(
            page,
            {
                f"{one}_{name_of('entity', 'Medallo')}": said
                for one, said in (("value", match.value), ("other", "05001"))
            },
        )

        match.refresh_from_db()
        assert match.value == str(country.medellin.pk)
