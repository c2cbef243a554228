import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, ReasonRequired, TransitionNotAllowed
from llegada.portfolio import selectors, services
from llegada.portfolio.models import CycleMoment
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
LIST = reverse("portfolio:moments")


cast = made_once(make_cast)


@pytest.fixture
def moment():
    return CycleMoment.objects.get(name="Planeación")


@pytest.fixture
def browse(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


def edit(cast, moment, **changes):
    values = {"name": moment.name, "position": moment.position, "seen_name": moment.name} | changes
    return services.edit_moment(actor=cast.importer, public_id=moment.public_id, now=make.NOW, **values)


def change(cast, moment, action, **more):
    return services.change_moment(actor=cast.importer, public_id=moment.public_id, action=action, now=make.NOW, **more)


class TestMoments:
    def test_are_those_of_the_policy_from_the_start(self):
        assert CycleMoment.objects.count() == 5

    def test_are_added_once_with_who_and_when(self, cast):
        made = services.create_moment(actor=cast.importer, name="  Control   social ", position=6, now=make.NOW)
        assert (made.name, history.list_events(target=made).get().verb) == ("Control social", "moment.create")
        with pytest.raises(Invalid):
            services.create_moment(actor=cast.importer, name="CONTROL SOCIAL", position=7, now=make.NOW)

    @pytest.mark.parametrize("name", ["", "x" * 121])
    def test_refuse_bad_names(self, cast, name):
        with pytest.raises(Invalid):
            services.create_moment(actor=cast.importer, name=name, position=6, now=make.NOW)

    def test_change_name_and_place_unless_somebody_was_first(self, cast, moment):
        assert edit(cast, moment, name="Planear", position=3).position == 3
        with pytest.raises(Conflict):
            edit(cast, CycleMoment.objects.get(pk=moment.pk), name="Otro", seen_name="Planeación")

    def test_are_retired_with_a_reason_and_taken_up_again(self, cast, moment):
        with pytest.raises(ReasonRequired):
            change(cast, moment, "retire")
        change(cast, moment, "retire", reason="Se unió con otro")
        assert moment not in selectors.list_moments_to_choose()
        assert moment in selectors.list_moments_to_choose(besides=(moment.pk,))
        with pytest.raises(TransitionNotAllowed):
            change(cast, moment, "retire", reason="Otra vez")
        change(cast, moment, "restore")
        assert moment in selectors.list_moments_to_choose()

    def test_are_kept_by_who_holds_the_role_for_all(self, cast):
        with pytest.raises(NotAllowed):
            services.create_moment(actor=cast.lead, name="Otro", position=6, now=make.NOW)


class TestPages:
    def test_list_add_change_and_retire(self, browse, moment):
        browser = browse("importer")
        assert "Planeación" in browser.get(LIST).content.decode()
        assert browser.post(LIST, {"name": "Control social", "position": 6}).url == LIST
        page = reverse("portfolio:moment", args=[moment.public_id])
        assert browser.post(page, {"name": "Planear", "position": 1, "seen_name": "Planeación"}).url == LIST
        assert browser.post(page, {"name": "", "position": 1}).status_code == 422
        move = reverse("portfolio:moment_move", args=[moment.public_id])
        assert browser.post(move, {"action": "retire", "reason": " "}).status_code == 409
        assert browser.post(move, {"action": "retire", "reason": "Se unió"}).url == page
        assert "Volver a usarlo" in browser.get(page).content.decode()

    @pytest.mark.parametrize("who", ["lead", "coordinator", "monitor"])
    def test_are_not_for_the_others(self, browse, moment, who):
        browser = browse(who)
        page = reverse("portfolio:moment", args=[moment.public_id])
        assert [browser.get(url).status_code for url in (LIST, page)] == [403, 403]
