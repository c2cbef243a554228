from datetime import date

import pytest
from django.db import IntegrityError, transaction

from llegada.planning.models import (
    AnalysisFinding,
    AnalysisPriority,
    AnalysisSource,
    AnnualAnalysis,
    InterventionScenario,
    PlanningCycle,
)
from tests import factories as make
from tests.planning.makers import make_analysis, make_cycle

pytestmark = pytest.mark.django_db
PARTS = (AnalysisFinding, AnalysisSource, InterventionScenario, AnalysisPriority)


def refused(work):
    with pytest.raises(IntegrityError), transaction.atomic():
        work()
    return True


class TestCycles:
    @pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 11, 21), date(2026, 12, 16)])
    def test_ask_for_the_analysis_before_what_comes_out_of_it(self, day):
        make_cycle(strategies_due_on=date(2026, 11, 20) if day.month < 12 else None)
        assert refused(lambda: PlanningCycle.objects.update(analysis_due_on=day))
        PlanningCycle.objects.update(analysis_due_on=date(2026, 11, 20))


class TestAnalyses:
    def test_are_one_a_unit_and_cycle(self):
        analysis = make_analysis(is_whole=False)
        assert refused(lambda: make_analysis(analysis.unit, cycle=analysis.cycle, is_whole=False))

    @pytest.mark.parametrize("change", [{"status": "sent"}, {"status": "whim"}, {"accepted_at": make.NOW}])
    def test_hold_together(self, change):
        make_analysis(is_whole=False)
        assert refused(lambda: AnnualAnalysis.objects.update(**change))

    @pytest.mark.parametrize("who", ["edited_by", "sent_by"])
    def test_are_not_accepted_by_who_wrote_or_sent_them(self, who):
        analysis = make_analysis(status="sent")
        AnnualAnalysis.objects.update(status="returned")
        AnnualAnalysis.objects.update(**{who: make.make_person()})
        AnnualAnalysis.objects.update(status="sent")
        author = getattr(AnnualAnalysis.objects.get(pk=analysis.pk), who)
        accepted = {"status": "accepted", "accepted_at": make.NOW}
        assert refused(lambda: AnnualAnalysis.objects.update(**accepted, accepted_by=author))
        assert AnnualAnalysis.objects.update(**accepted, accepted_by=make.make_person()) == 1

    @pytest.mark.parametrize("status", ["sent", "accepted"])
    def test_are_frozen_once_they_left_their_unit(self, status):
        analysis = make_analysis(status=status)
        for part, change in zip(PARTS, ({"text": "x"}, {"name": "x"}, {"scope": "x"}, {"reason": "x"}), strict=True):
            assert refused(lambda part=part, change=change: part.objects.update(**change))
            assert refused(lambda part=part: part.objects.all().delete())
        finding = analysis.findings.first()
        source = {"position": 9, "name": "x", "url": "https://x.example"}
        assert refused(lambda: AnalysisSource.objects.create(finding=finding, **source))
        assert refused(lambda: AnalysisPriority.objects.create(analysis=analysis, position=9, name="x", reason="x"))
        assert refused(lambda: AnnualAnalysis.objects.update(edited_by=make.make_person()))
        assert refused(lambda: AnnualAnalysis.objects.all().delete())

    def test_stay_accepted(self):
        make_analysis(status="accepted")
        back = {"status": "returned", "accepted_at": None, "accepted_by": None}
        assert refused(lambda: AnnualAnalysis.objects.update(**back))

    def test_change_again_when_returned(self):
        make_analysis(status="returned")
        AnalysisFinding.objects.update(text="Mejor")
        AnalysisSource.objects.all().delete()
        AnnualAnalysis.objects.all().delete()
        assert not AnalysisPriority.objects.exists()


class TestParts:
    @pytest.mark.parametrize(
        ("part", "change"),
        [
            (AnalysisFinding, {"section": "gossip"}),
            (AnalysisSource, {"url": "http://datos.example"}),
            (AnalysisSource, {"year": 1999}),
            (AnalysisSource, {"name": ""}),
            (InterventionScenario, {"scope": ""}),
            (AnalysisPriority, {"reason": ""}),
        ],
    )
    def test_hold_together(self, part, change):
        analysis = make_analysis()
        one = part.objects.first()
        assert refused(lambda: part.objects.filter(pk=one.pk).update(**change))
        assert analysis.status == "draft"
