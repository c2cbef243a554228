"""What surrounds the text of a strategy: the units that share it, the statements it aligns with, its files and links."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.accounts.models import Notice, Person
from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.glossary import TERMS
from llegada.core.roles import Role
from llegada.portfolio import selectors, services
from llegada.portfolio.models import StrategyEvidence
from llegada.portfolio.strategy_words import SECTION_TERMS
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import content, make_cast
from tests.records.samples import upload

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def partner(cast):
    """Give a sister unit and who leads its designs."""
    unit = make.make_unit(cast.unit.organization, name="Dirección de Archivo")
    return unit, make.make_actor(Role.TECHNICAL_LEAD, unit=unit)


class TestSectionTerms:
    def test_are_explained_in_the_glossary(self):
        assert set(SECTION_TERMS.values()) <= {term.anchor for term in TERMS}


class TestPartners:
    def test_edit_what_they_share_and_are_told_of_it(self, cast, partner):
        unit, colleague = partner
        made = services.create_strategy(
            actor=cast.lead, unit=cast.unit, content=content(partners=(unit.pk,)), now=make.NOW
        )
        services.edit_strategy(
            actor=colleague, public_id=made.public_id, content=content(partners=(unit.pk,), travel="Otro"), now=make.NOW
        )
        sent = make.make_strategy(cast.unit, status="in_review")
        sent.partners.add(unit)
        services.move_strategy(
            actor=cast.coordinator, public_id=sent.public_id, action="send_back", now=make.NOW, reason="Falta."
        )
        assert Notice.objects.filter(person=colleague.person_id, event__verb="strategy.send_back").exists()

    def test_edit_nothing_that_is_not_shared_with_them(self, cast, partner):
        made = make.make_strategy(cast.unit)
        with pytest.raises(NotAllowed):
            services.edit_strategy(actor=partner[1], public_id=made.public_id, content=content(), now=make.NOW)

    def test_are_of_the_same_organisation_and_not_the_one_that_leads(self, cast):
        for wrong in (cast.unit, make.make_unit()):
            with pytest.raises(Invalid, match="ependencia"):
                services.create_strategy(
                    actor=cast.lead, unit=cast.unit, content=content(partners=(wrong.pk,)), now=make.NOW
                )

    def test_find_it_when_they_filter_by_their_unit(self, cast, partner, login):
        unit, colleague = partner
        make.make_strategy(cast.unit, name="Compartida").partners.add(unit)
        make.make_strategy(cast.unit, name="Ajena")
        page = login(Person.objects.get(pk=colleague.person_id)).get(
            reverse("strategies:list"), {"unit": unit.public_id}
        )
        assert "Compartida" in page.text
        assert "Ajena" not in page.text


class TestAlignment:
    def test_is_with_the_version_in_force_and_asked_again_when_another_comes(self, cast):
        made = services.create_strategy(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
        assert "statement" not in services.missing_in_strategy(made).get("alignment", [])
        organization = cast.unit.organization
        organization.statements.update(status="superseded")
        newer = make.make_statement(organization)
        found = selectors.get_strategy(actor=cast.lead, public_id=made.public_id)
        assert services.missing_in_strategy(found)["alignment"] == ["statement"]
        services.edit_strategy(actor=cast.lead, public_id=made.public_id, content=content(), now=make.NOW, revision=1)
        assert selectors.get_strategy(actor=cast.lead, public_id=made.public_id).statement == newer
        assert history.list_events(target=made)[0].data["changes"] == {"statement": [1, 2]}

    def test_stays_as_it_was_once_the_strategy_left_its_unit(self, cast):
        made = make.make_strategy(cast.unit, status="in_review")
        cast.unit.organization.statements.update(status="superseded")
        found = selectors.get_strategy(actor=cast.lead, public_id=made.public_id)
        assert "alignment" not in services.missing_in_strategy(found)


class TestEvidence:
    def test_is_a_file_once_or_a_link_and_stays_when_taken_away(self, cast):
        made = make.make_strategy(cast.unit)
        first, again = (
            services.attach_file(
                actor=cast.lead, public_id=made.public_id, upload=upload(name="dato.pdf"), now=make.NOW
            )
            for _ in range(2)
        )
        link = services.attach_link(
            actor=cast.head, public_id=made.public_id, name="Índice", url="https://ejemplo.gov.co/i", now=make.NOW
        )
        assert first == again
        assert [one.name for one in selectors.list_proofs(made)] == ["Índice", "dato.pdf", "Índice"]
        services.take_away(actor=cast.lead, public_id=link.public_id, now=make.NOW)
        assert [one.name for one in selectors.list_proofs(made)] == ["Índice", "dato.pdf"]
        assert StrategyEvidence.objects.count() == 3
        made.refresh_from_db()
        assert (made.edited_by_id, made.revision) == (cast.lead.person_id, 1)

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://ejemplo.gov.co", "no es", ""])
    def test_is_no_link_that_cannot_be_opened(self, cast, url):
        made = make.make_strategy(cast.unit)
        with pytest.raises(Invalid):
            services.attach_link(actor=cast.lead, public_id=made.public_id, name="Dato", url=url, now=make.NOW)

    def test_changes_only_in_edition_and_by_who_designs(self, cast):
        sent, draft = make.make_strategy(cast.unit, status="in_review"), make.make_strategy(cast.unit)
        for actor, strategy, refusal in (
            (cast.lead, sent, TransitionNotAllowed),
            (cast.coordinator, draft, NotAllowed),
            (cast.stranger, draft, NotFound),
        ):
            with pytest.raises(refusal):
                services.take_away(actor=actor, public_id=strategy.proofs.get().public_id, now=make.NOW)

    def test_is_brought_and_read_from_the_page(self, cast, login):
        made = make.make_strategy(cast.unit)
        browser = login(Person.objects.get(pk=cast.lead.person_id))
        add = reverse("strategies:file_add", args=[made.public_id])
        assert "Elija un archivo." in browser.post(add, {}).text
        browser.post(add, {"file": upload(name="dato.pdf")})
        proof = StrategyEvidence.objects.get(file__isnull=False)
        answer = browser.get(reverse("strategies:evidence", args=[proof.public_id]))
        assert answer["Content-Disposition"] == 'attachment; filename="dato.pdf"'
        browser.post(reverse("strategies:evidence_remove", args=[proof.public_id]))
        page = browser.get(made.get_absolute_url()).text
        assert reverse("strategies:evidence", args=[proof.public_id]) not in page
