import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.errors import Invalid, LlegadaError, TransitionNotAllowed
from llegada.portfolio import selectors, services
from llegada.portfolio.design_content import SectionContent, content_of_section
from llegada.portfolio.models import UnitField
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
SAID = {"name": "Sector", "kind": "choice", "options": "Agua\nVivienda", "help_text": "", "is_required": True}


cast = made_once(make_cast)


@pytest.fixture
def field(cast):
    return services.create_unit_field(actor=cast.head, unit=cast.unit, said=SAID, now=make.NOW)


def enter(login, actor):
    return login(Person.objects.get(pk=actor.person_id))


class TestServices:
    def test_define_change_retire_and_restore(self, cast, field):
        said = SAID | {"options": "Agua\nVivienda\nEnergía", "name": "Sector que valida"}
        services.edit_unit_field(actor=cast.head, public_id=field.public_id, said=said, now=make.NOW)
        services.move_unit_field(actor=cast.head, public_id=field.public_id, action="retire", now=make.NOW)
        with pytest.raises(TransitionNotAllowed):
            services.move_unit_field(actor=cast.head, public_id=field.public_id, action="retire", now=make.NOW)
        services.move_unit_field(actor=cast.head, public_id=field.public_id, action="restore", now=make.NOW)
        found = UnitField.objects.get()
        assert (found.name, found.is_active, len(found.option_list)) == ("Sector que valida", True, 3)
        verbs = [one.verb for one in history.list_events(target=found)]
        assert sorted(verbs) == ["unitfield.create", "unitfield.edit", "unitfield.restore", "unitfield.retire"]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"options": "Agua"}, "no quite ninguna"),
            ({"name": ""}, "."),
        ],
    )
    def test_refuse_a_change_that_makes_no_sense(self, cast, field, changes, words):
        with pytest.raises(Invalid, match=words):
            services.edit_unit_field(actor=cast.head, public_id=field.public_id, said=SAID | changes, now=make.NOW)

    @pytest.mark.parametrize(
        ("changes", "words"), [({}, "ya tiene un campo"), ({"name": "Otro", "options": ""}, "una por línea")]
    )
    def test_refuse_a_new_one_that_makes_no_sense(self, cast, field, changes, words):
        with pytest.raises(Invalid, match=words):
            services.create_unit_field(actor=cast.head, unit=cast.unit, said=SAID | changes, now=make.NOW)

    @pytest.mark.parametrize("who", ["lead", "coordinator", "reader", "stranger"])
    def test_are_for_the_head_of_the_unit(self, cast, field, who):
        with pytest.raises(LlegadaError):
            services.edit_unit_field(
                actor=getattr(cast, who), public_id=field.public_id, said=SAID | {"name": "X"}, now=make.NOW
            )
        with pytest.raises(LlegadaError):
            services.create_unit_field(actor=getattr(cast, who), unit=cast.unit, said=SAID, now=make.NOW)


class TestPages:
    def test_go_from_a_field_to_an_answer_that_outlives_it(self, cast, login):
        browser = enter(login, cast.head)
        assert "Todavía no hay campos propios" in browser.get(reverse("portfolio:fields")).text
        typed = {"unit": cast.unit.pk, "name": "Costo por entidad", "kind": "number", "is_required": "on"}
        assert browser.post(reverse("portfolio:field_create"), typed).status_code == 302
        assert browser.post(reverse("portfolio:field_create"), typed | {"kind": "choice"}).status_code == 422
        field = UnitField.objects.get()
        assert "Costo por entidad" in browser.get(reverse("portfolio:fields")).text
        version = make.make_service(cast.unit, is_published=False)
        url = reverse("portfolio:design_section", args=[version.service.public_id, "campos-propios"])
        assert browser.post(url, {str(field.public_id): "mucho"}).status_code == 422
        seen = SectionContent().fingerprint()
        assert browser.post(url, {str(field.public_id): "1.234,50", "seen": seen}).status_code == 302
        browser.post(reverse("portfolio:field_move", args=[field.public_id]), {"action": "retire"})
        assert "ya no se usa" in browser.get(url).text
        found = selectors.get_design(actor=cast.head, public_id=version.service.public_id)
        assert content_of_section(found, "fields") == SectionContent({str(field.public_id): "1234,5"})
        design = browser.get(reverse("portfolio:design", args=[version.service.public_id])).text
        assert "1.234,5" in design

    def test_keep_what_was_typed_and_show_the_refusal(self, cast, field, login):
        browser, url = enter(login, cast.head), reverse("portfolio:field", args=[field.public_id])
        assert "Sector" in browser.get(url).text
        answer = browser.post(url, {"name": "Sector", "options": "Agua", "help_text": "Escribí esto"})
        assert answer.status_code == 422
        assert "no quite ninguna" in answer.text
        assert "Escribí esto" in answer.text
        refused = browser.post(reverse("portfolio:field_move", args=[field.public_id]), {"action": "restore"})
        assert refused.status_code == 409
        done = browser.post(url, {"name": "Otro nombre", "options": "Agua\nVivienda", "help_text": ""})
        assert (done.status_code, UnitField.objects.get().name) == (302, "Otro nombre")
