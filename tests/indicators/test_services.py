from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction

from llegada.core import history
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.indicators import rules, selectors, services
from llegada.indicators.content import Answer, content_of
from llegada.indicators.errors import CorrectionOpen, DesignerCannotPutInForce
from llegada.indicators.models import CremasAnswer, IndicatorSheet, IndicatorTarget
from tests import factories as make
from tests.indicators.makers import answers, make_cast, targets
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)
REFUSED = (IntegrityError, InternalError)


cast = made_once(make_cast)


@pytest.fixture
def draft(cast):
    return create(cast)


@pytest.fixture
def in_force(cast, draft):
    return force(cast.planner, draft)


def create(cast, **changes):
    return services.create_sheet(actor=cast.lead, unit=cast.unit, content=cast.content(**changes), now=make.NOW)


def edit(actor, sheet, content, **more):
    return services.edit_sheet(actor=actor, public_id=sheet.public_id, content=content, now=LATER, **more)


def force(actor, sheet, **more):
    return services.put_in_force(actor=actor, public_id=sheet.public_id, now=LATER, **more)


def retire(actor, sheet, action="retire", reason="Ya no se mide"):
    return services.retire_sheet(actor=actor, public_id=sheet.public_id, action=action, reason=reason, now=LATER)


def said(actor, sheet):
    return content_of(selectors.get_sheet(actor=actor, public_id=sheet.public_id))


def verbs(sheet):
    return [event.verb for event in history.list_events(target=sheet)]


