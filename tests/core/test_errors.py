from __future__ import annotations

from llegada.core.errors import (
    Conflict,
    Invalid,
    LlegadaError,
    NotAllowed,
    NotFound,
    ReasonRequired,
    RuleRefused,
    TooLarge,
)


class TestLlegadaError:
    def test_speaks_its_sentence(self):
        assert str(NotFound()).startswith("No encontramos lo que busca.")

    def test_fills_the_sentence_with_its_params(self):
        assert "el máximo es 20 MB" in str(TooLarge(limit_mb=20))

    def test_answers_by_kind(self):
        found = [
            error.status for error in (NotFound, NotAllowed, RuleRefused, ReasonRequired, Conflict, Invalid, TooLarge)
        ]
        assert found == [404, 403, 409, 409, 409, 422, 413]

    def test_is_caught_as_one(self):
        assert issubclass(ReasonRequired, RuleRefused)
        assert issubclass(RuleRefused, LlegadaError)


class TestInvalid:
    def test_takes_one_sentence_or_several_by_field(self):
        refusal = Invalid({"weight": "Debe sumar 100.", "name": ["Falta.", "Sobra."]})
        assert refusal.fields == {"weight": ["Debe sumar 100."], "name": ["Falta.", "Sobra."]}

    def test_speaks_the_sentences_of_its_fields(self):
        assert str(Invalid({"weight": "Debe sumar 100."})) == "Hay datos por corregir. Debe sumar 100."

    def test_may_have_no_field(self):
        assert (str(Invalid()), Invalid().fields) == ("Hay datos por corregir.", {})
