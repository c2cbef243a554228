import pytest
from django.db import IntegrityError, InternalError, transaction

from llegada.core import history
from llegada.core.models import Event
from llegada.portfolio.models import Milestone, ServiceVersion, VersionEditor
from llegada.workplans.models import WorkPlanVersion
from tests import factories as make

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, InternalError)


class TestHistory:
    def test_is_written_with_who_when_and_why(self):
        person = make.make_person("Ana Prueba")
        actor = make.actor_of_person(person)
        history.record(
            actor=actor, verb="test.done", target=person, now=make.NOW, before="a", after="b", reason="porque sí"
        )
        event = history.list_events(target=person).get()
        assert (event.actor, event.actor_name, event.before, event.after, event.reason) == (
            person,
            "Ana Prueba",
            "a",
            "b",
            "porque sí",
        )

    def test_cannot_be_rewritten(self):
        person = make.make_person()
        event = history.record(actor=make.actor_of_person(person), verb="test.done", target=person, now=make.NOW)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(reason="otra")

    def test_cannot_be_deleted(self):
        person = make.make_person()
        event = history.record(actor=make.actor_of_person(person), verb="test.done", target=person, now=make.NOW)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            Event.objects.filter(pk=event.pk).delete()


class TestPublishedVersion:
    def test_is_refused_by_the_database_when_weights_do_not_add_up(self):
        version = make.make_service(weights=(20, 50), is_published=False)
        with pytest.raises(REFUSED, match="exactamente 100"), transaction.atomic():
            make.put_in_stage(version, "published")

    def test_accepts_weights_with_decimals_that_add_up(self):
        version = make.make_service(weights=(), is_published=False)
        for position, weight in enumerate(["33.33", "33.33", "33.34"], start=1):
            Milestone.objects.create(version=version, position=position, name="Hito", weight=weight)
        make.put_in_stage(version, "published")
        assert version.status == "published"

    @pytest.mark.parametrize("change", [{"name": "Otro"}, {"objective": "Otro"}, {"status": "design"}])
    def test_cannot_be_changed(self, change):
        version = make.make_service()
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            ServiceVersion.objects.filter(pk=version.pk).update(**change)

    def test_keeps_its_milestones(self):
        version = make.make_service()
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            version.milestones.all().update(weight=1)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            Milestone.objects.filter(version=version).delete()
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            Milestone.objects.create(version=version, position=9, name="Más", weight=1)

    @pytest.mark.parametrize("stage", ["in_feedback", "protocol_in_review", "protocol_validated", "parametrized"])
    def test_is_not_written_while_others_have_the_next_step(self, stage):
        version = make.make_service(is_published=False, stage=stage)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            ServiceVersion.objects.filter(pk=version.pk).update(objective="Otro")
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            version.milestones.all().update(weight=1)
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            VersionEditor.objects.create(version=version, person=make.make_person())

    @pytest.mark.parametrize("lacking", ["validated_at", "validated_by", "parametrized_at", "parametrized_by"])
    def test_needs_who_validated_and_who_parametrised(self, lacking):
        version = make.make_service(is_published=False, stage="parametrized")
        with pytest.raises(REFUSED), transaction.atomic():
            ServiceVersion.objects.filter(pk=version.pk).update(
                status="published", published_at=make.NOW, **{lacking: None}
            )

    @pytest.mark.parametrize("answer", ["validated_by", "parametrized_by", "published_by"])
    def test_is_refused_by_the_database_where_who_wrote_answers_for_it(self, answer):
        version = make.make_service(is_published=False)
        designer = make.make_person()
        VersionEditor.objects.create(version=version, person=designer)
        make.put_in_stage(version, "parametrized")
        with pytest.raises(REFUSED, match="Quien diseña no aprueba"), transaction.atomic():
            ServiceVersion.objects.filter(pk=version.pk).update(**{answer: designer})

    def test_is_refused_where_who_edited_last_validates(self):
        version = make.make_service(is_published=False)
        designer = make.make_person()
        ServiceVersion.objects.filter(pk=version.pk).update(edited_by=designer)
        with pytest.raises(REFUSED), transaction.atomic():
            ServiceVersion.objects.filter(pk=version.pk).update(validated_by=designer, validated_at=make.NOW)

    def test_is_not_born_published(self):
        version = make.make_service()
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            ServiceVersion.objects.create(
                service=version.service, number=2, name="Otra", line=version.line, status="protocol_in_review"
            )


class TestVersionShownToTheEntity:
    def test_cannot_be_changed_or_deleted(self):
        plan = make.make_plan(status="agreed")
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            WorkPlanVersion.objects.filter(plan=plan).update(content={})
        with pytest.raises(REFUSED, match="no se modifica"), transaction.atomic():
            WorkPlanVersion.objects.filter(plan=plan).delete()