class TestCreateSheet:
    def test_keeps_all_that_was_said(self, cast, draft):
        assert said(cast.reader, draft) == cast.content()
        assert (draft.status, draft.number, verbs(draft)) == ("draft", 1, ["indicator.create"])

    def test_takes_a_name_and_a_level_and_leaves_the_rest_without_data(self, cast):
        sheet = services.create_sheet(
            actor=cast.head,
            unit=cast.unit,
            content=type(cast.content())(name="Solo el nombre", level="impact"),
            now=make.NOW,
        )
        assert (sheet.baseline_value, sheet.baseline_gap, sheet.targets.count()) == (None, "", 0)

    def test_keeps_a_baseline_of_zero_as_zero(self, cast):
        assert create(cast, baseline_value=Decimal(0)).baseline_value == 0

    @pytest.mark.parametrize("who", ["planner", "monitor", "reader"])
    def test_is_for_those_who_write(self, cast, who):
        with pytest.raises((NotAllowed, NotFound)):
            services.create_sheet(actor=getattr(cast, who), unit=cast.unit, content=cast.content(), now=make.NOW)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"level": "otro"}, "level"),
            ({"accumulation": "suma"}, "accumulation"),
            ({"baseline_year": 1900}, "baseline_year"),
            ({"targets": targets(1) + targets(2)}, "targets"),
            ({"targets": targets(1, start=1990)}, "targets"),
            ({"answers": (Answer("lindo", holds=True),)}, "answers"),
        ],
    )
    def test_names_the_field_to_mend(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            create(cast, **changes)
        assert field in refused.value.fields
        assert not IndicatorSheet.objects.exists()

    def test_refuses_a_baseline_together_with_a_reason_for_having_none(self, cast):
        with pytest.raises(Invalid, match="no las dos cosas"):
            create(cast, baseline_gap="never_measured")

    def test_refuses_a_responsible_from_elsewhere(self, cast):
        with pytest.raises(Invalid, match="rol vigente"):
            create(cast, responsible=make.make_person())


class TestEditSheet:
    def test_says_what_changed_from_what_to_what(self, cast, draft):
        edit(cast.head, draft, cast.content(source="Encuesta", targets=targets(50, 65)))
        event = history.list_events(target=draft)[0]
        assert event.data["changes"]["source"] == ["Registro de la dirección", "Encuesta"]
        assert event.data["changes"]["targets"][1] == {"2026": "50", "2027": "65"}
        assert said(cast.head, draft).targets == targets(50, 65)

    def test_that_changes_nothing_leaves_no_trace(self, cast, draft):
        edit(cast.lead, draft, cast.content())
        assert verbs(draft) == ["indicator.create"]

    def test_of_what_somebody_else_changed_is_refused(self, cast, draft):
        edit(cast.head, draft, cast.content(name="Otro nombre"), revision=1)
        with pytest.raises(Conflict):
            edit(cast.lead, draft, cast.content(notes="Lo mío"), revision=1)

    def test_of_what_is_in_force_is_refused(self, cast, in_force):
        with pytest.raises(TransitionNotAllowed):
            edit(cast.lead, in_force, cast.content(name="Otro"))

    def test_is_hidden_from_other_organisations(self, cast, draft):
        with pytest.raises(NotFound):
            edit(cast.stranger, draft, cast.content())


class TestPutInForce:
    @pytest.mark.parametrize("who", ["planner", "monitor"])
    def test_freezes_the_draft(self, cast, draft, who):
        actor = getattr(cast, who)
        sheet = force(actor, draft)
        assert (sheet.status, sheet.in_force_at, sheet.in_force_by_id) == ("in_force", LATER, actor.person_id)
        event = history.list_events(target=sheet)[0]
        assert (event.verb, event.before, event.after) == ("indicator.put_in_force", "draft", "in_force")

    @pytest.mark.parametrize("who", ["lead", "head", "reader"])
    def test_is_not_for_those_who_write_or_read(self, cast, draft, who):
        with pytest.raises(NotAllowed):
            force(getattr(cast, who), draft)

    def test_is_refused_to_whoever_wrote_on_it_even_if_another_wrote_last(self, cast, draft):
        person = draft.edited_by
        both = make.make_actor(make.Role.PLANNING_OFFICE, person=person, organization=cast.unit.organization)
        edit(cast.head, draft, cast.content(notes="Retoque"))
        with pytest.raises(DesignerCannotPutInForce):
            force(both, draft)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"measure_unit": ""}, "measure_unit"),
            ({"responsible": None}, "responsible"),
            ({"baseline_value": None, "baseline_year": None, "accumulation": "stock"}, "baseline_value"),
            ({"baseline_year": None}, "baseline_year"),
            ({"targets": ()}, "targets"),
            ({"answers": answers()[1:]}, "answers"),
            ({"answers": answers(clear=Answer("clear", holds=False, justification="No"))}, "answers"),
            ({"answers": answers(clear=Answer("clear", holds=True))}, "answers"),
            ({"direction": "less"}, "accumulation"),
        ],
    )
    def test_names_what_is_missing(self, cast, changes, field):
        sheet = create(cast, **changes)
        with pytest.raises(Invalid) as refused:
            force(cast.planner, sheet)
        assert set(refused.value.fields) == {field}

    def test_of_a_target_equal_to_the_baseline_says_that_it_is_not_calculable(self, cast):
        sheet = create(cast, targets=targets(40, 60))
        with pytest.raises(Invalid, match="Avance de 2026, no calculable"):
            force(cast.planner, sheet)

    def test_takes_a_coded_reason_in_the_place_of_a_baseline(self, cast):
        sheet = create(cast, baseline_value=None, baseline_year=None, baseline_gap="new_offer", accumulation="stock")
        assert force(cast.planner, sheet).status == "in_force"

    def test_of_a_page_that_somebody_changed_since_is_refused(self, cast, draft):
        edit(cast.head, draft, cast.content(notes="Después"))
        with pytest.raises(Conflict):
            force(cast.planner, draft, revision=1)


class TestFrozen:
    def test_sheet_is_refused_by_the_database_too(self, in_force):
        row = IndicatorSheet.objects.filter(pk=in_force.pk)
        for change in ({"name": "Otro"}, {"baseline_value": 1}, {"status": "draft"}):
            with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
                row.update(**change)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            IndicatorTarget.objects.create(sheet=in_force, year=2040, value=1)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            CremasAnswer.objects.filter(sheet=in_force).update(holds=False)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            IndicatorTarget.objects.filter(sheet=in_force).delete()

    def test_sheet_is_born_a_draft(self, cast):
        with pytest.raises(REFUSED, match="nace en borrador"), transaction.atomic():
            IndicatorSheet.objects.create(
                unit=cast.unit, name="X", level="impact", status="retired", created_at=make.NOW, updated_at=make.NOW
            )


