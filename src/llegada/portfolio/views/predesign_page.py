"""How a pre-design is read: its sections, with what each says and misses, its drawings and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from llegada.core.errors import Sentence
from llegada.portfolio import rules
from llegada.portfolio.drawings import draw_matrix, draw_tree
from llegada.portfolio.models import Service, ServiceNote, ServiceVersion
from llegada.portfolio.predesign import PredesignContent, predesign_of
from llegada.portfolio.predesign_words import COLUMN_TITLES, FIELD_LABELS, QUADRANTS, SLUGS, TITLES
from llegada.portfolio.problems import cuts, weigh
from llegada.portfolio.services import missing_for
from llegada.portfolio.value_chain import COLUMNS


@dataclass(frozen=True)
class ReadSection:
    """One section as it is read. `missing` are the sentences of what it lacks; `body` is what its drawing or table needs."""

    key: str
    title: str | Promise
    url: str
    rows: list[tuple[str, str]]
    missing: list[Sentence]
    is_optional: bool
    is_empty: bool
    body: dict[str, Any] = field(default_factory=dict)
    notes: list[ServiceNote] = field(default_factory=list)


def sections_of(service: Service, version: ServiceVersion, notes: Sequence[ServiceNote] = ()) -> list[ReadSection]:
    """Return the sections of the pre-design of `version`, in the order of the ficha, each with its `notes`."""
    content = predesign_of(version)
    missing = missing_for(service, version, "send_predesign")
    has_analysis = "analysis" not in missing
    sections = []
    for key, title in TITLES.items():
        keys = rules.PREDESIGN_SECTIONS.get(key, ())
        body = body_of(content, key)
        rows = _rows(version, content, key)
        sections.append(
            ReadSection(
                key=key,
                title=title,
                url=reverse("portfolio:predesign_section", args=[service.public_id, SLUGS[key]]),
                rows=rows,
                missing=[missing[one] for one in keys if one in missing],
                is_optional=key == "matrix" or (key == "tree" and has_analysis),
                is_empty=not body and not any(text for _, text in rows),
                body=body,
                notes=[note for note in notes if note.section == key],
            )
        )
    return sections


def section_tabs(service: Service, version: ServiceVersion, *, here: str) -> list[dict[str, Any]]:
    """Return the tabs of the sections of a pre-design being written, each with whether it is complete."""
    content = predesign_of(version)
    missing = missing_for(service, version, "send_predesign")
    optional = {"matrix": content.matrix.is_whole}
    if "analysis" not in missing:
        optional["tree"] = not content.tree.is_empty
    return [
        {
            "label": title,
            "url": reverse("portfolio:predesign_section", args=[service.public_id, SLUGS[key]]),
            "is_here": key == here,
            "is_optional": key in optional,
            "is_whole": optional.get(key, not missing.keys() & set(rules.PREDESIGN_SECTIONS.get(key, ()))),
        }
        for key, title in TITLES.items()
    ]


def body_of(content: PredesignContent, key: str) -> dict[str, Any]:
    """Return what the drawing and the table of a section need; nothing where there is nothing to show."""
    if key == "tree" and not content.tree.is_empty:
        return {"tree": content.tree, "drawing": draw_tree(content.tree)}
    if key == "matrix" and content.matrix.problems:
        return _matrix(content)
    if key == "chain" and not content.chain.is_empty:
        return {"columns": chain_columns(content), "rows": range(content.chain.rows)}
    return {}


def _matrix(content: PredesignContent) -> dict[str, Any]:
    matrix = content.matrix
    passive_cut, active_cut = cuts(matrix)
    body: dict[str, Any] = {
        "numbered": list(zip(matrix.problems, matrix.influence, strict=True)),
        "missing": matrix.missing,
        "is_whole": matrix.is_whole,
    }
    if matrix.is_whole:
        body |= {
            "quadrants": QUADRANTS,
            "weighed": [(one, QUADRANTS[one.quadrant]) for one in weigh(matrix)],
            "passive_cut": float(passive_cut),
            "active_cut": float(active_cut),
            "drawing": draw_matrix(matrix),
        }
    return body


def chain_columns(content: PredesignContent) -> list[dict[str, Any]]:
    """Return each column with its elements, each with the place of those of the next column to which it leads."""
    columns = []
    for place, key in enumerate(COLUMNS):
        elements = [
            {
                "number": row + 1,
                "text": text,
                "leads": [end + 1 for column, start, end in content.chain.links if (column, start) == (place, row)],
            }
            for row, text in enumerate(content.chain.cells[place])
        ]
        columns.append({"title": COLUMN_TITLES[key], "elements": elements})
    return columns


def _rows(version: ServiceVersion, content: PredesignContent, key: str) -> list[tuple[str, str]]:
    if key == "alignment":
        strategies = "\n".join(f"{one.strategy.name} ({one.strategy.year})" for one in version.strategies.all())
        return _labelled(("line", content.line.name), ("strategies", strategies), ("action_plan", content.action_plan))
    if key == "moments":
        return _labelled(("moments", "\n".join(one.moment.name for one in version.moments.all())))
    if key in {"tree", "matrix", "chain"}:
        return []
    names = {"name": ("name",), "problem": ("problem", "problem_evidence"), "context": ("background", "justification")}
    return _labelled(*((name, getattr(content, name)) for name in names[key]))


def _labelled(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    return [(str(FIELD_LABELS[name])[:1].upper() + str(FIELD_LABELS[name])[1:], text) for name, text in rows]
