"""Every shared piece is rendered once, with what it needs and with nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Engine
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils.translation import override

import llegada.core

TEMPLATES = Path(llegada.core.__file__).parent / "templates"
FORBIDDEN = re.compile(r"\sstyle=|\son[a-z]+=|<script(?![^>]*(?:src=|type=\"application/json\"))", re.IGNORECASE)


def names(folder: str) -> list[str]:
    return sorted(f"{folder}{path.name}" for path in (TEMPLATES / folder).glob("*.html"))


class Sample(forms.Form):
    entity = forms.CharField(label="Entidad", help_text="Escriba el nombre.")
    kind = forms.ChoiceField(label="Clase", choices=[("a", "Taller")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="Acepta")
    notes = forms.CharField(label="Notas", required=False, widget=forms.Textarea)
    token = forms.CharField(widget=forms.HiddenInput)


class TestTemplates:
    @pytest.mark.parametrize("name", names("") + names("components/"))
    def test_obey_the_content_policy(self, name: str) -> None:
        assert not FORBIDDEN.search((TEMPLATES / name).read_text(encoding="utf-8"))

    @pytest.mark.parametrize("name", names("components/"))
    def test_are_drawn_with_an_empty_context(self, name: str) -> None:
        if name in {"components/field.html", "components/field_notes.html", "components/filters.html"}:
            assert get_template(name)  # these stand on a field or a form: see TestForm
            return
        assert render_to_string(name, {"request": RequestFactory().get("/")}) is not None


class TestErrorPages:
    @pytest.mark.parametrize("code", ["400", "403", "404", "409", "413", "422", "500"])
    def test_say_what_happened_and_offer_a_way_out_without_any_context(self, code: str) -> None:
        html = Engine.get_default().get_template(f"{code}.html").render(Context())
        assert f"Código {code}" in " ".join(html.split())
        assert html.count("<h1>") == 1
        assert 'href="/"' in html

    def test_speak_with_the_sentence_of_the_refusal(self) -> None:
        html = render_to_string("409.html", {"refusal": "Los pesos suman 85."})
        assert "Los pesos suman 85." in html


class TestForm:
    def test_ties_help_and_error_to_the_control(self) -> None:
        with override("es-co"):
            html = str(Sample({"entity": "", "token": "t"}))
        assert 'aria-describedby="id_entity_helptext id_entity_error"' in html
        assert 'id="id_entity_helptext"' in html
        assert 'id="id_entity_error"' in html
        assert 'aria-invalid="true"' in html

    def test_sums_up_the_errors_with_links_to_the_fields(self) -> None:
        with override("es-co"):
            html = str(Sample({"entity": "", "token": "t"}))
        assert '<a href="#id_entity">«Entidad»: ' in html
        assert 'href="#id_kind"' in html
        assert 'id="id_kind"' in html

    def test_marks_what_is_optional_and_not_what_is_required(self) -> None:
        html = str(Sample())
        assert html.count('class="optional"') == 1
        assert "error-summary" not in html

    def test_draws_hidden_fields(self) -> None:
        assert 'name="token"' in str(Sample())


class TestFilters:
    def test_work_without_script_and_name_the_fragment_for_htmx(self) -> None:
        request = RequestFactory().get("/planes/", {"q": "x"})
        html = render_to_string("components/filters.html", {"form": Sample(), "target": "lista"}, request=request)
        assert 'method="get"' in html
        assert 'hx-target="#lista"' in html
        assert 'hx-get="/planes/"' in html


class TestHistory:
    def test_says_who_when_what_before_after_and_why(self) -> None:
        event = SimpleNamespace(
            verb="plan.agree",
            at=datetime(2026, 11, 21, 15, 30, tzinfo=UTC),
            actor_name="Marta",
            before="draft",
            after="agreed",
            reason="Acordado en la mesa.",
        )
        context = {"events": [event], "states": [("draft", "Borrador"), ("agreed", "Concertado")]}
        html = render_to_string("components/history.html", context)
        for words in ("Marta", "10:30", "Borrador", "Concertado", "Acordado en la mesa."):
            assert words in html
        assert "draft" in render_to_string("components/history.html", {"events": [event]})  # as it is stored
        assert "veces" not in html
        event.before, event.times = "agreed", 3
        html = render_to_string("components/history.html", context)
        assert "3 veces ese día" in html
        assert html.count("Concertado") == 1  # nothing moved

    @pytest.mark.parametrize(
        ("total", "folded"), [(20, None), (21, "Ver la decisión anterior"), (25, "Ver las 5 decisiones")]
    )
    def test_shows_the_newest_at_once_and_keeps_the_rest_at_hand(self, total: int, folded: str | None) -> None:
        at = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
        events = [SimpleNamespace(verb="plan.agree", at=at, actor_name=f"Persona {number}.") for number in range(total)]
        html = render_to_string("components/history.html", {"events": events})
        assert all(f"Persona {number}." in html for number in range(total))
        assert ("<details" in html) is (folded is not None)
        assert folded is None or folded in html


class TestAction:
    def test_is_a_post_form_with_a_key_against_double_sending(self) -> None:
        request = RequestFactory().get("/")
        html = render_to_string("components/action.html", {"url": "/x/", "label": "Firmar"}, request=request)
        assert 'method="post"' in html
        assert 'name="idempotency_key"' in html
        assert 'name="csrfmiddlewaretoken"' in html
        assert "<details" not in html

    def test_asks_for_the_reason_before_it_acts(self) -> None:
        context = {"url": "/x/", "label": "Devolver", "name": "action", "value": "return", "reason": "¿Por qué?"}
        html = render_to_string("components/action.html", context)
        assert "<details" in html
        assert '<label for="action_return_motivo">¿Por qué?</label>' in html
        assert 'name="reason"' in html
        assert "required" in html
