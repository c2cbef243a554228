"""Thematic lines: named once, renamed everywhere, retired without touching what has them."""

from __future__ import annotations

import pytest

from llegada.core import history
from llegada.core.actors import SYSTEM
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.imports import ImportSource
from llegada.core.roles import Role
from llegada.core.tabular import Row
from llegada.portfolio import rules, selectors, services
from llegada.portfolio.models import ServiceVersion, ThematicLine
from llegada.portfolio.policies import LINE_POLICY, LinePermission
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, make_ready, publish

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def line():
    return make.make_line("Género y equidad")


def rename(cast, line, name, *, seen_name=None, actor="importer"):
    return services.rename_line(
        actor=getattr(cast, actor),
        public_id=line.public_id,
        name=name,
        seen_name=line.name if seen_name is None else seen_name,
        now=make.NOW,
    )


def change(cast, line, action, *, reason="", actor="importer"):
    return services.change_line(
        actor=getattr(cast, actor), public_id=line.public_id, action=action, reason=reason, now=make.NOW
    )


class TestLinePolicy:
    @pytest.mark.parametrize("role", [Role.IT_ADMIN, Role.MONITORING_ADMIN])
    def test_is_for_roles_given_for_the_whole_installation(self, role):
        organization = make.make_organization()
        assert LINE_POLICY.may_ever(make.make_actor(role), LinePermission.MANAGE)
        assert not LINE_POLICY.may_ever(make.make_actor(role, organization=organization), LinePermission.MANAGE)


class TestRenameLine:
    def test_keeps_the_decision_and_the_former_version(self, cast, line):
        renamed = rename(cast, line, "  Enfoque   de género ")
        event = history.list_events(target=renamed)[0]
        assert (event.verb, event.before, event.after) == ("line.rename", "Género y equidad", "Enfoque de género")
        assert renamed.history.first().name == "Enfoque de género"

    @pytest.mark.parametrize("name", ["GENERO Y EQUIDAD", "Género y equidad social"])
    def test_takes_another_way_of_writing_its_own_name(self, cast, line, name):
        assert rename(cast, line, name).name == name

    @pytest.mark.parametrize("name", ["finanzas PUBLICAS", "", "x" * 121])
    def test_refuses_the_name_of_another_and_what_is_no_name(self, cast, line, name):
        make.make_line("Finanzas públicas")
        with pytest.raises(Invalid) as refused:
            rename(cast, line, name)
        assert refused.value.fields.keys() == {"name"}

    def test_refuses_what_was_seen_before_somebody_else_renamed_it(self, cast, line):
        rename(cast, line, "Enfoque de género")
        with pytest.raises(Conflict):
            rename(cast, line, "Mujer y género", seen_name="Género y equidad")

    def test_said_again_alike_changes_nothing(self, cast, line):
        rename(cast, line, line.name)
        assert not history.list_events(target=line).exists()

    def test_lets_services_be_found_by_the_new_name_and_touches_nothing_else(self, cast, line):
        published = make.make_service(cast.unit, line=line)
        drafted = make.make_service(cast.unit, line=line, is_published=False)
        rename(cast, line, "Enfoque diferencial")
        found = selectors.search_versions(ServiceVersion.objects.all(), "diferencial")
        assert set(found) == {published, drafted}
        assert not selectors.search_versions(ServiceVersion.objects.all(), "equidad").exists()

    @pytest.mark.parametrize("actor", ["lead", "coordinator", "stranger"])
    def test_is_not_for_the_others(self, cast, line, actor):
        with pytest.raises(NotAllowed):
            rename(cast, line, "Otro", actor=actor)

    def test_knows_no_other_line(self, cast, line):
        gone = ThematicLine(name="Nunca")
        with pytest.raises(NotFound):
            rename(cast, gone, "Otro")


