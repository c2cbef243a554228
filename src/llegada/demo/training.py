"""The test before and after yesterday's workshop of the showcase: some answered on their phone, the rest on paper."""

from __future__ import annotations

from datetime import date
from typing import Final

from llegada.core.actors import Actor
from llegada.delivery.models import Session
from llegada.delivery.services import TrainingDraft, answer_test, move_test, record_on_paper, write_test
from llegada.delivery.training_rules import Question
from llegada.demo.script import moment

_QUESTIONS: Final = (
    ("¿Qué acto adopta la planta de personal de un municipio?", ("Un decreto del alcalde", "Una circular", "Un acta")),
    ("¿Qué va primero en un rediseño institucional?", ("La planta", "El estudio técnico", "El manual de funciones")),
    ("¿Quién fija las escalas de salario del municipio?", ("El concejo", "El alcalde", "El personero")),
    ("¿Qué describe el manual de funciones?", ("Los bienes", "El presupuesto", "Cada empleo y sus requisitos")),
    ("¿Qué pasa con un empleado de carrera cuyo cargo se suprime?", ("Nada", "Puede optar por otro cargo equivalente")),
)
_RIGHT: Final = (0, 1, 0, 2, 1)
#: How many of the five each person had right before and after; after, two had gone.
_BEFORE: Final = (1, 2, 0, 2, 3, 1, 2, 2, 1, 3, 0, 2)
_AFTER: Final = (3, 4, 3, 4, 5, 3, 5, 4, 4, 5, 2, 4)
_BY_PHONE: Final = 4
_GONE: Final = 2


def make_training_test(advisor: Actor, session: Session, code: str, day: date) -> None:
    """Write the test of a workshop, and open, answer and close it before and after, on its day."""
    public_id = session.public_id
    questions = tuple(Question(text, options, right) for (text, options), right in zip(_QUESTIONS, _RIGHT, strict=True))
    draft = TrainingDraft("Rediseño institucional, lo básico", questions)
    write_test(actor=advisor, public_id=public_id, draft=draft, now=moment(day, 7))
    people = list(session.attendance.order_by("pk").values_list("pk", flat=True))
    for wave, results, hour in (("pre", _BEFORE, 8), ("post", _AFTER, 10)):
        now = moment(day, hour)
        there = people if wave == "pre" else people[:-_GONE]
        right = {entry: results[place % len(results)] for place, entry in enumerate(there)}
        move_test(actor=advisor, public_id=public_id, action=f"open_{wave}", now=now)
        for entry in there[:_BY_PHONE]:
            given = [one if place < right[entry] else None for place, one in enumerate(_RIGHT)]
            given[-1] = 0 if right[entry] == 0 else given[-1]
            answer_test(code=code, entry_id=entry, wave=wave, given=given, now=now, today=day)
        paper = {(entry, wave): right[entry] for entry in there[_BY_PHONE:]}
        record_on_paper(actor=advisor, public_id=public_id, results=paper, now=now)
        move_test(actor=advisor, public_id=public_id, action=f"close_{wave}", now=now)
