"""What is drawn by expressions: every name and word is text whoever wrote it, and tables keep what a screen reader needs."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from django.test.html import parse_html

from llegada.accounts.models import OrgUnit
from llegada.delivery.models import Session
from llegada.insights.selectors.breakdowns import BreakdownRow
from llegada.insights.selectors.cell_rows import EntityRow
from llegada.portal.country_map import Circle
from llegada.portal.matrix_drawing import Cell
from llegada.portal.overlap_words import VisitWords
from llegada.portal.templatetags import drawn
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Department, Entity, Municipality
from llegada.workplans.models import WorkPlan

KEY = UUID("0123456789abcdef0123456789abcdef")


def hostile(name: str) -> str:
    return f"\"'><b>{name}</b>&"


def entity() -> Entity:
    department = Department(code="05", name=hostile("Departamento"))
    town = Municipality(code="05001", name=hostile("Municipio"), department=department)
    return Entity(public_id=KEY, name=hostile("Entidad"), kind="mayoralty", department=department, municipality=town)


def session() -> Session:
    unit = OrgUnit(name=hostile("Dependencia"))
    return Session(
        public_id=KEY,
        title=hostile("Tema"),
        held_on=date(2026, 6, 1),
        plan=WorkPlan(entity=entity(), unit=unit),
        service_version=ServiceVersion(name=hostile("Servicio")),
    )


#: The filter, what it is given, and the words of others that it writes.
DRAWN = {
    "circles": (
        drawn.drawn_circles, [Circle("1.0", "2.0", "3.00", hostile("Lugar"), f"/{hostile('url')}")], {"Lugar", "url"}
    ),
    "cells": (
        drawn.drawn_cells, [Cell(hostile("Con"), 2, f"/{hostile('url')}"), Cell(hostile("Sin"), 1, "")], {"Con", "url", "Sin"}
    ),
    "breakdown": (
        drawn.drawn_breakdown, [BreakdownRow(2026, hostile("Organización"), hostile("Línea"), 1, 2, 7)],
        {"Organización", "Línea"},
    ),
    "entities": (
        drawn.drawn_entities, [EntityRow(entity(), 3, 7)], {"Entidad", "Municipio", "Departamento"}
    ),
    "sessions": (
        drawn.drawn_sessions, [session()], {"Tema", "Entidad", "Servicio", "Dependencia"}
    ),
    "pair": (drawn.drawn_pair, (hostile("Una"), hostile("Otra")), {"Una", "Otra"}),
    "visits": (
        drawn.drawn_visits,
        [VisitWords(*map(hostile, ("día", "estado", "servicio", "unidad")), f"/{hostile('url')}")],
        {"día", "estado", "servicio", "unidad", "url"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("draw", "given", "names"), DRAWN.values(), ids=DRAWN)
def test_writes_every_word_of_others_as_text(draw, given, names):
    markup = draw(given)

    assert "<b>" not in markup
    for name in names:
        assert f"&quot;&#x27;&gt;&lt;b&gt;{name}&lt;/b&gt;&amp;" in markup
    assert set(re.findall(r"<b>(.*?)</b>", markup.replace("&lt;", "<").replace("&gt;", ">"))) == names


class TestCircles:
    def test_are_links_of_which_the_tab_key_stops_at_the_first(self):
        circles = [Circle("1.0", "2.0", "3.00", f"Lugar {n}", f"/{n}/") for n in range(3)]

        markup = drawn.drawn_circles(circles)

        tags = re.findall(r"<a [^>]*>", markup)
        assert tags == ['<a href="/0/">', '<a href="/1/" tabindex="-1">', '<a href="/2/" tabindex="-1">']
        assert [f"<title>Lugar {n}</title>" in markup for n in range(3)] == [True] * 3


class TestCells:
    def test_say_their_shade_and_words_and_that_there_is_no_data(self):
        markup = drawn.drawn_cells([Cell("7", 3, "/filas/"), Cell("< 5", 1, ""), Cell("", 0, "")])

        assert parse_html(markup) == parse_html(
            '<td class="m3"><a href="/filas/">7</a></td><td class="m1">&lt; 5</td>'
            '<td class="m0"><span class="visually-hidden">sin dato</span></td>'
        )


class TestTables:
    """On a phone each row is a card: its heading is the `th`, and each other cell says what it is."""

    @pytest.mark.parametrize(
        ("draw", "given", "labels"),
        [
            (drawn.drawn_breakdown, [BreakdownRow(2026, "Uno", "Finanzas", 1200, 2300, 4)],
             {"Vigencia": "2026", "Línea temática": "Finanzas", "Servicios": "1.200", "Sesiones": "2.300",
              "Personas": "menos de 5"}),
            (drawn.drawn_breakdown, [BreakdownRow(2026, "Uno", "Finanzas", 1, 2, 7, is_kept=True)],
             {"Vigencia": "2026", "Línea temática": "Finanzas", "Servicios": "1", "Sesiones": "2", "Personas": "reservado"}),
            (drawn.drawn_breakdown, [BreakdownRow(2026, "Uno", "Finanzas", 1, 2, None)],
             {"Vigencia": "2026", "Línea temática": "Finanzas", "Servicios": "1", "Sesiones": "2", "Personas": "sin dato"}),
            (drawn.drawn_entities, [EntityRow(None, 1200, 3)],
             {"Departamento": "sin dato", "Sesiones": "1.200", "Personas": "menos de 5"}),
            (drawn.drawn_entities, [EntityRow(Entity(public_id=KEY, name="Alcaldía", kind="mayoralty"), 3, None)],
             {"Departamento": "sin dato", "Sesiones": "3", "Personas": "sin dato"}),
        ],
    )  # fmt: skip
    def test_say_what_each_cell_is(self, draw, given, labels):
        markup = draw(given)

        assert markup.startswith('<tr><th scope="row">')
        cells = re.findall(r'<td(?: class="num")? data-label="([^"]*)">(.*?)</td>', markup)
        assert {label: re.sub(r"<[^>]*>", "", told) for label, told in cells} == labels

    def test_lead_to_the_pages_of_entities_and_sessions(self):
        assert f'<a href="{entity().get_absolute_url()}">' in drawn.drawn_entities([EntityRow(entity(), 3, 7)])
        assert f'<a href="{session().get_absolute_url()}">' in drawn.drawn_sessions([session()])

    def test_say_the_class_of_an_entity_and_the_municipality_of_its_seat(self):
        one = entity()
        one.municipality.name = "Medellín"

        assert '<span class="cell-note">Alcaldía · Medellín</span>' in drawn.drawn_entities([EntityRow(one, 3, 7)])

    def test_say_when_and_with_whom_each_session_was(self):
        markup = drawn.drawn_sessions([session()])

        assert re.findall(r'data-label="([^"]*)"', markup) == ["Fecha", "Entidad", "Servicio", "Dependencia"]
        assert "1\xa0jun\xa02026" in markup


class TestVisits:
    def test_lead_to_the_page_of_the_session_only_who_may_see_it(self):
        seen, unseen = (VisitWords("1 jun", "Realizada", "Catastro", "Dirección", url) for url in ("/sesion/", ""))

        markup = drawn.drawn_visits([seen, unseen])

        assert markup == (
            '<li>1 jun · Realizada · <a href="/sesion/">Catastro</a> · Dirección</li>'
            "<li>1 jun · Realizada · Catastro · Dirección</li>"
        )
