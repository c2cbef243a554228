"""Plays one plan of the invented year through the services that the pages use: agreed, signed, delivered, followed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.demo.catalogue import GIVEN_NAMES, SURNAMES
from llegada.demo.field import FieldDiary
from llegada.demo.institutions import Cast, make_representative
from llegada.demo.pdf import small_pdf
from llegada.demo.planned import PLANNING_UNITS, find_line
from llegada.demo.rounds import Rounds
from llegada.demo.script import STARTED, PlanScript, moment
from llegada.workplans.choices import UnplannedReason
from llegada.workplans.choices import WorkPlanStatus as Fate
from llegada.workplans.models import WorkPlan
from llegada.workplans.selectors import has_annual_plan, list_lines_to_carry_out
from llegada.workplans.services import (
    DeliveryContent,
    PlanBasis,
    PlanText,
    RoundContent,
    answer_delivery,
    apply_action,
    carry_out_lines,
    create_plan,
    deliver_plan,
    record_round,
    report_milestone,
    review_milestone,
    sign_for_provider,
)

#: Lines of the annual plan that become drafts.
LINES_CARRIED_OUT = 2
LESSON = "Conviene concertar con el secretario que decide, y no solo con el equipo técnico, antes de firmar."
REVIEWERS = {
    "INAT": ("monitoreo", Role.MONITORING_ADMIN),
    "DOIL": ("monitoreo2", Role.MONITORING_ADMIN),
    "EGL": ("jefatura4", Role.UNIT_HEAD),
}
HEADS = {"INAT": "jefatura", "DOIL-DCO": "jefatura2", "DOIL-GCM": "jefatura2", "DOIL": "jefatura3", "EGL": "jefatura4"}


def invented_name(chance: random.Random) -> str:
    """Return a name that is nobody's: surnames that are landscapes."""
    return f"{chance.choice(GIVEN_NAMES)} {chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"


def evidence(chance: random.Random) -> SimpleUploadedFile:
    """Return one of a dozen small PDF files: the same bytes are kept once."""
    number = chance.randint(1, 12)
    return small_pdf(number, f"soporte-{number}.pdf")


