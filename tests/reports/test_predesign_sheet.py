"""What the ficha de pre-diseño of a service says, its tree drawn and written."""

from __future__ import annotations

import pytest

from llegada.core.roles import Role
from llegada.portfolio.models import ServiceNote, ServiceVersion, VersionStrategy
from llegada.reports.content import Content, Facts, Paragraph, Table, Tree
from llegada.reports.sources import find_subject
from tests import factories as make
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def version():
    unit = make.make_unit(make.make_organization("Instituto de Servicios", "ISE"), name="Dirección de Planta")
    made = make.make_service(unit, is_published=False, stage="predesign", name="Seguimiento al plan")
    if not hasattr(made, "predesign"):
        make.make_predesign(made)
    return made


def content_of(version: ServiceVersion) -> Content:
    actor = make.make_actor(Role.TECHNICAL_LEAD, unit=version.service.unit)
    where = {"target_id": version.service.public_id, "number": version.number}
    return find_subject(actor=actor, kind="predesign_sheet", **where).build()


def change(version: ServiceVersion, **values) -> None:
    type(version.predesign).objects.filter(version=version).update(**values)


def blocks(content: Content, title: str) -> list:
    return next(list(one.blocks) for one in content.sections if one.title == title)


def tables(content: Content, title: str) -> list[Table]:
    return [one for one in blocks(content, title) if isinstance(one, Table)]


class TestPredesignSheet:
    def test_states_the_problem_and_draws_and_writes_its_tree(self, version):
        tree = {
            "central": "Se decide a ciegas",
            "causes": [{"text": "Datos dispersos", "behind": ["Formatos que cambian", "Sin archivo"]}],
            "effects": [{"text": "Se gasta mal"}],
        }
        change(version, tree=tree, problem="Se decide sin datos.")
        content = content_of(version)
        assert blocks(content, "Problema o necesidad")[0] == Paragraph("Se decide sin datos.")
        (drawn,) = [one for one in blocks(content, "Problema o necesidad") if isinstance(one, Tree)]
        assert [boxes for _, boxes in drawn.layers] == [
            ["–"],
            ["Se gasta mal"],
            ["Se decide a ciegas"],
            ["Datos dispersos"],
            ["Formatos que cambian; Sin archivo"],
        ]
        assert "Problema central: Se decide a ciegas. Causas directas: Datos dispersos." in drawn.alt
        assert tables(content, "Problema o necesidad")[0].rows == [
            ["Efecto", "Se gasta mal", "Ninguno"],
            ["Causa", "Datos dispersos", "Formatos que cambian\nSin archivo"],
        ]

    def test_only_writes_a_tree_too_wide_to_be_read(self, version):
        many = [{"text": f"Causa {number}"} for number in range(6)]
        change(version, tree={"central": "Pasa", "causes": many, "effects": [{"text": "Sigue"}]})
        assert not any(isinstance(one, Tree) for one in blocks(content_of(version), "Problema o necesidad"))

    def test_weighs_the_problems_of_a_matrix_that_is_whole(self, version):
        influence = [[None, 3, 3], [0, None, 1], [1, 0, None]]
        change(version, tree={}, matrix={"problems": ["Uno", "Dos", "Tres"], "influence": influence})
        (matrix,) = tables(content_of(version), "Problema o necesidad")
        assert matrix.rows[0] == ["1", "Uno", "–", "3", "3", "6", "Activo"]
        assert matrix.total == ["", "Suma de pasivos", "1", "3", "4", "", ""]

    def test_weighs_nothing_while_something_is_not_said(self, version):
        change(version, tree={}, matrix={"problems": ["Uno", "Dos"], "influence": [[None, None], [0, None]]})
        (matrix,) = tables(content_of(version), "Problema o necesidad")
        assert matrix.rows[0] == ["1", "Uno", "–", None, None, None]
        assert matrix.total is None

    def test_says_where_each_element_of_the_chain_leads(self, version):
        (chain,) = tables(content_of(version), "Cadena de valor")
        assert len(chain.columns) == 6
        assert chain.rows == [
            ["1. Plan\nLleva a: 1", "1. Taller\nLleva a: 1", "1. Tablero\nLleva a: 1", "1. Se usa\nLleva a: 1",
             "1. Se cumple\nLleva a: 1", "1. Se vive mejor"]
        ]  # fmt: skip

    def test_says_what_it_contributes_to(self, version):
        strategy = make.make_strategy(version.service.unit, name="Municipios que deciden", year=2027)
        VersionStrategy.objects.create(version=version, strategy=strategy)
        content = content_of(version)
        (facts,) = blocks(content, "Alineación estratégica")
        assert dict(facts.rows)["Estrategias a las que aporta"] == "Municipios que deciden (2027)"
        assert tables(content, "Ciclo de generación de valor público")[0].rows == [["Planeación"]]

    def test_keeps_the_thread_of_the_feedback_on_its_version(self, version):
        for number in (version.number, version.number + 1):
            ServiceNote.objects.create(
                service=version.service,
                version_number=number,
                section="problem",
                text=f"Falta la fuente {number}.",
                is_of_coordination=True,
                author=make.make_person("Ana Valle"),
                created_at=make.NOW,
            )
        (notes,) = tables(content_of(version), "Retroalimentación de la coordinación")
        assert [row[1:4:2] for row in notes.rows] == [["Ana Valle, por la coordinación", "Falta la fuente 1."]]

    def test_of_a_version_with_no_predesign_says_that_nothing_is_said(self):
        unit = make.make_unit(make.make_organization())
        empty = make.make_service(unit, is_published=False, stage="idea")
        content = content_of(empty)
        assert blocks(content, "Problema o necesidad") == [Paragraph(None), Paragraph(None, "Datos que lo muestran")]
        assert tables(content, "Cadena de valor")[0].rows == []
        assert isinstance(blocks(content, "El servicio")[0], Facts)
