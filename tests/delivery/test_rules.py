"""The rules of sessions and commitments, as plain functions."""

from __future__ import annotations

from datetime import date, time

import pytest

from llegada.delivery import choices, rules

DAY = date(2026, 11, 21)


class TestTransitions:
    def test_know_only_the_stored_states(self):
        known = set(choices.SessionStatus.values)
        assert {state for state, _ in rules.TRANSITIONS} | set(rules.TRANSITIONS.values()) == known - {
            choices.SessionStatus.HISTORICAL
        }

    def test_of_commitments_know_only_the_stored_states(self):
        used = {state for state, _ in rules.COMMITMENT_TRANSITIONS} | set(rules.COMMITMENT_TRANSITIONS.values())
        assert used == set(choices.CommitmentStatus.values)

    @pytest.mark.parametrize(
        ("status", "action", "after"),
        [
            ("planned", "hold", "held"),
            ("planned", "cancel", "cancelled"),
            ("planned", "convene", "convened"),
            ("planned", "reschedule", "planned"),
            ("planned", "miss", "not_held"),
            ("convened", "hold", "held"),
            ("convened", "cancel", "cancelled"),
            ("convened", "reschedule", "planned"),
            ("convened", "miss", "not_held"),
            ("convened", "convene", None),
            ("convened", "approve_minutes", None),
            ("held", "miss", None),
            ("held", "reschedule", None),
            ("not_held", "hold", None),
            ("held", "approve_minutes", "minutes_approved"),
            ("held", "hold", None),
            ("held", "cancel", None),
            ("planned", "approve_minutes", None),
            ("minutes_approved", "cancel", None),
            ("cancelled", "hold", None),
        ],
    )
    def test_lead_where_the_table_says(self, status, action, after):
        assert rules.next_status(status, action) == after

    @pytest.mark.parametrize(
        ("status", "action", "after"),
        [
            ("open", "fulfill", "fulfilled"),
            ("open", "cancel", "cancelled"),
            ("fulfilled", "verify", "verified"),
            ("fulfilled", "reopen", "open"),
            ("open", "verify", None),
            ("verified", "reopen", None),
            ("cancelled", "fulfill", None),
        ],
    )
    def test_of_commitments_lead_where_the_table_says(self, status, action, after):
        assert rules.next_commitment_status(status, action) == after

    def test_offer_the_actions_of_a_state(self):
        assert rules.available_actions("planned") == ["convene", "hold", "reschedule", "miss", "cancel"]
        assert rules.available_actions("convened") == ["invite", "hold", "reschedule", "miss", "cancel"]
        assert rules.available_actions("cancelled") == []


class TestDueDates:
    def test_pass_only_for_what_is_open(self):
        yesterday = date(2026, 11, 20)
        assert rules.is_overdue(due_on=yesterday, status="open", today=DAY)
        assert not rules.is_overdue(due_on=yesterday, status="fulfilled", today=DAY)
        assert not rules.is_overdue(due_on=DAY, status="open", today=DAY)

    def test_are_soon_for_a_week(self):
        assert rules.is_due_soon(due_on=DAY, status="open", today=DAY)
        assert rules.is_due_soon(due_on=date(2026, 11, 28), status="open", today=DAY)
        assert not rules.is_due_soon(due_on=date(2026, 11, 29), status="open", today=DAY)
        assert not rules.is_due_soon(due_on=date(2026, 11, 20), status="open", today=DAY)
        assert not rules.is_due_soon(due_on=DAY, status="verified", today=DAY)


class TestPersonKey:
    def test_is_the_same_for_the_same_address_whatever_the_name(self):
        key = rules.person_key("María José Peña", "Maria.Pena@alcaldia.gov.co", "Alcaldía de Ricaurte")
        assert key == rules.person_key("Maria J.", " maria.pena@ALCALDIA.gov.co ", "Otra")

    def test_tells_apart_addresses_that_differ_in_a_point(self):
        assert rules.person_key("A", "a.b@x.co", "E") != rules.person_key("A", "ab@x.co", "E")

    def test_comes_from_name_and_entity_where_there_is_no_address(self):
        key = rules.person_key("María José Peña", "", "Alcaldía de Ricaurte")
        assert key == rules.person_key("  maria jose   PENA ", "", "ALCALDIA DE RICAURTE")
        assert key != rules.person_key("María José Peña", "", "Alcaldía de Pasto")

    def test_never_mistakes_a_name_for_an_address(self):
        assert rules.person_key("x", "ana@x.co", "") != rules.person_key("ana@x.co", "", "")

    def test_fits_in_a_signed_integer_of_64_bits(self):
        keys = [rules.person_key(f"Persona {n}", "", "Entidad") for n in range(500)]
        assert all(0 <= key < 2**63 for key in keys)
        assert len(set(keys)) == 500
        assert max(keys) > 2**61


class TestDetailProblems:
    GOOD = {
        "held_on": DAY,
        "starts_at": time(8),
        "ends_at": time(12),
        "kind": "workshop",
        "other_kind": "",
        "plan_starts_on": date(2026, 2, 1),
        "plan_ends_on": date(2026, 12, 15),
    }

    def test_are_none_for_a_good_session(self):
        assert rules.detail_problems(**self.GOOD) == {}

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"ends_at": time(8)}, {"ends_at": "hours_inverted"}),
            ({"ends_at": time(7, 59)}, {"ends_at": "hours_inverted"}),
            ({"held_on": date(2026, 1, 31)}, {"held_on": "outside_plan"}),
            ({"held_on": date(2026, 12, 16)}, {"held_on": "outside_plan"}),
            ({"kind": "other", "other_kind": " "}, {"other_kind": "other_kind_missing"}),
        ],
    )
    def test_name_the_field(self, change, problem):
        assert rules.detail_problems(**{**self.GOOD, **change}) == problem

    @pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 12, 15)])
    def test_accept_the_first_and_the_last_day_of_the_plan(self, day):
        assert rules.detail_problems(**{**self.GOOD, "held_on": day}) == {}


class TestMinutes:
    def test_need_people_words_and_commitments(self):
        missing = rules.missing_for_minutes(attendance=0, what_was_done=" ", commitments=0, no_commitments=False)
        assert missing == ("attendance", "what_was_done", "commitments")

    def test_may_say_that_there_were_no_commitments(self):
        assert rules.missing_for_minutes(attendance=1, what_was_done="x", commitments=0, no_commitments=True) == ()
        assert rules.missing_for_minutes(attendance=1, what_was_done="x", commitments=2, no_commitments=False) == ()

    def test_are_not_approved_by_their_authors(self):
        assert rules.may_approve_minutes(approver_id=3, author_ids={1, 2, None})
        assert not rules.may_approve_minutes(approver_id=1, author_ids={1, 2})
        assert not rules.may_approve_minutes(approver_id=None, author_ids={1})


class TestCarriedAgenda:
    def test_is_what_was_left_each_with_its_day(self):
        pending = " - Revisar el manual\n\n• Aprobar la planta "
        assert rules.pending_items(pending) == ["Revisar el manual", "Aprobar la planta"]
        assert rules.carried_agenda(pending, "viene del 3 nov 2026") == (
            "Revisar el manual (viene del 3 nov 2026)\nAprobar la planta (viene del 3 nov 2026)"
        )


class TestMayVerify:
    def test_refuses_the_doer(self):
        assert rules.may_verify(verifier_id=2, doer_id=1)
        assert not rules.may_verify(verifier_id=1, doer_id=1)
        assert not rules.may_verify(verifier_id=None, doer_id=1)
