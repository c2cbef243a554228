from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.planning import selectors, services
from llegada.planning.line_content import CONTENT_FIELDS, LineContent, line_content_of, read_said, said
from llegada.planning.models import AnnualPlanLine
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_cast, make_plan_line, put_in

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def plan(cast):
    return make_annual_plan(cast.unit, lines=0)


def content(plan, **changes):
    version = make.make_service(plan.unit)
    values = {
        "entity": make.make_entity(),
        "service": version.service,
        "starts_on": date(2027, 2, 1),
        "ends_on": date(2027, 4, 30),
        "person_days": Decimal("12.5"),
        "modality": "remote_ta",
        "origin": "offer",
        "obligation": "normative",
        "budget": {"royalties": Decimal(300), "investment": Decimal("700.5")},
        "external_id": " L-1 ",
    }
    return LineContent(**(values | changes))


def create(actor, plan, **changes):
    return services.create_line(actor=actor, plan_id=plan.public_id, content=content(plan, **changes), now=make.NOW)


class TestCreateLine:
    def test_keeps_what_it_says_with_the_topic_of_the_service(self, cast, plan):
        line = selectors.get_line(actor=cast.reader, public_id=create(cast.liaison, plan).public_id)
        assert (line.external_id, line.topic, line.total) == (
            "L-1",
            line.service.published_version.line,
            Decimal("1000.5"),
        )
        assert {one.source: one.amount for one in line.budgets.all()} == {
            "investment": Decimal("700.5"),
            "royalties": 300,
        }
        assert list(selectors.search_lines(selectors.list_lines_of(plan), "ALCALDÍA l 1")) == [line]

    @pytest.mark.parametrize(
        ("changes", "field", "says"),
        [
            ({"starts_on": date(2026, 12, 31)}, "starts_on", "2027"),
            ({"ends_on": date(2028, 1, 1)}, "ends_on", "2027"),
            ({"ends_on": date(2027, 1, 31)}, "", "posterior"),
            ({"person_days": Decimal(0)}, "person_days", "0"),
            ({"budget": {"investment": Decimal(-1)}}, "budget", ""),
            ({"budget": {"lottery": Decimal(1)}}, "budget", ""),
            ({"modality": "magic"}, "modality", ""),
        ],
    )
    def test_refuses_what_cannot_be_naming_the_field(self, cast, plan, changes, field, says):
        with pytest.raises(Invalid) as refused:
            create(cast.liaison, plan, **changes)
        assert list(refused.value.fields) == [field]
        assert says in refused.value.fields[field][0]

    def test_refuses_what_is_of_another_organisation(self, cast, plan):
        elsewhere = make.make_unit()
        with pytest.raises(Invalid) as refused:
            create(
                cast.liaison,
                plan,
                service=make.make_service(elsewhere).service,
                partners=(elsewhere,),
                strategy=make.make_strategy(elsewhere),
            )
        assert set(refused.value.fields) == {"service", "partners", "strategy"}

    def test_refuses_a_service_that_is_not_published_and_a_repeated_identifier(self, cast, plan):
        create(cast.liaison, plan)
        with pytest.raises(Invalid, match="identificador propio"):
            create(cast.liaison, plan)
        draft = make.make_service(plan.unit, is_published=False)
        with pytest.raises(Invalid, match="servicio publicado"):
            create(cast.liaison, plan, service=draft.service, topic=draft.line, external_id="")

    @pytest.mark.parametrize(
        ("who", "refusal"), [("other_head", NotAllowed), ("coordinator", NotAllowed), ("stranger", NotFound)]
    )
    def test_is_for_those_of_the_unit(self, cast, plan, who, refusal):
        with pytest.raises(refusal):
            create(getattr(cast, who), plan)

    def test_is_refused_once_the_plan_left(self, cast, plan):
        put_in(plan, "sent")
        with pytest.raises(TransitionNotAllowed):
            create(cast.liaison, plan)


class TestEditLine:
    def test_says_what_changed_and_tells_of_a_second_editor(self, cast, plan):
        line = create(cast.liaison, plan)
        stands = line_content_of(selectors.get_line(actor=cast.liaison, public_id=line.public_id))
        edit = {"actor": cast.head, "public_id": line.public_id, "now": make.NOW, "revision": line.revision}
        edited = services.edit_line(**edit, content=replace(stands, budget={"own": Decimal(9)}))
        assert edited.revision == line.revision + 1
        assert history.list_events(target=line)[0].data["changes"] == {
            "budget": [{"investment": "700.50", "royalties": "300.00"}, {"own": "9"}]
        }
        with pytest.raises(Conflict):
            services.edit_line(**edit, content=replace(stands, description="Otra"))
        plan.refresh_from_db()
        assert plan.edited_by_id == cast.head.person_id

    def test_leaves_all_as_it_is_when_nothing_changes(self, cast, plan):
        line = create(cast.liaison, plan)
        stands = line_content_of(selectors.get_line(actor=cast.liaison, public_id=line.public_id))
        services.edit_line(actor=cast.head, public_id=line.public_id, now=make.NOW, content=stands)
        assert AnnualPlanLine.objects.get().revision == line.revision


class TestRemoveLine:
    def test_keeps_in_the_history_what_it_said(self, cast, plan):
        line = create(cast.liaison, plan)
        services.remove_line(actor=cast.liaison, public_id=line.public_id, now=make.NOW)
        assert not AnnualPlanLine.objects.exists()
        assert history.list_events(target=plan)[0].data["line"]["external_id"] == "L-1"


class TestMoveLine:
    def test_is_for_a_plan_in_execution(self, cast, plan):
        line = make_plan_line(plan)
        put_in(plan, "approved")
        with pytest.raises(TransitionNotAllowed):
            services.move_line(actor=cast.liaison, public_id=line.public_id, action="start", now=make.NOW)

    @pytest.mark.parametrize("action", ["cancel", "approve", "dance"])
    def test_does_not_do_what_others_do(self, cast, plan, action):
        line = make_plan_line(plan)
        put_in(plan, "in_execution")
        with pytest.raises(NotFound):
            services.move_line(actor=cast.liaison, public_id=line.public_id, action=action, now=make.NOW)


class TestSaid:
    def test_is_read_again_as_it_was(self, cast, plan):
        partner = make.make_unit(plan.unit.organization)
        strategy = make.make_strategy(plan.unit)
        told = content(plan, partners=(partner,), strategy=strategy, territorial_manager=make.make_person())
        again = {name: read_said(name, said(told, name)) for name in CONTENT_FIELDS if name != "is_joint"}
        assert LineContent(**again) == told
