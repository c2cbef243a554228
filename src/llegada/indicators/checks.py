"""Says in words what a sheet lacks and where progress could not be calculated: while it is written and before it is in force."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from llegada.core.errors import Sentence
from llegada.indicators import rules
from llegada.indicators.choices import Accumulation, Criterion
from llegada.indicators.content import SheetContent

#: Why there is no progress to tell, in words that follow «no calculable:».
WHY_WORDS: Final[dict[rules.Why, Sentence]] = {
    rules.Why.NO_BASELINE: _("este tipo de acumulación parte de la línea base y no la hay"),
    rules.Why.NO_TARGET: _("no hay meta para ese año"),
    rules.Why.NO_RESULT: _("no hay logro reportado"),
    rules.Why.NO_PREVIOUS_YEAR: _("se compara con el año anterior, y de ese año no hay meta ni línea base"),
    rules.Why.TARGET_IS_BASELINE: _("la meta es igual al valor de partida, y este tipo divide por su diferencia"),
    rules.Why.TARGET_IS_ZERO: _("la meta es cero, y este tipo divide por la meta"),
    rules.Why.NOTHING_TO_ADD: _("no hay nada que sumar"),
}
#: How each type makes progress, in words: (in a year, in the whole period).
FORMULA_WORDS: Final[dict[str, tuple[Sentence, Sentence]]] = {
    "cumulative": (_("logro ÷ meta"), _("suma de los logros ÷ suma de las metas")),
    "flow": (_("logro ÷ meta"), _("último logro ÷ última meta")),
    "stock": (_("logro ÷ meta"), _("último logro ÷ última meta")),
    "capacity": (
        _("(logro − línea base) ÷ (meta − línea base)"),
        _("(último logro − línea base) ÷ (última meta − línea base)"),
    ),
    "reduction": (
        _("(línea base − logro) ÷ (línea base − meta)"),
        _("(línea base − último logro) ÷ (línea base − última meta)"),
    ),
    "annual_reduction": (
        _("(año anterior − logro) ÷ (año anterior − meta)"),
        _("la del último año con logro"),
    ),
}
_NEEDED: Final[dict[str, Sentence]] = {
    "measure_unit": _("Falta la unidad de medida."),
    "formula": _("Falta la fórmula."),
    "source": _("Falta la fuente de los datos."),
    "direction": _("Falta decir si más es mejor o menos es mejor."),
    "accumulation": _("Falta el tipo de acumulación."),
    "periodicity": _("Falta la periodicidad."),
    "responsible": _("Falta la persona responsable."),
    "targets": _("Falta al menos una meta con su año."),
}


def calculation_problems(content: SheetContent) -> list[str]:
    """Return a sentence for each reason why progress would not be calculable, or would be read the wrong way round."""
    if content.accumulation not in Accumulation.values:
        return []
    kind, targets = content.accumulation, content.targets_by_year
    uncalculable = rules.uncalculable_years(
        kind, targets=targets, baseline=content.baseline_value, baseline_year=content.baseline_year
    )
    found = [
        str(_("Avance de %(year)s, no calculable: %(why)s.")) % {"year": year, "why": WHY_WORDS[why]}
        for year, why in uncalculable.items()
    ]
    found += [
        str(_("La meta de %(year)s va en sentido contrario al tipo de acumulación: revise la meta o el tipo."))
        % {"year": year}
        for year in rules.backward_years(kind, targets=targets, baseline=content.baseline_value)
    ]
    if not targets and kind in rules.USES_BASELINE and content.baseline_value is None and content.baseline_gap:
        found.append(str(_("Avance no calculable: %(why)s.")) % {"why": WHY_WORDS[rules.Why.NO_BASELINE]})
    if content.direction and not rules.fits_direction(kind, content.direction):
        found.append(str(_("El tipo de acumulación no va con ese sentido: una capacidad crece y una reducción baja.")))
    return found


def unanswered(content: SheetContent) -> list[str]:
    """Return a sentence for each CREMAS question that is not answered «sí» with its justification."""
    said = {one.criterion: one for one in content.answers}
    found = []
    for criterion in Criterion:
        answer = said.get(criterion.value)
        words = {"criterion": criterion.label}
        if answer is None:
            found.append(str(_("CREMAS: falta responder «%(criterion)s».")) % words)
        elif not answer.holds:
            found.append(
                str(_("CREMAS: no se cumple «%(criterion)s». Mejore el indicador hasta que se cumpla.")) % words
            )
        elif not answer.justification:
            found.append(str(_("CREMAS: falta justificar «%(criterion)s».")) % words)
    return found


def missing_for_force(content: SheetContent) -> dict[str, list[Sentence]]:
    """Return what a draft lacks to be in force: sentences for each field, nothing when it is complete."""
    missing: dict[str, list[Sentence]] = {
        name: [words] for name, words in _NEEDED.items() if not getattr(content, name)
    }
    if content.baseline_value is None and not content.baseline_gap:
        missing["baseline_value"] = [_("Falta la línea base o, si no la hay, decir por qué.")]
    elif content.baseline_value is not None and content.baseline_year is None:
        missing["baseline_year"] = [_("Falta el año de la línea base.")]
    calculation: list[Sentence] = list(calculation_problems(content))
    if calculation:
        missing["accumulation"] = [*missing.get("accumulation", []), *calculation]
    answers: list[Sentence] = list(unanswered(content))
    if answers:
        missing["answers"] = answers
    return missing
