from __future__ import annotations

import pytest

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.errors import Invalid
from llegada.portfolio import selectors, services
from llegada.portfolio.content import content_of
from llegada.portfolio.models import Service
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, make_ready, milestones, retire

pytestmark = pytest.mark.django_db
KEY = "6a1d3d0e-7a0e-4f0e-9d43-0d3a2c1b0a99"


cast = made_once(make_cast)


@pytest.fixture
def browse(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


@pytest.fixture
def service(cast):
    """Return a service whose first version is in design."""
    made = services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
    make_ready(made, "design")
    return made


def typed(*rows, **changes):
    """Return what a browser sends: the fields, and rows of milestones (name, weight[, order[, delete]])."""
    fields = {
        "name": "Rentas municipales",
        "line": content().line.pk,
        "kind": "advisory",
        "objective": "Que recaude mejor.\r\nY que lo explique.",
        "deliverable": "Estatuto",
        "audience": "",
        "website": "",
        "modalities": ["advisory", "remote_ta"],
        "milestones-TOTAL_FORMS": len(rows),
        "milestones-INITIAL_FORMS": 0,
    }
    for index, row in enumerate(rows):
        name, weight, order, delete = (*row, "", "")[:4] if len(row) == 2 else (*row, "")[:4]
        fields |= {
            f"milestones-{index}-name": name,
            f"milestones-{index}-weight": weight,
            f"milestones-{index}-expected_evidence": "Acta" if name else "",
            f"milestones-{index}-typical_days": "30" if name else "",
            f"milestones-{index}-control_point": "Se revisó" if name else "",
            f"milestones-{index}-ORDER": order,
        }
        if delete:
            fields[f"milestones-{index}-DELETE"] = "on"
    return fields | changes


def text_of(response):
    return response.content.decode()


class TestCreate:
    URL = "/servicios/nuevo/"

    @pytest.mark.parametrize(("who", "status"), [("lead", 200), ("head", 200), ("coordinator", 403), ("reader", 403)])
    def test_is_for_those_who_design(self, browse, who, status):
        assert browse(who).get(self.URL).status_code == status

    def idea(self, cast, **changes):
        return {"unit": cast.unit.pk, "name": "Rentas municipales", "line": content().line.pk} | changes

    def test_saves_an_idea(self, browse, cast):
        response = browse("lead").post(self.URL, self.idea(cast))
        service = Service.objects.get()
        draft = selectors.find_draft(service)
        assert response.url == service.get_absolute_url()
        assert (draft.status, content_of(draft).identity()) == (
            "idea",
            {"name": "Rentas municipales", "line": content().line},
        )

    def test_sent_twice_creates_one(self, browse, cast):
        browser, data = browse("lead"), self.idea(cast, idempotency_key=KEY)
        assert browser.post(self.URL, data).url == browser.post(self.URL, data).url
        assert Service.objects.count() == 1

    @pytest.mark.parametrize(("changes", "words"), [({"name": ""}, "Nombre"), ({"line": "999999"}, "Línea temática")])
    def test_refuses_bad_input_naming_it_and_keeps_what_was_typed(self, browse, cast, changes, words):
        response = browse("lead").post(self.URL, self.idea(cast, **changes))
        assert response.status_code == 422
        assert words in text_of(response)
        assert changes.get("name") == "" or "Rentas municipales" in text_of(response)
        assert not Service.objects.exists()

    def test_shows_what_the_service_refuses(self, browse, cast, monkeypatch):
        def refuse(**_):
            raise Invalid({"line": "Esa línea temática ya no se usa."})

        monkeypatch.setattr(services, "create_service", refuse)
        response = browse("lead").post(self.URL, self.idea(cast))
        assert response.status_code == 422
        assert "Esa línea temática ya no se usa." in text_of(response)

    def test_offers_no_unit_of_others(self, browse, cast):
        response = browse("lead").post(self.URL, self.idea(cast, unit=make.make_unit().pk))
        assert response.status_code == 422
        assert not Service.objects.exists()


class TestEdit:
    def url(self, service):
        return f"/servicios/{service.public_id}/editar/"

    def test_saves_fields_and_milestones_in_one(self, browse, service):
        rows = (("Diagnóstico", "33,34"), ("Estatuto", "66.66"), ("", ""))
        assert browse("lead").post(self.url(service), typed(*rows, revision=1)).url == service.get_absolute_url()
        said = content_of(selectors.find_draft(service))
        assert (said.objective, said.modalities) == (
            "Que recaude mejor.\nY que lo explique.",
            ("advisory", "remote_ta"),
        )
        assert [(one.name, str(one.weight), one.typical_days) for one in said.milestones] == [
            ("Diagnóstico", "33.34", 30),
            ("Estatuto", "66.66", 30),
        ]

    def test_refuses_weights_that_do_not_add_up_and_keeps_what_was_typed(self, browse, service):
        data = typed(("Diagnóstico inicial", "50"), ("Estatuto", "35"), revision=1)
        response = browse("lead").post(self.url(service), data)
        text = text_of(response)
        assert response.status_code == 422
        assert "suman 85 y deben sumar exactamente 100: faltan 15." in text
        for words in ("Rentas municipales", "Que recaude mejor.", "Diagnóstico inicial", 'value="35"'):
            assert words in text

    def test_lets_unfinished_milestones_wait_when_the_person_says_so(self, browse, service):
        data = typed(("Diagnóstico", "50"), revision=1, unfinished="1")
        assert browse("lead").post(self.url(service), data).status_code == 302
        assert selectors.find_draft(service).milestones.get().weight == 50

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"name": ""}, "Nombre"),
            ({"line": "999999"}, "Línea temática"),
            ({"kind": "consulting"}, "Tipo de servicio"),
            ({"modalities": ["by-pigeon"]}, "Modalidades"),
            ({"website": "no es una dirección"}, "Página web"),
            ({"milestones-0-weight": "mucho"}, "Escriba un número de 0,01 a 100"),
            ({"milestones-0-weight": "0"}, "El hito 1 tiene datos por corregir"),
            ({"milestones-0-weight": "100,5"}, "Escriba un número de 0,01 a 100"),
            ({"milestones-0-weight": "33,333"}, "Escriba un número de 0,01 a 100"),
            ({"milestones-0-name": ""}, "El hito 1 tiene datos por corregir"),
            ({"milestones-0-typical_days": "-3"}, "El hito 1 tiene datos por corregir"),
            ({"milestones-TOTAL_FORMS": "nonsense"}, "Revise los hitos"),
        ],
    )
    def test_refuses_bad_input_naming_it(self, browse, service, changes, words):
        response = browse("lead").post(self.url(service), typed(("Todo", "100"), revision=1, **changes))
        assert response.status_code == 422
        assert words in text_of(response)

    @pytest.mark.parametrize("stage", ["in_feedback", "protocol_in_review", "parametrized"])
    def test_is_refused_while_others_have_the_next_step(self, browse, service, stage):
        make_ready(service, stage)
        assert browse("lead").get(self.url(service)).status_code == 409

    def test_of_an_idea_is_its_pre_design(self, browse, service):
        make_ready(service, "idea")
        assert browse("lead").get(self.url(service)).url == f"/servicios/{service.public_id}/prediseno/"

    @pytest.mark.parametrize(
        ("who", "status"), [("lead", 200), ("head", 200), ("coordinator", 403), ("reader", 403), ("stranger", 404)]
    )
    def test_is_for_the_unit(self, browse, service, who, status):
        assert browse(who).get(self.url(service)).status_code == status

    def test_starts_with_what_the_draft_says(self, browse, service):
        text = text_of(browse("lead").get(self.url(service)))
        for words in (content().name, "Base catastral actualizada", 'value="Hito 2"', 'value="70"'):
            assert words in text

    def test_takes_rows_away_and_puts_them_in_another_order(self, browse, service):
        rows = [("Tercero", "20", "3"), ("Sobra", "50", "1", True), ("Primero", "80", "1")]
        assert browse("lead").post(self.url(service), typed(*rows, revision=1)).status_code == 302
        assert [one.name for one in content_of(selectors.find_draft(service)).milestones] == ["Primero", "Tercero"]

    def test_takes_a_row_left_blank_for_one_taken_away(self, browse, service):
        data = typed(("", ""), ("Todo", "100"), revision=1) | {"milestones-INITIAL_FORMS": 2}
        assert browse("lead").post(self.url(service), data).status_code == 302
        assert [one.name for one in content_of(selectors.find_draft(service)).milestones] == ["Todo"]

    def test_saves_what_was_opened_without_a_change_and_writes_nothing(self, browse, service):
        data = typed(
            ("Hito 1", "30"),
            ("Hito 2", "70"),
            name=content().name,
            kind=content().kind,
            objective=content().objective,
            deliverable=content().deliverable,
            modalities=list(content().modalities),
            revision=1,
        )
        assert browse("lead").post(self.url(service), data).status_code == 302
        assert [event.data for event in history.list_events(target=service)] == [{}]

    def test_keeps_what_the_second_person_typed_and_shows_what_the_first_saved(self, browse, cast, service):
        services.edit_draft(
            actor=cast.head,
            public_id=service.public_id,
            content=content(objective="Lo que guardó la jefa", milestones=milestones(100)),
            now=make.NOW,
        )
        browser = browse("lead")
        response = browser.post(self.url(service), typed(("Todo", "100"), revision=1))
        text = text_of(response)
        assert response.status_code == 409
        assert selectors.find_draft(service).objective == "Lo que guardó la jefa"
        for words in ("Otra persona cambió esto", "Lo que guardó la jefa", "Hito 1 (100)", "Rentas municipales"):
            assert words in text
        assert 'name="revision" value="2"' in text
        assert browser.post(self.url(service), typed(("Todo", "100"), revision=2)).status_code == 302
        assert selectors.find_draft(service).name == "Rentas municipales"

    def test_without_its_revision_counts_as_late(self, browse, service):
        assert browse("lead").post(self.url(service), typed(("Todo", "100"))).status_code == 409

    def test_is_refused_once_retired(self, browse, cast, service):
        retire(cast, service)
        assert browse("lead").get(self.url(service)).status_code == 409

    def test_shows_what_the_service_refuses(self, browse, service, monkeypatch):
        def refuse(**_):
            raise Invalid({"name": "Ese nombre no."})

        monkeypatch.setattr(services, "edit_draft", refuse)
        response = browse("lead").post(self.url(service), typed(("Todo", "100"), revision=1))
        assert response.status_code == 422
        assert "Ese nombre no." in text_of(response)
