from __future__ import annotations

import io

import pytest

from llegada.accounts.models import Person
from llegada.core.tabular import read_table
from llegada.portfolio import selectors, services
from llegada.portfolio.models import Service, VersionEditor
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.design_makers import make_operating, make_whole
from tests.portfolio.makers import content, create_whole, make_cast, make_ready, publish, retire

pytestmark = pytest.mark.django_db
QUERIES = 15


cast = made_once(make_cast)


@pytest.fixture
def browse(cast, login):
    """Return a browser of one of the cast; «public» is nobody."""

    def _browse(who):
        from django.test import Client

        return Client() if who == "public" else login(Person.objects.get(pk=getattr(cast, who).person_id))

    return _browse


@pytest.fixture
def service(cast):
    return create_whole(cast)


@pytest.fixture
def published(cast, service):
    return publish(cast, service)


def text_of(response):
    return response.content.decode()


class TestList:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("public", 302), ("lead", 200), ("head", 200), ("reader", 200), ("importer", 200), ("stranger", 200)],
    )
    def test_is_for_those_inside(self, browse, who, status):
        assert browse(who).get("/servicios/").status_code == status

    def test_is_not_for_an_entity(self, login):
        person = make.make_person()
        make.assign(person, "entity_contact", entity=make.make_entity())
        assert login(person).get("/servicios/").status_code == 403

    def test_shows_what_is_of_the_organisation(self, browse, service):
        assert content().name in text_of(browse("reader").get("/servicios/"))
        assert content().name not in text_of(browse("stranger").get("/servicios/"))

    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("q=MULTIPROPOSITO catastro", True),
            ("q=minería", False),
            ("status=in_design", True),
            ("status=published", False),
            ("work=draft", True),
            ("stage=idea", True),
            ("stage=design", False),
            ("work=unit", False),
            ("status=nonsense", True),
            ("organization=nonsense", True),
        ],
    )
    def test_filters(self, browse, service, query, is_found):
        response = browse("reader").get(f"/servicios/?{query}")
        assert response.status_code == 200
        assert (content().name in text_of(response)) == is_found

    def test_filters_by_line(self, browse, service):
        other = make.make_line("Otra")
        line = content().line
        assert content().name in text_of(browse("reader").get(f"/servicios/?line={line.public_id}"))
        assert content().name not in text_of(browse("reader").get(f"/servicios/?line={other.public_id}"))

    @pytest.mark.parametrize(
        ("who", "words"),
        [("lead", "Nuevo servicio"), ("importer", "Importar una oferta"), ("reader", "Ver el portafolio público")],
    )
    def test_empty_says_the_way_out(self, browse, who, words):
        text = text_of(browse(who).get("/servicios/"))
        assert "Todavía no hay servicios" in text
        assert words in text

    def test_answers_htmx_with_the_fragment(self, browse, service):
        text = text_of(browse("reader").get("/servicios/", headers={"HX-Request": "true"}))
        assert "<html" not in text
        assert content().name in text

    def test_keeps_its_queries_flat(self, browse, cast, django_assert_max_num_queries):
        for number in range(30):
            make.make_service(cast.unit, is_published=bool(number % 2))
        browser = browse("reader")
        with django_assert_max_num_queries(QUERIES):
            browser.get("/servicios/")

    def test_downloads_nothing_with_a_filter_that_cannot_be_read(self, browse, published):
        assert browse("reader").get("/servicios/descargar.xlsx?status=nonsense").status_code == 422

    def test_downloads_what_it_shows(self, browse, cast, published):
        make.make_service(cast.unit, is_published=False, name="Borrador")
        response = browse("reader").get("/servicios/descargar.xlsx")
        rows = read_table(io.BytesIO(response.getvalue()), name="servicios.xlsx")
        assert [(row.get("Nombre"), row.get("Estado")) for row in rows] == [
            (content().name, "Publicado"),
            ("Borrador", "En diseño"),
        ]
        only = browse("reader").get("/servicios/descargar.xlsx?status=in_design")
        assert [row.get("Nombre") for row in read_table(io.BytesIO(only.getvalue()), name="x.xlsx")] == ["Borrador"]


