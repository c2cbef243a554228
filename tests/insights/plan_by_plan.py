"""The history of plans told one by one, from the models, to compare what is told of them by whole columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from django.utils.timezone import localdate

from llegada.insights.counting.plan_reading import (
    MILESTONE,
    MILESTONE_STATUSES,
    MISSING,
    PLAN,
    PLAN_STATUSES,
    PlanTables,
)
from llegada.workplans.facts import COUNTED, MilestoneFact, hundredths
from llegada.workplans.selectors.facts import compose_plan_fact, pairs, told_as_historical


def changes_of(plans, milestones, plan_versions, milestone_versions):
    """Return every change that moves the figures: models of plans and milestones, and (thing, instant, model of then)."""
    changes = []
    for plan in plans:
        own = [one for one in milestones if one.plan_id == plan.pk]
        if plan.status == "historical":
            changes += pairs(told_as_historical(plan, own))
            continue
        written = [(localdate(at), 0, said) for said, at in plan_versions if said.pk == plan.pk]
        written += [(localdate(at), 1, said) for said, at in milestone_versions if said.plan_id == plan.pk]
        told = by_versions(plan, own, sorted(written, key=lambda one: one[:2]))
        now = compose_plan_fact(plan, own, on=plan.starts_on)
        leads = told and replace(told[-1], known_on=now.known_on) == now
        changes += pairs(told if leads else by_dates(plan, own))
    return changes


def by_versions(plan, milestones, written):
    now = compose_plan_fact(plan, milestones, on=plan.starts_on)
    rows = {one.milestone_id: one for one in now.milestones}
    told, stands, known = {}, None, {}
    for day, kind, said in written:
        if kind == 0:
            stands = said
        elif said.pk in rows:
            known[said.pk] = MilestoneFact(
                said.pk, rows[said.pk].version_id, said.status, hundredths(said.weight), said.due_on
            )
        if stands is not None:
            told[day] = replace(
                compose_plan_fact(stands, [], on=day), milestones=tuple(known[key] for key in sorted(known))
            )
    return list(told.values())


def by_dates(plan, milestones):
    if plan.status not in COUNTED:
        return []
    now = compose_plan_fact(plan, milestones, on=localdate(plan.signed_at or plan.created_at))
    steps = []
    for one in milestones:
        if one.reported_at is not None and one.status not in {"pending", "not_applicable"}:
            steps.append((max(now.known_on, localdate(one.reported_at)), one.pk, "reported"))
            if one.reviewed_at is not None and one.status in {"validated", "returned"}:
                steps.append((max(now.known_on, localdate(one.reviewed_at)), one.pk, one.status))
    ended = max(now.known_on, plan.ended_on) if plan.status == "terminated" and plan.ended_on else None
    was = replace(now, status="in_execution" if ended and plan.signed_at else now.status)
    known = {
        one.milestone_id: one if one.status == "not_applicable" else replace(one, status="pending")
        for one in now.milestones
    }
    facts = []
    for day in sorted({now.known_on, *(step[0] for step in steps)} | ({ended} if ended else set())):
        for _day, key, status in sorted(step for step in steps if step[0] == day):
            known[key] = replace(known[key], status=status)
        stands = now if ended and day >= ended else was
        facts.append(replace(stands, milestones=tuple(known.values()), known_on=day))
    return facts


def tables_of(plans, milestones, plan_versions, milestone_versions):
    """Return the same as the columns that are read from the tables."""
    return PlanTables(
        _table(
            [(one.pk, *_plan(one), _instant(one.signed_at), _instant(one.created_at), _day(one.ended_on)) for one in plans],
            ("id", *PLAN, "signed", "made", "ended"),
        ),
        _table(
            [
                (one.pk, one.plan_id, one.plan_service.service_version_id, *_milestone(one), _instant(one.reported_at),
                 _instant(one.reviewed_at))
                for one in milestones
            ],
            ("id", "plan", "version", *MILESTONE, "reported", "reviewed"),
        ),
        _table(
            [(said.pk, number, _instant(at), *_plan(said)) for number, (said, at) in enumerate(plan_versions)],
            ("id", "written", "at", *PLAN),
        ),
        _table(
            [(said.pk, number, _instant(at), *_milestone(said)) for number, (said, at) in enumerate(milestone_versions)],
            ("id", "written", "at", *MILESTONE),
        ),
    )  # fmt: skip


def _plan(one):
    status = PLAN_STATUSES.index(one.status)
    return status, _day(one.starts_on), _day(one.ends_on), one.unit_id, one.entity_id, one.advisor_id


def _milestone(one):
    return MILESTONE_STATUSES.index(one.status), hundredths(one.weight), _day(one.due_on)


def _day(day):
    return MISSING if day is None else day.toordinal()


def _instant(at):
    return MISSING if at is None else int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


def _table(rows, names):
    return np.array(rows, dtype=[(name, "<i8") for name in names])
