"""The ficha de pre-diseño of a service (PRD-01 to PRD-06; seed S4, Pre 1 to Pre 6)."""

from __future__ import annotations

from collections.abc import Sequence

from llegada.core.templatetags.llegada import short_date
from llegada.portfolio.models import ServiceVersion
from llegada.portfolio.predesign import PredesignContent, predesign_of
from llegada.portfolio.predesign_words import COLUMN_TITLES, QUADRANTS
from llegada.portfolio.problems import Branch, ProblemTree, VesterMatrix, weigh
from llegada.portfolio.value_chain import COLUMNS, ValueChain
from llegada.reports.content import (
    Block,
    Column,
    Content,
    Facts,
    Paragraph,
    Said,
    Section,
    Signature,
    Signatures,
    Table,
    Tree,
    said,
)
from llegada.reports.sources.services import identity, source_of

#: A tree with more branches on a side is only written: its boxes would be too narrow to read.
MOST_BRANCHES = 5


def _content(version: ServiceVersion) -> Content:
    designer = version.edited_by.full_name if version.edited_by else ""
    return Content(
        title=f"Ficha de pre-diseño: {version.name}",
        subtitle=f"Servicio de asistencia técnica, versión {version.number}. Etapa: {version.get_status_display().lower()}",
        sections=[
            Section("El servicio", [identity(version)]),
            *predesign_sections(version),
            Section("Retroalimentación de la coordinación", [_notes(version)]),
            Section(None, [Signatures([Signature(designer, "Elaboró"), Signature("", "Revisó, por la coordinación")])]),
        ],
    )


SOURCE = source_of(_content)


def predesign_sections(version: ServiceVersion) -> list[Section]:
    """Return what the pre-design of a version says, section by section."""
    content = predesign_of(version)
    return [
        Section("Problema o necesidad", _problem(content)),
        Section("Alineación estratégica", [_alignment(version, content)]),
        Section("Cadena de valor", [_chain(content.chain)]),
        Section("Ciclo de generación de valor público", [_moments(version)]),
        Section(
            "Antecedentes y justificación",
            [
                Paragraph(said(content.background), "Antecedentes"),
                Paragraph(said(content.justification), "Justificación"),
            ],
        ),
    ]


def _problem(content: PredesignContent) -> list[Block]:
    return [
        Paragraph(said(content.problem)),
        Paragraph(said(content.problem_evidence), "Datos que lo muestran"),
        *_tree(content.tree),
        *_matrix(content.matrix),
    ]


def _tree(tree: ProblemTree) -> list[Block]:
    if tree.is_empty:
        return []
    rows = [
        *(["Efecto", one.text, said("\n".join(one.behind)) or "Ninguno"] for one in tree.effects),
        *(["Causa", one.text, said("\n".join(one.behind)) or "Ninguna"] for one in tree.causes),
    ]
    table = Table(
        caption="Árbol de problemas: cada causa y cada efecto, con los indirectos que están detrás",
        columns=[Column("Qué es", 1), Column("Directo", 4), Column("Indirectos", 4)],
        rows=rows,
        empty="No se han escrito causas ni efectos.",
    )
    is_drawn = tree.is_whole and max(len(tree.causes), len(tree.effects)) <= MOST_BRANCHES
    return [*([_drawing(tree)] if is_drawn else []), table]


def _drawing(tree: ProblemTree) -> Tree:
    layers = [
        ("Efectos indirectos", _behind(tree.effects)),
        ("Efectos directos", [one.text for one in tree.effects]),
        ("Problema central", [tree.central]),
        ("Causas directas", [one.text for one in tree.causes]),
        ("Causas indirectas", _behind(tree.causes)),
    ]
    alt = ". ".join(f"{label}: {'; '.join(boxes)}" for label, boxes in layers if any(boxes))
    return Tree("Árbol de problemas: de las causas, abajo, a los efectos, arriba", f"{alt}.", layers)