class TestDetail:
    @pytest.mark.parametrize(
        ("who", "status"), [("public", 302), ("lead", 200), ("coordinator", 200), ("importer", 200), ("stranger", 404)]
    )
    def test_of_a_draft_is_hidden_from_strangers(self, browse, service, who, status):
        assert browse(who).get(service.get_absolute_url()).status_code == status

    def test_sends_a_stranger_to_the_public_page(self, browse, published):
        response = browse("stranger").get(published.get_absolute_url())
        assert response.url == published.published_version.get_absolute_url()

    @pytest.mark.parametrize(
        ("stage", "who", "seen", "unseen"),
        [
            ("idea", "lead", ['value="start"', "Editar<"], ['value="retire"', "Asignar"]),
            ("idea", "head", ['value="start"', 'value="retire"'], ["Cambiar de dependencia"]),
            ("idea", "coordinator", ["Cambiar de dependencia", 'value="retire"'], ["Editar<", 'value="start"']),
            ("in_feedback", "coordinator", ['value="accept_predesign"', 'value="return_predesign"'], ["Editar<"]),
            ("in_feedback", "lead", ["Sigue la coordinación"], ["Editar<", 'value="rework"']),
            ("protocol_validated", "monitor", ['value="parametrize"'], ["Editar<"]),
            ("parametrized", "coordinator", ['value="publish"'], []),
            ("design", "reader", ["Sigue la dependencia"], ["Editar<", 'name="action"']),
        ],
    )
    def test_offers_what_each_may_do(self, browse, service, stage, who, seen, unseen):
        make_ready(service, stage)
        text = text_of(browse(who).get(service.get_absolute_url()))
        assert [words for words in seen if words not in text] == []
        assert [words for words in unseen if words in text] == []

    def test_says_what_is_missing_and_offers_no_step_beyond(self, browse, cast):
        service = services.create_service(
            actor=cast.lead, unit=cast.unit, content=content(deliverable=""), now=make.NOW
        )
        make_ready(service, "design")
        text = text_of(browse("head").get(service.get_absolute_url()))
        assert "Falta el entregable" in text
        assert 'value="send_protocol"' not in text

    @pytest.mark.parametrize(
        ("stage", "who", "leads"),
        [
            ("predesign", "lead", "prediseno/problema/"),
            ("predesign", "coordinator", "prediseno/#t-problem"),
            ("design", "lead", "editar/"),
            ("design", "coordinator", ""),
        ],
    )
    def test_leads_from_what_is_missing_to_where_each_mends_it_or_reads_it(self, browse, cast, stage, who, leads):
        service = services.create_service(
            actor=cast.lead, unit=cast.unit, content=content(deliverable=""), now=make.NOW
        )
        make_ready(service, stage)
        text = text_of(browse(who).get(service.get_absolute_url()))
        address = f"{service.get_absolute_url()}{leads}" if leads else "#t-borrador"
        sentence = "Falta enunciar el problema o la necesidad." if stage == "predesign" else "Falta el entregable"
        assert f'<a href="{address}">{sentence}' in text

    def test_says_to_who_wrote_in_it_that_another_must_approve(self, browse, cast, service):
        VersionEditor.objects.create(version=selectors.find_draft(service), person_id=cast.coordinator.person_id)
        make_ready(service, "protocol_in_review")
        text = text_of(browse("coordinator").get(service.get_absolute_url()))
        assert "quien diseña no aprueba" in text
        assert 'value="validate_protocol"' not in text

    def test_shows_the_draft_beside_what_is_published_and_the_versions_before(self, browse, cast, published):
        for name in ("Segunda", "Tercera"):
            services.edit_draft(
                actor=cast.lead, public_id=published.public_id, content=content(name=name), now=make.NOW
            )
            if name == "Segunda":
                publish(cast, published)
        text = text_of(browse("reader").get(published.get_absolute_url()))
        for words in ("Versión 2, publicada", "Versión 3, en edición", "Versión 1, publicada el"):
            assert words in text

    def test_keeps_its_queries_flat(self, browse, published, django_assert_max_num_queries):
        browser = browse("head")
        with django_assert_max_num_queries(QUERIES + 5):
            browser.get(published.get_absolute_url())


