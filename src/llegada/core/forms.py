"""How every form of the house is drawn: through the shared components, so that all fields look and speak alike."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class LlegadaRenderer(TemplatesSetting):
    """Draw forms and fields with the shared components; settings name it in FORM_RENDERER."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
