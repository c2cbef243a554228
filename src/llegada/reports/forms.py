"""What comes in: a version of a format, a logo, a code or a file to verify."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from llegada.core.errors import TooLarge
from llegada.reports.choices import DocumentKind
from llegada.reports.models import DocumentFormat
from llegada.reports.rules import read_code
from llegada.reports.services.formats import MAX_LOGO_BYTES
from llegada.reports.sources import SOURCES
from llegada.targeting.choices import IndexLevel


class FormatForm(forms.ModelForm[DocumentFormat]):
    """Asks for a version of a controlled format."""

    class Meta:
        model = DocumentFormat
        fields = ["kind", "code", "version", "process", "in_force_on"]
        widgets = {"in_force_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "code": _("El del sistema de gestión de calidad. Por ejemplo: DE-FO-012."),
            "process": _("El proceso del mapa de procesos al que pertenece."),
            "in_force_on": _("Los documentos que se emitan desde ese día lo llevan."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, DocumentKind(kind).label) for kind in SOURCES]
        self.fields["kind"] = forms.ChoiceField(label=_("Documento"), choices=kinds)


class LogoForm(forms.Form):
    """Asks for the logo of an organisation."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG o SVG de 512 kB como máximo."),
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg", "data-max-bytes": MAX_LOGO_BYTES}),
    )


class CodeForm(forms.Form):
    """Asks for the code that a document carries at the foot of its pages."""

    codigo = forms.CharField(
        label=_("Código del documento"),
        help_text=_("Está al pie de cada página. Por ejemplo: 3F2A 91BC 77D0 1E4B."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_codigo(self) -> str:
        """Return its digits."""
        digits = read_code(self.cleaned_data["codigo"])
        if digits is None:
            raise forms.ValidationError(
                _(
                    "Ese no es un código de documento: son 16 números y letras de la A a la F. Revíselo y escríbalo de nuevo."
                )
            )
        return digits


class FileForm(forms.Form):
    """Asks for a PDF whose bytes are compared with those that were issued; it is not kept."""

    archivo = forms.FileField(
        label=_("Archivo PDF"),
        help_text=_("Se compara con lo emitido y no se guarda."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["archivo"].widget.attrs["data-max-bytes"] = settings.MAX_FILE_BYTES

    def clean_archivo(self) -> Any:
        """Refuse what is too large to have been issued here."""
        upload = self.cleaned_data["archivo"]
        if (upload.size or 0) > settings.MAX_FILE_BYTES:
            raise forms.ValidationError(str(TooLarge(limit_mb=settings.MAX_FILE_BYTES // 1024**2)))
        return upload


class SheetsForm(forms.Form):
    """Asks of which level all the fichas are."""

    level = forms.ChoiceField(choices=[(one, one.label) for one in (IndexLevel.MUNICIPALITY, IndexLevel.DEPARTMENT)])