class TestCorrection:
    def test_takes_the_place_of_the_former_version_and_keeps_it(self, cast, in_force):
        draft = services.open_correction(actor=cast.lead, public_id=in_force.public_id, now=LATER)
        assert (draft.number, draft.series, content_of(draft).answers) == (2, in_force.series, ())
        edit(cast.lead, draft, cast.content(targets=targets(55, 70)))
        force(cast.monitor, draft)
        in_force.refresh_from_db()
        assert (in_force.status, verbs(in_force)[0]) == ("superseded", "indicator.supersede")
        assert said(cast.reader, in_force).targets == targets(50, 60, 80)
        assert [one.public_id for one in selectors.list_sheets(actor=cast.reader)] == [draft.public_id]

    def test_opened_twice_is_one(self, cast, in_force):
        first, second = (
            services.open_correction(actor=one, public_id=in_force.public_id, now=LATER)
            for one in (cast.lead, cast.head)
        )
        assert first == second

    def test_asks_for_another_responsible_where_the_one_it_had_has_left(self, cast, in_force):
        in_force.responsible.assignments.update(ends_on=make.TODAY - timedelta(days=1))
        draft = services.open_correction(actor=cast.head, public_id=in_force.public_id, now=LATER)
        assert draft.responsible is None
        with pytest.raises(Invalid, match="Falta la persona responsable"):
            force(cast.planner, draft)

    def test_is_only_of_what_is_in_force(self, cast, draft):
        with pytest.raises(TransitionNotAllowed):
            services.open_correction(actor=cast.lead, public_id=draft.public_id, now=LATER)


class TestRetireSheet:
    def test_keeps_what_it_said_and_why_it_went(self, cast, in_force):
        retire(cast.planner, in_force)
        event = history.list_events(target=in_force)[0]
        assert (event.verb, event.after, event.reason) == ("indicator.retire", "retired", "Ya no se mide")
        assert said(cast.reader, in_force) == cast.content()

    def test_needs_a_reason(self, cast, in_force):
        with pytest.raises(ReasonRequired):
            retire(cast.planner, in_force, reason="  ")

    def test_waits_for_an_open_correction(self, cast, in_force):
        draft = services.open_correction(actor=cast.lead, public_id=in_force.public_id, now=LATER)
        with pytest.raises(CorrectionOpen):
            retire(cast.planner, in_force)
        retire(cast.lead, draft, action="discard")
        assert retire(cast.planner, in_force).status == "retired"

    def test_of_a_draft_is_for_those_who_write_and_of_the_rest_for_the_offices(self, cast, in_force):
        for actor, sheet, action in ((cast.lead, in_force, "retire"), (cast.planner, create(cast), "discard")):
            with pytest.raises(NotAllowed):
                retire(actor, sheet, action=action)


class TestTransitions:
    @pytest.mark.parametrize("status", ["draft", "in_force", "superseded", "retired"])
    @pytest.mark.parametrize("action", ["put_in_force", "correct", "retire", "discard"])
    def test_follow_the_table_whoever_asks(self, cast, in_force, status, action):
        """Each source × action, by who holds the permission: carried out if the table has it, refused if not."""
        sheet = in_force
        if status == "draft":
            sheet = create(cast)
        elif status == "superseded":
            force(cast.monitor, edit(cast.lead, self.correction(cast, sheet), cast.content(notes="2")))
        elif status == "retired":
            retire(cast.planner, sheet)
        actor = cast.planner if action in {"put_in_force", "retire"} else cast.head
        if rules.next_status(status, action) is None:
            with pytest.raises(TransitionNotAllowed):
                self.act(actor, sheet, action)
        else:
            self.act(actor, sheet, action)
            sheet.refresh_from_db()
            assert sheet.status == rules.next_status(status, action)

    @staticmethod
    def correction(cast, sheet):
        return services.open_correction(actor=cast.lead, public_id=sheet.public_id, now=LATER)

    @staticmethod
    def act(actor, sheet, action):
        if action == "put_in_force":
            return force(actor, sheet)
        if action == "correct":
            return services.open_correction(actor=actor, public_id=sheet.public_id, now=LATER)
        return retire(actor, sheet, action=action)


class TestWaiting:
    def test_offers_complete_drafts_to_who_did_not_write_them(self, cast, draft):
        create(cast, name="Incompleta", answers=())
        found = selectors.list_waiting_for(actor=cast.planner)
        assert [one.url for one in found] == [draft.get_absolute_url()]
        for who in (cast.lead, cast.reader, cast.stranger):
            assert selectors.list_waiting_for(actor=who) == []


class TestSearch:
    @pytest.mark.parametrize(("words", "count"), [("metas PLAN", 1), ("municípios", 1), ("catastro", 0)])
    def test_finds_every_word_without_accents(self, cast, draft, words, count):
        assert selectors.search_sheets(selectors.list_sheets(actor=cast.reader), words).count() == count

    def test_content_is_the_same_whatever_the_order_of_its_parts(self, cast):
        content = cast.content()
        assert replace(content, targets=content.targets[::-1], answers=content.answers[::-1]) == content
