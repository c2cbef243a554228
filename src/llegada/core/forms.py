"""How every form of the house is drawn: through the shared components, so that all fields look and speak alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm, DateInput, FileField, FileInput, Form, Select
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.choices import BaseChoiceIterator
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from llegada.core.errors import Invalid, LlegadaError


class MultipleFileInput(FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class SeveralFilesField(FileField):
    """Several files, or none where it is not required; cleaned, a list of uploads."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Check each file as one field does. Raises ValidationError."""
        each = data if isinstance(data, list) and data else [None]
        return [one for one in (super(SeveralFilesField, self).clean(file, initial) for file in each) if one]


class Offered(BaseChoiceIterator):
    """Choices that are pairs already, or a family with its pairs: Django looks into each of 600 to make sure that it is."""

    def __init__(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        """Offer `pairs`, in their order."""
        self._pairs = pairs

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Give each."""
        return iter(self._pairs)


class LongSelect(Select):
    """A list of hundreds: it says of each option what is drawn of it, and nothing else."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return families with their options, as Django's own does; `value` are those chosen."""
        chosen = set(value)
        found: list[Any] = []
        for key, label in self.choices:
            family, pairs = (key, label) if isinstance(label, list | tuple) else (None, ((key, label),))
            options = [
                {"value": one, "label": words, "attrs": self.checked_attribute if str(one) in chosen else {}}
                for one, words in pairs
            ]
            found.append((family, options, len(found)))
        return found


class LlegadaRenderer(TemplatesSetting):
    """Draw forms and fields with the shared components; settings name it in FORM_RENDERER."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Render a template, but for lists: the template engine takes two thirds of a page whose filters have 600 services."""
        if template_name in _SELECTS:
            return _draw_select(context["widget"])
        return super().render(template_name, context, request)


#: What Django draws lists with: both say the same.
_SELECTS: Final = frozenset({"django/forms/widgets/select.html", "django/forms/widgets/select_multiple.html"})


def _draw_select(widget: Mapping[str, Any]) -> SafeString:
    """Draw a list as Django's own templates do, each option by one expression."""
    drawn = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _place in widget["optgroups"]:
        if group:
            drawn.append(f'<optgroup label="{conditional_escape(group)}">')
        drawn += [
            f'<option value="{_escaped(str(one["value"]))}"{_attributes(one["attrs"])}>{_written(one["label"])}</option>'
            for one in options
        ]
        if group:
            drawn.append("</optgroup>")
    return mark_safe("\n".join([*drawn, "</select>"]))  # noqa: S308 - each value is escaped above


def _written(label: Any) -> str:
    return _escaped(label) if type(label) is str else conditional_escape(localize(label))  # most are plain words


@lru_cache(maxsize=1 << 14)
def _escaped(words: str) -> str:
    """Escape words that many pages offer again: the services, units and places of a country."""
    return escape(words)


def _attributes(attributes: Mapping[str, Any]) -> str:
    """Return the attributes of an element: those that are False are left out, those that are True have no value."""
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )


def add_refusal(form: BaseForm, refusal: LlegadaError) -> None:
    """Say in `form` what a service refused: each sentence at its field where the form has it, and above the form otherwise."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    for name, sentences in fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
    if not fields:
        form.add_error(None, str(refusal))


def require_readable(form: BaseForm) -> None:
    """Refuse a download whose filters cannot be read: a page can leave one out and say so, a file cannot. Raises Invalid."""
    if not form.is_valid():
        raise Invalid({name: [str(sentence) for sentence in said] for name, said in form.errors.items()})


def keep_typed(form: Form) -> None:
    """Leave in each field of a read form what was typed there and could not be read: a list offers it, a day is text.

    What is hidden cannot be mended in the page, and is taken out of what it sends again.
    """
    for name in form.errors:
        if name not in form.fields:
            continue
        field, typed = form.fields[name], str(form.data.get(name, ""))
        if field.widget.is_hidden:
            form.data = {key: value for key, value in form.data.items() if key != name}
        elif isinstance(field.widget, Select):
            field.widget.choices = [*field.widget.choices, (typed, f"«{typed[:40]}»")]
        elif isinstance(field.widget, DateInput):
            field.widget.input_type = "text"