class TestChangeLine:
    def test_goes_along_its_table_and_keeps_why(self, cast, line):
        assert change(cast, line, "retire", reason=" Se unió con otra ").is_active is False
        assert history.list_events(target=line)[0].reason == "Se unió con otra"
        assert change(cast, line, "restore").is_active is True

    def test_asks_why_it_is_retired(self, cast, line):
        with pytest.raises(ReasonRequired):
            change(cast, line, "retire", reason=" ")

    @pytest.mark.parametrize("is_active", [True, False])
    @pytest.mark.parametrize("action", ["retire", "restore", "delete"])
    def test_refuses_anything_outside_the_table(self, cast, line, is_active, action):
        ThematicLine.objects.filter(pk=line.pk).update(is_active=is_active)
        if (is_active, action) in rules.LINE_TRANSITIONS:
            assert change(cast, line, action, reason="x").is_active is not is_active
        else:
            with pytest.raises(TransitionNotAllowed):
                change(cast, line, action, reason="x")

    def test_is_not_for_the_others(self, cast, line):
        with pytest.raises(NotAllowed):
            change(cast, line, "retire", reason="x", actor="head")


class TestRetiredLine:
    @pytest.fixture
    def retired(self, cast, line):
        return change(cast, line, "retire", reason="x")

    def test_is_not_chosen_for_a_new_service(self, cast, retired):
        with pytest.raises(Invalid) as refused:
            services.create_service(actor=cast.lead, unit=cast.unit, content=content(line=retired), now=make.NOW)
        assert refused.value.fields.keys() == {"line"}
        assert retired not in selectors.list_active_lines()

    def test_stays_with_the_services_that_have_it(self, cast, line):
        service = services.create_service(actor=cast.lead, unit=cast.unit, content=content(line=line), now=make.NOW)
        retired = change(cast, line, "retire", reason="x")
        edited = services.edit_draft(
            actor=cast.lead,
            public_id=service.public_id,
            content=content(line=retired, name="Otro nombre"),
            now=make.NOW,
        )
        assert (edited.name, edited.line) == ("Otro nombre", retired)
        assert retired in selectors.list_active_lines(besides=retired)

    def test_publishes_no_draft_that_waited_but_lets_a_published_service_go_on(self, cast, line):
        waiting = services.create_service(actor=cast.lead, unit=cast.unit, content=content(line=line), now=make.NOW)
        old = services.create_service(
            actor=cast.lead, unit=cast.unit, content=content(line=line, name="Ya publicado"), now=make.NOW
        )
        publish(cast, old)
        make_ready(waiting, "design")
        retired = change(cast, line, "retire", reason="x")
        with pytest.raises(Invalid, match="La línea temática se retiró"):
            services.move_version(actor=cast.lead, public_id=waiting.public_id, action="send_protocol", now=make.NOW)
        changed = content(line=retired, name="Ya publicado, corregido")
        services.edit_draft(actor=cast.lead, public_id=old.public_id, content=changed, now=make.NOW)
        again = publish(cast, old)
        assert again.published_version.name == "Ya publicado, corregido"

    def test_comes_with_no_new_service_of_an_import_and_stays_with_the_old_ones(self, cast, line):
        def row(number, name, objective):
            cells = {"Organización": cast.unit.organization.name, "Línea temática": "GÉNERO y equidad"}
            return Row(number, cells | {"Nombre": name, "Objetivo": objective})

        def bring(*rows):
            source = ImportSource.of("oferta.csv", b"una tabla")
            return services.import_offer(actor=SYSTEM, rows=rows, dry_run=False, now=make.NOW, source=source)

        bring(row(2, "Casas de igualdad", "Antes"))
        change(cast, line, "retire", reason="x")
        report = bring(row(2, "Casas de igualdad", "Después"), row(3, "Escuelas", "Nuevo"))
        assert (report.updated, report.rejected) == (1, 1)
        (finding,) = [one for one in report.findings if one.row == 3]
        assert (finding.column, "retirada" in str(finding.reason)) == ("Línea temática", True)
        assert [one.objective for one in ServiceVersion.objects.filter(line=line)] == ["Después"]


class TestListLines:
    def test_counts_the_services_alive_of_each_by_name(self, cast, line):
        make.make_service(cast.unit, line=line)
        gone = make.make_service(cast.unit, line=line)
        type(gone.service).objects.filter(pk=gone.service_id).update(status="retired")
        make.make_line("Árboles")
        make.make_line("Zonas")
        found = [(one.name, one.service_count) for one in selectors.list_lines()]
        assert found == [("Árboles", 0), ("Género y equidad", 1), ("Zonas", 0)]