class TestMove:
    def post(self, browser, service, **data):
        return browser.post(f"/servicios/{service.public_id}/mover/", data)

    def test_takes_each_step_by_whose_it_is(self, browse, service):
        steps = (
            ("lead", "start"), ("lead", "send_predesign"), ("coordinator", "accept_predesign"), ("lead", "send_protocol"),
            ("coordinator", "validate_protocol"), ("monitor", "parametrize"), ("coordinator", "publish"), ("head", "activate"),
        )  # fmt: skip
        make_whole(service.versions.get())
        make_operating(service)
        for who, action in steps:
            response = self.post(browse(who), service, action=action)
            assert (action, response.status_code) == (action, 302)
        service.refresh_from_db()
        assert (service.status, service.published_version.status) == ("in_operation", "published")

    def test_sent_twice_publishes_once(self, browse, service):
        make_ready(service)
        browser, key = browse("coordinator"), "6a1d3d0e-7a0e-4f0e-9d43-0d3a2c1b0a99"
        for _ in range(2):
            assert self.post(browser, service, action="publish", idempotency_key=key).status_code == 302
        assert service.versions.count() == 1

    def test_refuses_if_it_changed_after_it_was_shown(self, browse, service):
        make_ready(service)
        url = f"/servicios/{service.public_id}/mover/?revision=9"
        response = browse("coordinator").post(url, {"action": "publish"})
        assert response.status_code == 409
        assert "Otra persona cambió esto" in text_of(response)

    @pytest.mark.parametrize(
        ("status", "words"),
        [("suspended", "está suspendido"), ("in_closure", "está en cierre"), ("retired", "ya no se ofrece")],
    )
    def test_is_said_to_the_public(self, browse, published, status, words):
        Service.objects.filter(pk=published.pk).update(status=status)
        assert words in text_of(browse("public").get(published.published_version.get_absolute_url()))

    def test_says_that_the_reason_is_missing(self, browse, published):
        response = self.post(browse("coordinator"), published, action="start_closure", reason=" ")
        assert response.status_code == 409
        assert "necesita un motivo" in text_of(response)

    def test_keeps_the_reason_of_what_was_refused(self, browse, cast, published):
        retire(cast, published)
        response = self.post(browse("coordinator"), published, action="retire", reason="Mi motivo largo")
        assert response.status_code == 409
        assert "Mi motivo largo" in text_of(response)

    @pytest.mark.parametrize(("who", "status"), [("lead", 403), ("stranger", 404), ("public", 302)])
    def test_is_not_for_the_others(self, browse, service, who, status):
        assert self.post(browse(who), service, action="publish").status_code == status
        service.refresh_from_db()
        assert service.status == "in_design"

    def test_is_refused_and_not_hidden_to_who_sees_what_is_published(self, browse, published):
        url = f"/servicios/{published.public_id}/mover/"
        assert browse("stranger").post(url, {"action": "publish"}).status_code == 403

    def test_knows_no_other_action(self, browse, service):
        assert self.post(browse("head"), service, action="delete").status_code == 404

    def test_is_only_posted_to(self, browse, service):
        assert browse("head").get(f"/servicios/{service.public_id}/mover/").status_code == 405


class TestDiscardDraft:
    def test_leaves_what_is_published(self, browse, cast, published):
        services.edit_draft(actor=cast.lead, public_id=published.public_id, content=content(name="Dos"), now=make.NOW)
        response = browse("lead").post(f"/servicios/{published.public_id}/descartar-borrador/")
        assert response.status_code == 302
        assert selectors.find_draft(published) is None

    def test_is_refused_when_it_is_all_there_is(self, browse, service):
        response = browse("lead").post(f"/servicios/{service.public_id}/descartar-borrador/")
        assert response.status_code == 409
        assert "nunca se ha publicado" in text_of(response)


class TestAssignUnit:
    def test_gives_the_service_to_a_unit(self, browse, cast, service):
        Service.objects.update(unit=None)
        assert "Sin dependencia." in text_of(browse("coordinator").get(service.get_absolute_url()))
        url = f"/servicios/{service.public_id}/dependencia/"
        assert browse("coordinator").post(url, {"unit": cast.unit.pk}).status_code == 302
        service.refresh_from_db()
        assert service.unit == cast.unit

    def test_refuses_a_unit_that_is_not_on_the_list(self, browse, service):
        other = make.make_unit()
        response = browse("coordinator").post(f"/servicios/{service.public_id}/dependencia/", {"unit": other.pk})
        assert response.status_code == 422
        service.refresh_from_db()
        assert service.unit != other

    def test_is_not_for_the_lead(self, browse, cast, service):
        response = browse("lead").post(f"/servicios/{service.public_id}/dependencia/", {"unit": cast.unit.pk})
        assert response.status_code == 403