def _behind(branches: Sequence[Branch]) -> list[str]:
    """Return what is behind each branch, in the same order; a dash where nothing is."""
    return ["; ".join(one.behind) or "–" for one in branches]


def _matrix(matrix: VesterMatrix) -> list[Block]:
    if not matrix.problems:
        return []
    weighed = weigh(matrix) if matrix.is_whole else None
    count = len(matrix.problems)
    rows: list[list[Said]] = []
    for place, (problem, influence) in enumerate(zip(matrix.problems, matrix.influence, strict=True)):
        said_of = ["–" if column == place else _level(value) for column, value in enumerate(influence)]
        ends = [str(weighed[place].active), str(QUADRANTS[weighed[place].quadrant])] if weighed else [None, None]
        rows.append([str(place + 1), problem, *said_of, *ends])
    total: list[Said] = ["", "Suma de pasivos", *(str(one.passive) for one in weighed), "", ""] if weighed else []
    return [
        Table(
            caption="Matriz de Vester: cuánto influye cada problema, en su fila, en los demás (0 nada, 1 poco, 2 medio, 3 mucho)",
            columns=[
                Column("N.º", 2, is_number=True),
                Column("Problema", 14),
                *(Column(str(number), 2, is_number=True) for number in range(1, count + 1)),
                Column("Suma de activos", 4, is_number=True),
                Column("Cuadrante", 6),
            ],
            rows=rows,
            empty="",
            total=total or None,
        )
    ]


def _level(value: int | None) -> Said:
    return None if value is None else str(value)


def _alignment(version: ServiceVersion, content: PredesignContent) -> Facts:
    strategies = "\n".join(f"{one.strategy.name} ({one.strategy.year})" for one in version.strategies.all())
    return Facts(
        [
            ("Línea temática", content.line.name),
            ("Estrategias a las que aporta", said(strategies)),
            ("Aporte al plan de acción", said(content.action_plan)),
        ]
    )


def _chain(chain: ValueChain) -> Table:
    """Return the matrix of six columns; each element says the numbers of those of the next column to which it leads."""
    return Table(
        caption="Cadena de valor: cada elemento con su número, y los de la columna siguiente a los que lleva",
        columns=[Column(str(COLUMN_TITLES[name])) for name in COLUMNS],
        rows=[[_element(chain, column, row) for column in range(len(COLUMNS))] for row in range(chain.rows)],
        empty="No se ha escrito la cadena de valor.",
    )


def _element(chain: ValueChain, column: int, row: int) -> str:
    text = chain.cells[column][row]
    if not text:
        return "–"
    ends = [str(end + 1) for place, start, end in chain.links if (place, start) == (column, row)]
    return f"{row + 1}. {text}" + (f"\nLleva a: {', '.join(ends)}" if ends else "")


def _moments(version: ServiceVersion) -> Table:
    moments = sorted((one.moment for one in version.moments.all()), key=lambda moment: (moment.position, moment.pk))
    return Table(
        caption="Momentos del ciclo a los que aporta",
        columns=[Column("Momento")],
        rows=[[one.name] for one in moments],
        empty="No se ha escogido ningún momento.",
    )


def _notes(version: ServiceVersion) -> Table:
    """Return the thread of the feedback on this version, as it was written."""
    notes = version.service.notes.filter(version_number=version.number).select_related("author")
    return Table(
        caption="Notas, en el orden en que se escribieron",
        columns=[Column("Fecha", 2), Column("Quién", 4), Column("Sección", 3), Column("Nota", 7)],
        rows=[
            [
                short_date(one.created_at),
                f"{one.author.full_name}, por {'la coordinación' if one.is_of_coordination else 'la dependencia'}",
                one.get_section_display(),
                one.text,
            ]
            for one in notes.order_by("created_at", "pk")
        ],
        empty="No hay notas sobre esta versión.",
    )