class PlanStory:
    """One plan from its first draft to where its script says that it stands today."""

    def __init__(self, cast: Cast, chance: random.Random, script: PlanScript, rounds: Rounds, *, today: date) -> None:
        self.cast, self.chance, self.script, self.rounds, self.today = cast, chance, script, rounds, today
        self.acronym = next(name for name, unit in cast.units.items() if unit.pk == script.version.service.unit_id)
        self.advisor = cast.acting(script.advisor, Role.ADVISOR)
        self.plan = self._create()

    @property
    def representative(self) -> Actor:
        """Return who signs for the entity, registered when first needed."""
        entity = self.script.entity
        if entity.pk not in self.cast.representatives:
            make_representative(
                self.cast, entity=entity, name=invented_name(self.chance), now=moment(self._born - timedelta(days=2), 8)
            )
        return self.cast.representatives[entity.pk]

    @property
    def head(self) -> Actor:
        """Return the head of the unit."""
        login = HEADS.get(self.acronym) or HEADS[self.acronym.split("-")[0]]
        return self.cast.acting(login, Role.UNIT_HEAD)

    @property
    def _born(self) -> date:
        return min(self.script.starts_on, self.today) - timedelta(days=25)

    def _create(self) -> WorkPlan:
        script = self.script
        return create_plan(
            actor=self.advisor,
            unit=self.cast.units[self.acronym],
            entity=script.entity,
            advisor=self.cast.people[script.advisor],
            services=[script.version.service],
            text=PlanText(
                title=f"{script.version.name} · {script.entity.name}",
                objectives=script.version.objective,
                expected_results="Un equipo de la entidad capaz de sostener lo acordado.",
                starts_on=script.starts_on,
                ends_on=script.ends_on,
                counterpart_name=invented_name(self.chance),
                counterpart_post="Secretaría de planeación",
                counterpart_email=f"planeacion.{script.entity.pk}@demo.example",
            ),
            basis=self._basis(),
            now=moment(self._born, 9),
        )

    def _basis(self) -> PlanBasis:
        """Say where the plan comes from: its line, no annual plan in its institution, or a request after it was approved."""
        line = find_line(self.script, self.cast.units[self.acronym]) if self.acronym in PLANNING_UNITS else None
        if line is not None:
            return PlanBasis(line=line)
        if not has_annual_plan([self.cast.units[self.acronym]], year=self.script.starts_on.year):
            return PlanBasis(reason=UnplannedReason.NO_ANNUAL_PLAN)
        note = "La entidad lo pidió por oficio cuando el plan anual ya estaba aprobado."
        return PlanBasis(reason=UnplannedReason.REQUEST, note=note)

    def play(self) -> int:
        """Make everything happen, in order; return how many sessions there are."""
        self._agree()
        if self.script.fate not in STARTED:
            return 0
        diary = FieldDiary(
            self.cast, self.chance, self.script, self.plan, self.advisor, self.head, self.rounds, self.today
        )
        diary.record_the_past()
        for at, happen in sorted(self._milestone_events(), key=lambda event: event[0]):
            if at < self._stops_at:  # nothing happens in a plan that ended early
                happen()
        diary.plan_the_rest()
        self._end()
        return len(self.script.session_days)

    def _act(
        self,
        actor: Actor,
        action: str,
        day: date,
        *,
        reason: str = "",
        version_id: UUID | None = None,
        lessons: str = "",
    ) -> None:
        apply_action(
            actor=actor, public_id=self.plan.public_id, action=action, now=moment(day, 10), reason=reason,
            version_id=version_id, has_consent=action == "sign", lessons=lessons,
        )  # fmt: skip

    def _agree(self) -> None:
        fate, day = self.script.fate, self._born
        if fate is Fate.DRAFT:
            return
        self._act(self.advisor, "socialize", day + timedelta(days=5))
        if fate is Fate.SOCIALIZED:
            return
        if fate is Fate.CHANGES_REQUESTED or self.chance.random() < 0.15:
            reason = "Pedimos mover la primera visita: ese mes hay empalme en la secretaría."
            self._act(self.representative, "request_changes", day + timedelta(days=8), reason=reason)
            if fate is Fate.CHANGES_REQUESTED:
                return
            self._act(self.advisor, "socialize", day + timedelta(days=10))
        if "report_next" in self.script.hints:
            self._show_in_person(day + timedelta(days=11))
        self._act(self.representative, "agree", day + timedelta(days=13))
        if fate is Fate.AGREED:
            return
        shown = self.plan.versions.order_by("-number").values_list("public_id", flat=True)[0]
        self._act(self.representative, "sign", day + timedelta(days=16), version_id=shown)
        if fate is not Fate.SIGNED:  # those wait today for their head
            now = moment(day + timedelta(days=18), 9)
            sign_for_provider(actor=self.head, public_id=self.plan.public_id, version_id=shown, now=now)
            self._act(self.advisor, "start", day + timedelta(days=25))

    def _show_in_person(self, day: date) -> None:
        content = RoundContent(
            held_on=day, means="visit",
            participants=[f"{self.plan.counterpart_name}, secretaría de planeación", f"{self.advisor.name}, asesoría"],
            observations="Pidieron que las visitas no coincidan con el cierre presupuestal.",
        )  # fmt: skip
        record_round(actor=self.advisor, public_id=self.plan.public_id, content=content, now=moment(day, 16))

    def _milestone_events(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        milestones = list(self.plan.milestones.order_by("position"))
        due = [
            one
            for one in milestones
            if one.due_on <= self.today or (self.script.milestones_done == 1.0 and self._is_over)
        ]
        done = round(len(milestones if self._is_over else due) * self.script.milestones_done)
        for milestone in milestones[:done]:
            day = min(milestone.due_on, self.script.ends_on, self.today) - timedelta(days=self.chance.randint(3, 6))
            yield moment(day, 15), self._reporter(milestone.public_id, day)
            yield (
                moment(day + timedelta(days=2), 9),
                self._reviewer(milestone.public_id, day + timedelta(days=2), "validate"),
            )
        if "report_next" in self.script.hints and done < len(milestones):
            yield (
                moment(self.today - timedelta(days=1), 15),
                self._reporter(milestones[done].public_id, self.today - timedelta(days=1)),
            )
        elif done < len(due) and self.chance.random() < 0.5:
            yield from self._unsettled(milestones[done].public_id)

    def _unsettled(self, milestone: UUID) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """Report one more milestone that today waits for its review, or came back."""
        day = self.today - timedelta(days=self.chance.randint(3, 9))
        yield moment(day, 16), self._reporter(milestone, day)
        if self.chance.random() < 0.4:
            yield moment(day + timedelta(days=1), 9), self._reviewer(milestone, day + timedelta(days=1), "return")

    @property
    def _stops_at(self) -> datetime:
        """When a plan ended before its time, or the end of today."""
        last = self.script.ends_on if self.script.fate is Fate.TERMINATED else self.today
        return moment(min(last, self.today), 10 if self.script.fate is Fate.TERMINATED else 23)

    @property
    def _is_over(self) -> bool:
        return self.script.fate in {Fate.FINISHED, Fate.CLOSED}

    def _reporter(self, milestone: UUID, day: date) -> Callable[[], None]:
        def happen() -> None:
            report_milestone(
                actor=self.advisor, public_id=milestone, report="El equipo de la entidad entregó y revisó el producto.",
                uploads=[evidence(self.chance)], now=moment(day, 15),
            )  # fmt: skip

        return happen

    def _reviewer(self, milestone: UUID, day: date, action: str) -> Callable[[], None]:
        login, role = REVIEWERS[self.acronym.split("-")[0]]

        def happen() -> None:
            review_milestone(
                actor=self.cast.acting(login, role), public_id=milestone, action=action, now=moment(day, 9),
                observation="Falta la firma de quien recibió el producto." if action == "return" else "",
            )  # fmt: skip

        return happen

    def _end(self) -> None:
        fate, day = self.script.fate, min(self.script.ends_on, self.today)
        if fate is Fate.SUSPENDED:
            self._act(self.head, "suspend", self.today - timedelta(days=1), reason="Cierre de la vía por derrumbe.")
        elif fate is Fate.TERMINATED:
            self._act(self.head, "terminate", day, reason="La entidad cambió sus prioridades.", lessons=LESSON)
        elif self._is_over:
            self._deliver(day)
            if fate is Fate.CLOSED:
                self._receive(min(day + timedelta(days=3), self.today))
                self._act(self.head, "close", min(day + timedelta(days=5), self.today))

    def _deliver(self, day: date) -> None:
        """Finish the plan with its act: what its service promised, delivered by the advisor to the counterpart."""
        content = DeliveryContent(
            delivered_on=day, delivered_by_name=self.advisor.name, received_by_name=self.plan.counterpart_name,
            received_by_post=self.plan.counterpart_post,
            deliverables=[self.script.version.deliverable or self.script.version.name],
        )  # fmt: skip
        deliver_plan(actor=self.advisor, public_id=self.plan.public_id, content=content, now=moment(day, 10))

    def _receive(self, day: date) -> None:
        plan_id, now = self.plan.public_id, moment(day, 11)
        answer_delivery(actor=self.representative, public_id=plan_id, is_received=True, now=now)


def carry_out_some_lines(cast: Cast, scripts: list[PlanScript], *, today: date) -> None:
    """Turn the next lines of the annual plan in execution into draft work plans, as their unit does in one act."""
    unit = cast.units[PLANNING_UNITS[0]]
    advisor = next((one.advisor for one in scripts if one.version.service.unit_id == unit.pk), None)
    if advisor is None:
        return
    head, now = cast.acting("jefatura", Role.UNIT_HEAD), moment(today - timedelta(days=3), 9)
    lines = list_lines_to_carry_out(actor=head).filter(plan__unit=unit, plan__status="in_execution")
    lines = lines.exclude(status="in_execution")[:LINES_CARRIED_OUT]
    chosen = [line.public_id for line in lines]
    if chosen:
        carry_out_lines(actor=head, line_ids=chosen, advisor=cast.people[advisor], now=now)
