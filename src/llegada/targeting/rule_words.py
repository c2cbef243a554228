"""What a result says of itself and of each place, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llegada.core.templatetags.llegada import number
from llegada.targeting.choices import FilterKind, IndexKind, RuleLevel
from llegada.targeting.columns import Column
from llegada.targeting.rule_content import FilterContent
from llegada.targeting.scoring import ValueChange, WeightChange


def share_words(share: float, decimals: int = 1) -> str:
    """Write a part from 0 to 1 as a percentage."""
    return f"{number(100 * share, decimals)} %"


def note_words(note: Mapping[str, Any], columns: Sequence[Column], level: str) -> str:
    """Return the sentence of a note of `selectors.notes`."""
    count = int(note.get("count", 0))
    index = columns[note["criterion"]].label if "criterion" in note else ""
    said = {"index": index, "count": number(count), "names": _names(note.get("names", ()), count), "place": ""}
    if note["kind"] == "filter_without_data":
        said["place"] = str(note["filter"] + 1)
    kind = note["kind"]
    if kind == "no_weight":
        return _("«%(index)s» tiene peso cero: no cuenta y no le pide datos a nadie.") % said
    if kind == "constant":
        return (
            _("«%(index)s» tiene el mismo valor en todos: no distingue a nadie, y su peso se reparte entre los demás.")
            % said
        )
    if kind == "nobody_reaches":
        return _("Nadie alcanza el puntaje mínimo. Bájelo o revise los pesos.")
    return _counted(kind, count) % said


def _counted(kind: str, count: int) -> str:
    """Return the sentence of a note that counts, in its number, with its blanks."""
    if kind == "left_out":
        return ngettext(
            "%(count)s lugar queda por fuera del orden porque le falta «%(index)s»: %(names)s.",
            "%(count)s lugares quedan por fuera del orden porque les falta «%(index)s»: %(names)s.",
            count,
        )
    if kind == "filled":
        return ngettext(
            "A %(count)s lugar le falta «%(index)s» y se le puso lo que dice la regla; está marcado.",
            "A %(count)s lugares les falta «%(index)s» y se les puso lo que dice la regla; están marcados.",
            count,
        )
    if kind == "filter_without_data":
        return ngettext(
            "%(count)s lugar no compite porque le falta el dato del filtro %(place)s.",
            "%(count)s lugares no compiten porque les falta el dato del filtro %(place)s.",
            count,
        )
    if kind == "fewer_than_asked":
        return ngettext(
            "Solo %(count)s lugar tiene puntaje: son menos de los que pide el corte.",
            "Solo %(count)s lugares tienen puntaje: son menos de los que pide el corte.",
            count,
        )
    if kind == "no_quota_group":
        return ngettext(
            "%(count)s lugar no tiene grupo y no toma cupo.",
            "%(count)s lugares no tienen grupo y no toman cupo.",
            count,
        )
    return ngettext(
        "%(count)s lugar quedó por fuera con el mismo puntaje del último escogido; lo decidió el código: %(names)s.",
        "%(count)s lugares quedaron por fuera con el mismo puntaje del último escogido; lo decidió el código: %(names)s.",
        count,
    )


def _names(names: Sequence[str], count: int) -> str:
    more = count - len(names)
    listed = ", ".join(names)
    return listed if more <= 0 else _("%(names)s y %(count)s más") % {"names": listed, "count": number(more)}


def filter_words(one: FilterContent, *, index: str, values: Iterable[str], group: str) -> str:
    """Say a filter in one sentence; `index`, `values` and `group` are the names of what it points to."""
    said: dict[str, str] = {
        "index": index,
        "low": number(one.minimum) if one.minimum is not None else "",
        "high": number(one.maximum) if one.maximum is not None else "",
        "values": ", ".join(values),
        "group": group,
        "years": number(one.years) if one.years else "",
    }
    sentence = _filter_sentence(one) % said
    return _("Por fuera: %(sentence)s") % {"sentence": sentence} if one.excludes else sentence


def _filter_sentence(one: FilterContent) -> str:
    if one.kind == FilterKind.INDEX_RANGE:
        if one.minimum is None:
            return _("%(index)s hasta %(high)s")
        return _("%(index)s desde %(low)s") if one.maximum is None else _("%(index)s entre %(low)s y %(high)s")
    if one.kind == FilterKind.INDEX_CATEGORIES:
        return _("%(index)s: %(values)s")
    if one.kind == FilterKind.DEPARTMENTS:
        return _("departamentos: %(values)s")
    if one.kind == FilterKind.GROUP:
        return _("del grupo %(group)s")
    if one.kind == FilterKind.ASSISTED:
        return (
            ngettext("con asistencia en el último año", "con asistencia en los últimos %(years)s años", one.years)
            if one.years
            else _("con asistencia alguna vez")
        )
    return (
        ngettext("sin asistencia en el último año", "sin asistencia en los últimos %(years)s años", one.years)
        if one.years
        else _("sin asistencia nunca")
    )


def universe_words(level: str, *, count: int, universe: int) -> str:
    """Say who competes, and who of the country never does."""
    said = {"count": number(count), "universe": number(universe)}
    if level == RuleLevel.MUNICIPALITY:
        return (
            _(
                "Compiten %(count)s de los %(universe)s municipios con alcaldía. San Andrés (88001) y las áreas no "
                "municipalizadas no tienen alcaldía: no compiten."
            )
            % said
        )
    if level == RuleLevel.DEPARTMENT:
        return _("Compiten %(count)s de los %(universe)s departamentos, con Bogotá.") % said
    if level == RuleLevel.ENTITY:
        return _("Compiten %(count)s de las %(universe)s entidades activas del catálogo.") % said
    return (
        _(
            "Compiten %(count)s de los %(universe)s grupos en uso. El valor de un grupo es el promedio de los municipios suyos "
            "que tienen dato."
        )
        % said
    )


def weight_change_words(change: WeightChange, column: Column, *, is_chosen: bool) -> str:
    """Say which weight would put a place in the list, or take it out."""
    said = {"index": column.label, "now": share_words(change.now), "share": share_words(change.share)}
    if is_chosen:
        return _("Saldría si el peso de «%(index)s» pasara de %(now)s a %(share)s.") % said
    return _("Entraría si el peso de «%(index)s» pasara de %(now)s a %(share)s.") % said


def value_change_words(change: ValueChange, column: Column, *, is_chosen: bool) -> str:
    """Say which value would put a place in the list, or take it out: the next one that can be read, never past the data."""
    value = _readable(change, column)
    said = {"index": column.label, "now": column.words(change.now), "value": column.words(value)}
    if is_chosen:
        return _("Saldría si «%(index)s» fuera %(value)s y no %(now)s.") % said
    return _("Entraría si «%(index)s» fuera %(value)s y no %(now)s.") % said


def _readable(change: ValueChange, column: Column) -> float:
    """Return the value rounded away from the present one, to what the index shows: half a category says nothing."""
    index = column.edition.index
    decimals = index.decimals if index.kind == IndexKind.CONTINUOUS else 0
    step = 10.0**decimals
    away = math.ceil if change.value > change.now else math.floor
    return away(round(change.value * step, 6)) / step
