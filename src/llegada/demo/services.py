"""Loads the demonstration year: deterministic for a given day, through the same services as the pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from llegada.accounts.models import Organization
from llegada.core import history
from llegada.core.actors import SYSTEM
from llegada.core.garbage import seldom_looked_for
from llegada.core.queue import muted
from llegada.delivery.models import Session
from llegada.demo.analyses import make_analyses
from llegada.demo.attendance import make_own_attendance
from llegada.demo.brought import bring_what_was_before
from llegada.demo.consultations import make_consultations
from llegada.demo.depth import play_year
from llegada.demo.documents import make_documents
from llegada.demo.errors import NotEmpty
from llegada.demo.events import make_mass_event
from llegada.demo.indicators import make_indicators
from llegada.demo.indices import make_indices
from llegada.demo.institutions import Cast, make_contact, make_institutions, make_representative
from llegada.demo.joint import make_joint_plans
from llegada.demo.offer import make_offer, settle_offer
from llegada.demo.offline import make_field_work
from llegada.demo.planning import make_annual_plans
from llegada.demo.promises import follow_promises
from llegada.demo.requests import make_requests
from llegada.demo.rounds import Rounds
from llegada.demo.script import PlanScript, moment, write_year
from llegada.demo.selectors import LOADED_VERB
from llegada.demo.strategies import make_statements, make_strategies, read_old_notices
from llegada.demo.students import make_student_drafts
from llegada.demo.targeting import make_targeting
from llegada.demo.trips import plan_near_visits
from llegada.demo.year import carry_out_some_lines

SEED = 1049


@dataclass(frozen=True)
class DemoSummary:
    """What was loaded."""

    people: int
    services: int
    plans: int
    sessions: int


def _play(
    cast: Cast, chance: random.Random, scripts: list[PlanScript], *, today: date, say: Callable[[str], None]
) -> int:
    """Play every work plan of the year; return how many sessions there are."""
    rounds = Rounds(chance, today=today)
    play_year(cast, chance, scripts, rounds, today=today)
    carry_out_some_lines(cast, scripts, today=today)
    make_joint_plans(cast, entity=scripts[0].entity, today=today)
    say("Actas y compromisos…")
    rounds.make_them()
    follow_promises(cast, today=today)
    make_own_attendance(cast, scripts[0], today=today)
    make_consultations(cast, scripts[0], today=today)
    make_student_drafts(cast, scripts[0], today=today)
    make_mass_event(cast, scripts, today=today)
    make_field_work(cast, scripts, today=today)
    plan_near_visits(cast, today=today)
    say("Solicitudes…")
    make_requests(cast, scripts[0].entity, today=today)
    return Session.objects.count()


def load_demo(*, now: datetime, today: date, say: Callable[[str], None] = lambda line: None) -> DemoSummary:
    """Load the whole year, or nothing. Raises NotEmpty where there is already an organisation.

    No mail is asked for: the people are invented, and a year of notices would follow.
    """
    if Organization.objects.exists():
        raise NotEmpty()
    chance = random.Random(SEED)
    with transaction.atomic(), muted(), seldom_looked_for():
        say("Instituciones, dependencias y personas…")
        cast = make_institutions(now=moment(today - timedelta(days=400), 8))
        say("Fichas de indicador…")
        make_indicators(cast, now=moment(today - timedelta(days=385), 8))
        say("Portafolio y estrategias…")
        lately = moment(today - timedelta(days=24), 8)
        make_statements(cast, now=moment(today - timedelta(days=399), 8))
        strategies = make_strategies(cast, today=today)  # services say to which they contribute
        offer = make_offer(cast, strategies, now=moment(today - timedelta(days=380), 8), lately=lately)
        say("Índices…")
        make_indices(cast, today=today)
        say("Planes anuales…")
        scripts = write_year(chance, cast, offer, today=today)
        make_annual_plans(cast, offer, scripts, today=today)
        make_analyses(cast, today=today)
        make_targeting(cast, today=today)
        showcase = scripts[0].entity
        since = moment(today - timedelta(days=370), 8)
        make_representative(cast, entity=showcase, name="Aurelio Farallón Trigal", login="alcaldia", now=since)
        make_contact(cast, entity=showcase, name="Deyanira Lomas Olivar", login="secretaria", now=since)
        say("Planes de trabajo y sesiones…")
        sessions = _play(cast, chance, scripts, today=today, say=say)
        bring_what_was_before(cast, now=now, today=today)
        settle_offer(cast, offer, now=moment(today - timedelta(days=12), 8))
        read_old_notices(cast, today=today)
        history.record(actor=SYSTEM, verb=LOADED_VERB, target=cast.organizations["INAT"], now=now)
        make_documents(cast, now=now, today=today)  # last: only now do documents say that they are a demonstration
    return DemoSummary(
        people=len(cast.people),
        services=sum(len(group) for group in offer.values()),
        plans=len(scripts),
        sessions=sessions,
    )
