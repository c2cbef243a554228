"""What is said of each draft of an import before it becomes an edition: coverage, copies and other years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from llegada.targeting import table_rules
from llegada.targeting.choices import EditionStatus, IndexKind, IndexLevel
from llegada.targeting.models import IndexEdition
from llegada.targeting.selectors.values import read_edition
from llegada.targeting.services.index_drafts import Draft, DraftKind
from llegada.targeting.services.index_places import Catalogue
from llegada.territory.choices import MunicipalityKind

#: Missing places that a note names; the page of the edition has them all.
_NAMED = 12
#: Years do not repeat in these; a group or a yes or no may stay for decades.
_CHANGING = frozenset({IndexKind.CONTINUOUS, IndexKind.CATEGORY})


@dataclass(frozen=True)
class SaidYears:
    """The years that the file says by itself: in its name, its titles or a column that its layout does not take."""

    file_name: str
    in_name: frozenset[int]
    in_titles: frozenset[int]
    in_column: frozenset[int]
    #: The year that whoever loads said, of a table that brings its own.
    beside_column: int | None = None


def check_drafts(drafts: Sequence[Draft], catalogue: Catalogue, years: SaidYears, *, is_list: bool) -> None:
    """Put in each draft its kind, its coverage, its notes and its concerns."""
    kept = _editions_in_force(drafts)
    for draft in drafts:
        if is_list and draft.index.kind == IndexKind.FLAG:
            _complete_list(draft, catalogue)
    for draft in drafts:
        editions = [edition for edition in kept if edition.index_id == draft.index.pk]
        _compare(draft, editions)
        _cover(draft, catalogue, editions, is_list=is_list)
        _doubt_year(draft, years)
        _doubt_copy(draft, editions, drafts)
        if table_rules.are_fractions(draft.numbers.values(), maximum=draft.index.maximum):
            reason = _("%(title)s: todos los datos están entre 0 y 1. ¿Son proporciones y se esperan de 0 a 100?")
            draft.concerns.append(reason % {"title": draft.title})


def _editions_in_force(drafts: Iterable[Draft]) -> list[IndexEdition]:
    indices = {draft.index.pk for draft in drafts}
    editions = IndexEdition.objects.filter(index__in=indices, status=EditionStatus.IN_FORCE)
    return list(editions.select_related("index").order_by("year"))


def _complete_list(draft: Draft, catalogue: Catalogue) -> None:
    """Say no of everybody that a list does not name; of who did not exist then, nothing."""
    others = catalogue.expected(draft.year).keys() - draft.numbers.keys() - draft.refused
    words = {"members": _count(len(draft.numbers)), "others": _count(len(others))}
    note = _("La lista nombra %(members)s lugares; los otros %(others)s del catálogo de ese año quedan en «No».")
    draft.notes.append(note % words)
    draft.numbers.update(dict.fromkeys(sorted(others), 0.0))


def _compare(draft: Draft, editions: Sequence[IndexEdition]) -> None:
    draft.current = next((edition for edition in editions if edition.year == draft.year), None)
    if draft.current is None:
        return
    before = read_edition(draft.current)
    draft.changed = sum(before.get(place) != draft.numbers.get(place) for place in before.keys() | draft.numbers.keys())
    draft.kind = DraftKind.CORRECTION if draft.changed else DraftKind.SAME


def _cover(draft: Draft, catalogue: Catalogue, editions: Sequence[IndexEdition], *, is_list: bool) -> None:
    expected = catalogue.expected(draft.year)
    missing = sorted(expected.keys() - draft.numbers.keys())
    draft.expected_count, draft.covered_count = len(expected), len(expected) - len(missing)
    if 0 < len(missing) <= _NAMED:
        names = ", ".join(expected[place] for place in missing)
        draft.notes.append(_("Quedan sin dato: %(names)s.") % {"names": names})
    elif missing and is_list:
        note = _("Los otros %(count)s lugares del catálogo no están en la lista y no tienen grupo.")
        draft.notes.append(note % {"count": _count(len(missing))})
    elif missing:
        draft.notes.append(_("Quedan sin dato %(count)s lugares del catálogo.") % {"count": _count(len(missing))})
    _tell_new_places(draft, catalogue)
    _tell_others(draft, catalogue, expected.keys())
    previous = max((one for one in editions if one.year < draft.year), key=lambda one: one.year, default=None)
    previous = draft.current or previous
    if previous is not None and draft.covered_count < table_rules.COVERAGE_SHARE * previous.covered_count:
        note = _(
            "Trae %(now)s lugares y la edición de %(year)s trae %(before)s: menos del 60 %%. Revise si está completo."
        )
        words = {"now": _count(draft.covered_count), "before": _count(previous.covered_count), "year": previous.year}
        draft.notes.append(note % words)


def _tell_new_places(draft: Draft, catalogue: Catalogue) -> None:
    for code, since in sorted(catalogue.newer_than(draft.year).items()):
        words = {"place": catalogue.label(code), "since": since, "year": draft.year}
        if code in draft.numbers:
            note = _("%(place)s existe desde %(since)s y el archivo trae su dato de %(year)s.")
        else:
            note = _("%(place)s existe desde %(since)s: no se espera en %(year)s, y queda sin dato.")
        draft.notes.append(note % words)


def _tell_others(draft: Draft, catalogue: Catalogue, expected: Iterable[str]) -> None:
    if catalogue.level != IndexLevel.MUNICIPALITY:
        return
    kinds = [catalogue.municipalities[code].kind for code in draft.numbers.keys() - set(expected)]
    islands = [
        code
        for code in draft.numbers
        if catalogue.municipalities[code].kind
        not in {MunicipalityKind.MUNICIPALITY, MunicipalityKind.NON_MUNICIPALIZED_AREA}
    ]
    areas = kinds.count(MunicipalityKind.NON_MUNICIPALIZED_AREA)
    if areas:
        note = _("Áreas no municipalizadas con dato: %(count)s. No cuentan en la cobertura.")
        draft.notes.append(note % {"count": areas})
    for code in islands:
        note = _("Trae %(place)s, que no tiene alcaldía: la gobierna su departamento y no cuenta en la cobertura.")
        draft.notes.append(note % {"place": catalogue.label(code)})


def _doubt_year(draft: Draft, years: SaidYears) -> None:
    words = {"year": draft.year, "file": years.file_name}
    if not draft.is_of_said_year:
        if years.beside_column not in {None, draft.year}:
            reason = _("Usted dijo %(said)s y el archivo trae %(year)s.")
            draft.concerns.append(reason % {**words, "said": years.beside_column})
        return
    for found, reason in (
        (years.in_name, _("El nombre «%(file)s» dice %(years)s y se cargaría como %(year)s.")),
        (years.in_titles, _("Los títulos de la hoja dicen %(years)s y se cargaría como %(year)s.")),
        (years.in_column, _("Las filas del archivo son de %(years)s y se cargaría como %(year)s.")),
    ):
        if found and draft.year not in found:
            listed = ", ".join(str(year) for year in sorted(found))
            draft.concerns.append(reason % {**words, "years": listed})


def _doubt_copy(draft: Draft, editions: Sequence[IndexEdition], drafts: Sequence[Draft]) -> None:
    if draft.index.kind not in _CHANGING or draft.kind is DraftKind.SAME:
        return
    others = {edition.year: dict(read_edition(edition)) for edition in editions if edition.year != draft.year}
    others |= {one.year: one.numbers for one in drafts if one.index.pk == draft.index.pk and one.year != draft.year}
    for year, numbers in sorted(others.items()):
        if table_rules.is_copy(draft.numbers, numbers):
            reason = _("%(title)s: la columna «%(column)s» es copia de la de %(other)s.")
            draft.concerns.append(reason % {"title": draft.title, "column": draft.column, "other": year})


def _count(number: int) -> str:
    return number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)
