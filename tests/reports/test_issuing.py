"""The same content is one document; who may not see its object gets none; nothing that was issued changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import override

from llegada.accounts.models import Person
from llegada.core.errors import NotAllowed, NotFound
from llegada.core.history import list_events
from llegada.core.roles import Role
from llegada.reports import services
from llegada.reports.choices import DocumentKind, OrderStatus
from llegada.reports.errors import TooLongForDocument
from llegada.reports.models import DocumentFormat, DocumentOrder, IssuedDocument
from llegada.reports.services import issuing
from llegada.reports.tasks import make_ordered_document
from tests import factories as make
from tests.killed import die, give_up, killed, run_again
from tests.loaded_once import made_once
from tests.reports.makers import make_closed_round, make_document, make_order
from tests.reports.reading import Pdf

pytestmark = pytest.mark.django_db


@made_once
def closed():
    return make_closed_round(
        make.make_strategy(status="in_implementation", name="Planta al día", objective="Que haya planta.")
    )


@pytest.fixture
def coordinator(closed):
    return make.make_actor(Role.COORDINATOR, organization=closed.strategy.organization)


def issue(actor, closed, **values):
    asked = {"kind": DocumentKind.COMMITTEE_ACT, "target_id": closed.strategy.public_id, "number": closed.number}
    return services.issue_document(actor=actor, now=make.NOW, **asked | values)


def read(document) -> Pdf:
    with default_storage.open(document.file.storage_name) as content:
        return Pdf(content.read())


def add_format(actor, closed, **values):
    given = {"kind": DocumentKind.COMMITTEE_ACT, "code": "DE-FO-012", "version": "1", "process": "Estrategia"}
    return services.add_format(
        actor=actor,
        organization_id=closed.strategy.organization.public_id,
        now=make.NOW,
        **{"in_force_on": date(2026, 1, 1)} | given | values,
    )


class TestIssueDocument:
    def test_says_what_the_committee_decided(self, closed, coordinator):
        text = read(issue(coordinator, closed)).text
        for said in (
            "Acta CD-2026-11: Planta al día",
            "La decisión del comité es: aprobar. La comparten 2 planillas de 2.",
            "Miembro Número 1 Aprobar De acuerdo.",
            "Que haya planta.",
            "Ana Secretaria Cuenca",
            "Formato sin código",
        ):
            assert said in text

    def test_is_the_same_document_while_the_content_is_the_same(self, closed, coordinator):
        first = issue(coordinator, closed)
        assert issue(coordinator, closed) == first
        assert list_events(target=first).count() == 1

    def test_is_in_spanish_whoever_asks(self, closed, coordinator):
        with override("en"):
            document = issue(coordinator, closed)
        assert issue(coordinator, closed) == document

    def test_is_another_under_another_version_of_the_format(self, closed, coordinator):
        first = issue(coordinator, closed)
        made = add_format(coordinator, closed)
        second = issue(coordinator, closed)
        assert (second.format, second != first) == (made, True)
        assert "DE-FO-012" in read(second).text
        assert services.is_as_issued(first)

    def test_uses_the_format_in_force_and_not_the_coming_one(self, closed, coordinator):
        current = add_format(coordinator, closed)
        add_format(coordinator, closed, version="2", in_force_on=make.TODAY + timedelta(days=1))
        assert issue(coordinator, closed).format == current

    def test_is_refused_to_who_only_reads(self, closed):
        reader = make.make_actor(Role.INTERNAL_CONTROL, organization=closed.strategy.organization)
        with pytest.raises(NotAllowed):
            issue(reader, closed)

    def test_is_hidden_from_the_other_organisation(self, closed):
        with pytest.raises(NotFound):
            issue(make.make_actor(Role.COORDINATOR, organization=make.make_organization()), closed)

    def test_finds_no_act_of_a_round_that_is_open(self, coordinator, closed):
        strategy = make.make_strategy(closed.strategy.unit, status="presented")
        with pytest.raises(NotFound):
            issue(coordinator, closed, target_id=strategy.public_id)

    def test_finds_no_document_of_an_unknown_kind(self, coordinator, closed):
        with pytest.raises(NotFound):
            issue(coordinator, closed, kind="receta")

    def test_is_refused_where_nobody_would_read_it(self, closed, coordinator, monkeypatch):
        monkeypatch.setattr(issuing, "MOST_ROWS", 3)
        with pytest.raises(TooLongForDocument, match="filas y el máximo es 3"):
            issue(coordinator, closed)


class TestIsAsIssued:
    def test_says_that_the_content_changed(self, closed, coordinator):
        document = issue(coordinator, closed)
        type(closed).objects.filter(pk=closed.pk).update(act_number="CD-2026-12")
        assert services.is_as_issued(document) is False

    def test_says_nothing_of_what_is_gone(self, closed):
        assert services.is_as_issued(make_document(closed, number=9)) is None


class TestAppendOnly:
    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_refuses_to_change_what_was_issued_and_its_format(self, closed, coordinator, change):
        add_format(coordinator, closed)
        make_document(closed)
        for model, value in ((IssuedDocument, {"title": "Otro"}), (DocumentFormat, {"code": "Otro"})):
            rows = model.objects.all()
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**value) if change == "update" else rows._raw_delete(rows.db)


class TestOrders:
    def test_are_made_by_the_task_once(self, closed, coordinator, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            order = services.order_document(
                actor=coordinator,
                kind=DocumentKind.COMMITTEE_ACT,
                target_id=closed.strategy.public_id,
                number=1,
                rows=900,
                now=make.NOW,
            )
        order.refresh_from_db()
        assert (order.status, order.document) == (OrderStatus.DONE, IssuedDocument.objects.get())
        make_ordered_document.call(order_id=order.pk)
        assert DocumentOrder.objects.get().ended_at == order.ended_at

    def test_say_why_they_could_not_be_made(self, closed):
        former = make.make_person()
        order = make_order(make_document(closed), by=former)
        make_ordered_document.call(order_id=order.pk)
        order.refresh_from_db()
        assert order.status == OrderStatus.FAILED
        assert order.failure.startswith("No encontramos")

    def test_are_made_by_the_next_worker_where_their_process_was_killed(self, closed, coordinator, monkeypatch):
        order = make_order(make_document(closed), by=Person.objects.get(pk=coordinator.person_id))
        with monkeypatch.context() as patch, killed():
            patch.setattr("llegada.reports.services.orders.issue_document", die)
            make_ordered_document.call(order_id=order.pk)
        run_again("reports.make_ordered_document", order_id=order.pk)
        order.refresh_from_db()
        assert order.status == OrderStatus.DONE

    def test_say_that_they_killed_their_process_each_time(self, closed):
        order = make_order(make_document(closed), by=make.make_person())
        give_up("reports.make_ordered_document", order_id=order.pk)
        order.refresh_from_db()
        assert (order.status, "Pídalo de nuevo" in order.failure) == (OrderStatus.FAILED, True)

    def test_are_refused_to_who_only_reads(self, closed):
        reader = make.make_actor(Role.INTERNAL_CONTROL, organization=closed.strategy.organization)
        with pytest.raises(NotAllowed):
            services.order_document(
                actor=reader,
                kind=DocumentKind.COMMITTEE_ACT,
                target_id=closed.strategy.public_id,
                number=1,
                rows=900,
                now=make.NOW,
            )

    def test_that_are_gone_are_no_failure(self):
        make_ordered_document.call(order_id=0)
