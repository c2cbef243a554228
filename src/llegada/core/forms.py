"""How every form of the house is drawn: through the shared components, so that all fields look and speak alike."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm, FileField, FileInput
from django.forms.renderers import TemplatesSetting

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


class LlegadaRenderer(TemplatesSetting):
    """Draw forms and fields with the shared components; settings name it in FORM_RENDERER."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


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
