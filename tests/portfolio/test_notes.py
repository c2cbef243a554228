import pytest
from django.db import IntegrityError, InternalError, transaction

from llegada.accounts.models import Notice, Person
from llegada.core.errors import Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.portfolio import selectors, services
from llegada.portfolio.errors import NoDraft
from llegada.portfolio.models import ServiceNote
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, make_ready, publish, retire

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def service(cast):
    made = services.create_service(actor=cast.lead, unit=cast.unit, content=content(), now=make.NOW)
    make_ready(made, "in_feedback")
    return made


def write(actor, service, text="¿Qué dicen los datos?", section="problem"):
    return services.add_note(actor=actor, public_id=service.public_id, section=section, text=text, now=make.NOW)


def told():
    return set(Notice.objects.filter(event__verb="service.note").values_list("person", flat=True))


class TestAddNote:
    def test_keeps_the_thread_in_order_and_tells_the_other_side(self, cast, service):
        write(cast.coordinator, service)
        assert told() == {cast.lead.person_id, cast.head.person_id}
        write(cast.lead, service, " Los del censo. ")
        assert cast.coordinator.person_id in told()
        assert [(one.text, one.is_of_coordination, one.version_number) for one in selectors.list_notes(service)] == [
            ("¿Qué dicen los datos?", True, 1),
            ("Los del censo.", False, 1),
        ]

    @pytest.mark.parametrize(
        ("changes", "field"), [({"text": "  "}, "text"), ({"section": "otra"}, "section"), ({"section": ""}, "section")]
    )
    def test_refuses_bad_input(self, cast, service, changes, field):
        with pytest.raises(Invalid) as refused:
            write(cast.coordinator, service, **changes)
        assert list(refused.value.fields) == [field]

    def test_is_for_the_coordination_and_the_unit(self, cast, service):
        with pytest.raises(NotAllowed):
            write(cast.reader, service)
        with pytest.raises(NotFound):
            write(cast.stranger, service)

    def test_is_about_a_version_in_edition(self, cast, service):
        with pytest.raises(NoDraft):
            write(cast.coordinator, publish(cast, service))

    def test_is_refused_once_retired(self, cast, service):
        with pytest.raises(TransitionNotAllowed):
            write(cast.coordinator, retire(cast, service))

    @pytest.mark.parametrize("change", [lambda notes: notes.update(text="Otra"), lambda notes: notes.delete()])
    def test_is_never_changed_nor_deleted(self, cast, service, change):
        write(cast.coordinator, service)
        with pytest.raises((IntegrityError, InternalError), match="no se modifican"), transaction.atomic():
            change(ServiceNote.objects.all())


class TestPage:
    def url(self, service):
        return f"/servicios/{service.public_id}/prediseno/"

    def test_shows_the_thread_beside_its_section_with_what_to_decide(self, cast, service, login):
        browser = login(Person.objects.get(pk=cast.coordinator.person_id))
        data = {"section": "problem", "text": "¿Qué dicen los datos?"}
        assert browser.post(f"{self.url(service)}notas/", data).url == f"{self.url(service)}#t-problem"
        text = browser.get(self.url(service)).content.decode()
        for words in ("¿Qué dicen los datos?", "La coordinación", 'value="return_predesign"'):
            assert words in text

    def test_says_that_the_note_is_empty(self, cast, service, login):
        browser = login(Person.objects.get(pk=cast.lead.person_id))
        response = browser.post(f"{self.url(service)}notas/", {"section": "problem", "text": " "})
        assert response.status_code == 422
        assert "está vacía" in response.content.decode()
