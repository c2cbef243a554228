"""A small country whose figures were counted by hand (`tests/insights/test_selectors.py`)."""

from __future__ import annotations

from datetime import date

from llegada.accounts.models import OrgUnit
from llegada.delivery.models import AttendanceEntry
from llegada.insights.progress_rebuild import rebuild_progress
from llegada.insights.services import rebuild_figures
from llegada.territory.models import Entity, Municipality
from llegada.workplans.models import PlanMilestone
from tests import factories as make


class World:
    """A country of four places whose figures were counted by hand in `test_selectors`.

    «Uno» assists Medellín (2025 and 2026) and San Andrés with the line Finanzas; «Dos» assists Pasto and the Gobernación
    de Antioquia, which has no municipality here, with Catastro. Person 1 attended in Medellín and in Pasto.
    """

    def __init__(self) -> None:
        self.one, self.two = (make.make_organization(f"Instituto {name}", name.upper()) for name in ("Uno", "Dos"))
        self.finance, self.cadastre = make.make_line("Finanzas"), make.make_line("Catastro")
        unit_one, unit_two = make.make_unit(self.one), make.make_unit(self.two)
        finance = make.make_service(unit_one, line=self.finance, name="Marco fiscal")
        cadastre = make.make_service(unit_two, line=self.cadastre, name="Censo predial")
        self.finance_version = finance
        medellin = make.make_municipality("05001", "Medellín")
        make.make_municipality("05002", "Abejorral")
        pasto = make.make_municipality("52001", "Pasto")
        islands = make.make_municipality("88001", "San Andrés", make.make_department("88", "San Andrés y Providencia"))
        Municipality.objects.filter(pk="88001").update(kind="island", latitude=12.58, longitude=-81.7)
        make.make_municipality("97001", "Mitú", make.make_department("97", "Vaupés"))
        governorate = Entity.objects.create(
            name="Gobernación de Antioquia",
            kind="governorate",
            order="territorial",
            department_id="05",
            search_text="gobernacion de antioquia",
        )
        self.medellin = make.make_entity(medellin)
        self.plan = make.make_plan(unit=unit_one, entity=self.medellin, versions=[finance])
        self.island_plan = make.make_plan(
            unit=unit_one, entity=make.make_entity(islands, kind="other", name="Hospital"), versions=[finance]
        )
        self.pasto_plan = make.make_plan(unit=unit_two, entity=make.make_entity(pasto), versions=[cadastre])
        self.governorate_plan = make.make_plan(unit=unit_two, entity=governorate, versions=[cadastre], status="agreed")
        self.hold(self.plan, 1, 2)
        self.hold(self.plan, 2, 3, status="minutes_approved")
        self.hold(self.plan, 1, held_on=date(2025, 5, 4))
        self.hold(self.plan, 4, status="planned")
        self.hold(self.plan, 5, status="cancelled")
        self.hold(self.pasto_plan, 1)
        self.hold(self.governorate_plan)
        self.hold(self.island_plan, 9)
        rebuild_figures()
        rebuild_progress()

    def hold(self, plan, *people, status="held", held_on=date(2026, 6, 1)):
        session = make.make_session(plan, status=status, held_on=held_on)
        for person_key in people:
            AttendanceEntry.objects.create(
                session=session, name=f"Persona {person_key}", entity_name="Alcaldía", person_key=person_key
            )
        return session

    def validate(self, plan, count):
        """Validate the first milestones of a plan."""
        reporter, reviewer = make.make_person(), make.make_person()
        for milestone in plan.milestones.all()[:count]:
            PlanMilestone.objects.filter(pk=milestone.pk).update(
                status="validated",
                reported_at=make.NOW,
                reported_by=reporter,
                reviewed_at=make.NOW,
                reviewed_by=reviewer,
            )
        rebuild_progress()


def held_by_two(*people: tuple[int, int]) -> list[OrgUnit]:
    """Hold in March, in each of two municipalities, a session of each of two organisations for so many; return their units."""
    units = [make.make_unit(make.make_organization(name, name[:3])) for name in ("Primera", "Segunda")]
    for code, counts in zip(("05001", "52001"), people, strict=False):
        entity = make.make_entity(make.make_municipality(code, code))
        for unit, count in zip(units, counts, strict=True):
            session = make.make_session(
                make.make_plan(unit=unit, entity=entity), status="held", held_on=date(2026, 3, 3)
            )
            for number in range(count):
                mail = f"{unit.pk}.{code}.{number}@x.example"
                make.make_attendance(session, f"{unit.pk} {code} {number}", email=mail)
    rebuild_figures()
    return units
