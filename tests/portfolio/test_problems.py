import pytest

from llegada.core.text import fold
from llegada.portfolio.drawings import draw_matrix, draw_tree
from llegada.portfolio.problems import (
    Branch,
    ProblemTree,
    VesterMatrix,
    cuts,
    is_absence,
    read_matrix,
    read_tree,
    weigh,
)

#: Three problems: the first causes the others, the third is their effect.
MATRIX = VesterMatrix(("Uno", "Dos", "Tres"), ((None, 3, 3), (1, None, 2), (0, 0, None)))


class TestIsAbsence:
    @pytest.mark.parametrize(
        "statement",
        [
            "Falta de seguimiento al plan",
            "FALTA DE SEGUIMIENTO",
            "La ausencia de un sistema",
            "Hay carencia de personal",
            "Existe una inexistencia de datos",
            "No hay catastro actualizado",
            "Los municipios no tienen catastro",
            "Las alcaldías no cuentan con equipo",
            "El municipio carece de manual",
            "Faltan recursos",
            "Insuficiencia de recursos",
        ],
    )
    def test_holds_for_what_names_a_missing_solution(self, statement):
        assert is_absence(fold(statement))

    @pytest.mark.parametrize(
        "statement",
        [
            "Las decisiones se toman sin saber cómo van las metas",
            "El recaudo cae cada año",
            "Los trámites tardan el triple que el promedio nacional",
            "La falla del sistema deja sin agua al municipio",
            "",
        ],
    )
    def test_does_not_hold_for_a_state_that_exists(self, statement):
        assert not is_absence(fold(statement))


class TestReadTree:
    def test_reads_what_was_stored(self):
        tree = ProblemTree("Central", (Branch("Causa", ("Detrás",)),), (Branch("Efecto"),))
        assert read_tree(tree.plain()) == tree
        assert tree.is_whole

    def test_of_nothing_is_empty(self):
        assert read_tree({}).is_empty
        assert not ProblemTree("Central").is_whole

    @pytest.mark.parametrize("stored", [{"central": 3}, {"causes": "x"}, {"causes": [{}]}, {"effects": [{"text": 1}]}])
    def test_refuses_what_is_no_tree(self, stored):
        with pytest.raises(ValueError, match=r"central|branches"):
            read_tree(stored)


class TestReadMatrix:
    def test_reads_what_was_stored(self):
        assert read_matrix(MATRIX.plain()) == MATRIX
        assert read_matrix({}) == VesterMatrix()

    @pytest.mark.parametrize(
        "stored",
        [
            {"problems": [1], "influence": [[None]]},
            {"problems": ["a"], "influence": []},
            {"problems": ["a", "b"], "influence": [[None, 4], [0, None]]},
            {"problems": ["a", "b"], "influence": [[0, 1], [0, None]]},
        ],
    )
    def test_refuses_what_is_no_matrix(self, stored):
        with pytest.raises(ValueError, match=r"problems|influence|diagonal"):
            read_matrix(stored)


class TestWeigh:
    def test_adds_rows_and_columns_and_finds_each_quadrant(self):
        assert [(one.active, one.passive, one.quadrant) for one in weigh(MATRIX)] == [
            (6, 1, "active"),
            (3, 3, "passive"),
            (0, 5, "passive"),
        ]

    def test_parts_the_quadrants_at_half_of_each_greatest_sum(self):
        assert [float(one) for one in cuts(MATRIX)] == [2.5, 3.0]

    def test_finds_critical_and_indifferent_ones(self):
        matrix = VesterMatrix(("A", "B", "C"), ((None, 3, 0), (3, None, 0), (0, 0, None)))
        assert [one.quadrant for one in weigh(matrix)] == ["critical", "critical", "indifferent"]

    def test_of_nothing_is_nothing(self):
        assert weigh(VesterMatrix()) == []

    @pytest.mark.parametrize(
        ("matrix", "is_whole", "missing"),
        [
            (MATRIX, True, 0),
            (VesterMatrix(("A", "B"), ((None, 1), (1, None))), False, 0),
            (VesterMatrix(("A", "B", "C"), ((None, None, 1), (1, None, 1), (1, 1, None))), False, 1),
        ],
    )
    def test_is_for_whole_matrices(self, matrix, is_whole, missing):
        assert (matrix.is_whole, matrix.missing) == (is_whole, missing)


class TestDrawings:
    def test_put_causes_under_the_problem_and_effects_over_it(self):
        tree = ProblemTree("Central " * 30, (Branch("Causa", ("Detrás", "Otra")),), (Branch("Efecto", ("Lejos",)),))
        drawing = draw_tree(tree)
        tops = {box.kind: box.y for box in drawing.boxes}
        assert tops["far_effect"] < tops["effect"] < tops["central"] < tops["cause"] < tops["far_cause"]
        assert len(drawing.strokes) == 5
        assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)

    def test_of_a_lone_problem_is_a_box(self):
        assert len(draw_tree(ProblemTree("Central")).boxes) == 1

    def test_put_each_problem_inside_the_plane(self):
        drawing = draw_matrix(MATRIX)
        assert all(drawing.left <= point.x <= drawing.right for point in drawing.points)
        assert all(drawing.top <= point.y <= drawing.bottom for point in drawing.points)
