"""Lists are drawn by one expression an option: they say what Django's own templates say."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from llegada.core.forms import LlegadaRenderer, LongSelect, Offered

CHOICES = [
    ("", gettext_lazy("Todas")),
    ("a", 'Con «"comillas"» & <b>signos</b>'),
    (2024, 2024),
    ("Familia & más", [("x", "Uno"), ("y", mark_safe("<i>dos</i>"))]),
]


def drawn(widget: forms.Select, value: object, renderer: TemplatesSetting) -> str:
    return widget.render("lugar", value, renderer=renderer)


class TestDrawnLists:
    @pytest.mark.parametrize("value", ["", "a", "2024", "x", None])
    def test_says_what_django_says(self, value):
        widget = forms.Select(
            choices=CHOICES, attrs={"id": "id_x", "required": True, "disabled": False, "data-a": 'a"b'}
        )

        ours, theirs = (drawn(widget, value, one) for one in (LlegadaRenderer(), TemplatesSetting()))

        assert parse_html(ours) == parse_html(theirs)
        assert ours.count("<option") == 5

    def test_several_can_be_chosen(self):
        widget = forms.SelectMultiple(choices=CHOICES)

        ours, theirs = (drawn(widget, ["a", "y"], one) for one in (LlegadaRenderer(), TemplatesSetting()))

        assert parse_html(ours) == parse_html(theirs)
        assert ours.count(" selected") == 2

    @pytest.mark.parametrize("made", [forms.Select, LongSelect])
    def test_writes_every_word_as_text(self, made):
        hostile = "\"'><b>x</b>&"
        choices = [(hostile, hostile), (hostile, [(f"{hostile}2", gettext_lazy(hostile))])]
        ours, theirs = (
            one(choices=choices, attrs={"id": hostile, hostile: True}).render(hostile, hostile, renderer=renderer)
            for one, renderer in ((made, LlegadaRenderer()), (forms.Select, TemplatesSetting()))
        )

        assert "<b>" not in ours
        assert parse_html(ours) == parse_html(theirs)

    def test_writes_numbers_as_people_read_them_and_as_forms_send_them(self):
        widget = forms.Select(choices=[(1.5, 1234.5)])

        ours, theirs = (drawn(widget, 1.5, one) for one in (LlegadaRenderer(), TemplatesSetting()))

        assert ours == '<select name="lugar">\n<option value="1.5" selected>1234,5</option>\n</select>'
        assert parse_html(ours) == parse_html(theirs)


class TestLongLists:
    """A list of hundreds says what Django's own says, by a shorter way."""

    @pytest.mark.parametrize("value", ["", "a", "2024", 2024, "x", "nada", None])
    def test_says_what_django_says(self, value):
        attributes = {"id": "id_x", "data-a": 'a"b'}

        ours = LongSelect(choices=Offered(CHOICES), attrs=attributes)
        theirs = forms.Select(choices=CHOICES, attrs=attributes)

        assert parse_html(drawn(ours, value, LlegadaRenderer())) == parse_html(drawn(theirs, value, TemplatesSetting()))

    def test_a_field_knows_what_it_offers(self):
        field = forms.ChoiceField(choices=Offered([("a", "Uno"), ("b", "Dos")]), widget=LongSelect)

        assert field.clean("b") == "b"
        with pytest.raises(forms.ValidationError):
            field.clean("c")
        assert list(field.widget.choices) == [("a", "Uno"), ("b", "Dos")]
