"""Forms of the external indices: the file to load, and an index that a unit defines."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.uploads import TableUploadForm
from llegada.targeting.choices import IndexDirection, IndexKind, IndexLevel
from llegada.targeting.models import ExternalIndex
from llegada.targeting.selectors.indices import list_units_that_define
from llegada.targeting.services.index_definitions import IndexContent

FIRST_YEAR, LAST_YEAR = 1985, 2100


def year_field() -> forms.IntegerField:
    """Return the field of the year of the data."""
    return forms.IntegerField(
        label=_("Año de los datos"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("Solo si el archivo no lo dice en una columna, en sus títulos o en su nombre."),
    )


class IndexUploadForm(TableUploadForm):
    """Asks for the file of one or more indices, and its year if it does not say it."""

    year = year_field()


class YearForm(forms.Form):
    """Asks for the year of a file that was brought already."""

    archivo = forms.CharField(widget=forms.HiddenInput)
    anio = year_field()


class IndexForm(forms.Form):
    """What a unit says of its index."""

    unit = forms.ModelChoiceField(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    name = forms.CharField(label=_("Nombre"), max_length=160)
    short_name = forms.CharField(label=_("Nombre corto"), max_length=40, help_text=_("Para tablas y gráficas."))
    family = forms.CharField(
        label=_("Familia"), max_length=60, help_text=_("Los índices de una familia se muestran juntos.")
    )
    method = forms.CharField(
        label=_("Método"),
        max_length=80,
        required=False,
        help_text=_("Si la fuente cambia de método, es otro índice de la misma familia."),
    )
    level = forms.ChoiceField(label=_("Se mide de"), choices=IndexLevel.choices)
    kind = forms.ChoiceField(label=_("Clase"), choices=IndexKind.choices)
    direction = forms.ChoiceField(label=_("Sentido"), choices=IndexDirection.choices)
    measure_unit = forms.CharField(label=_("Unidad de medida"), max_length=60, required=False)
    minimum = forms.FloatField(label=_("Mínimo posible"), required=False)
    maximum = forms.FloatField(label=_("Máximo posible"), required=False)
    decimals = forms.IntegerField(label=_("Decimales"), min_value=0, max_value=6, initial=1)
    categories = forms.CharField(
        label=_("Categorías"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Una en cada renglón y en su orden, si no es una medida."),
    )
    description = forms.CharField(label=_("Qué mide"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Fuente"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, index: ExternalIndex | None = None, **kwargs: Any) -> None:
        """Offer the units in which `actor` defines; one with data only changes its words."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        if index is None:
            fields["unit"].queryset = list_units_that_define(actor=actor)
            return
        del fields["unit"]
        if index.editions.exists():
            for name in ("family", "method", "level", "kind", "direction", "measure_unit", "minimum", "maximum"):
                fields[name].disabled = True
            fields["decimals"].disabled = fields["categories"].disabled = True

    def content(self) -> IndexContent:
        """Return what was typed. Call once valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "unit"}
        lines = (line.strip() for line in data.pop("categories").splitlines())
        return IndexContent(**data, categories=tuple(dict.fromkeys(line for line in lines if line)))


def initial_of(index: ExternalIndex) -> dict[str, Any]:
    """Return what the form of an index begins with."""
    names = (
        "name", "short_name", "family", "method", "level", "kind", "direction", "measure_unit", "minimum", "maximum",
        "decimals", "description", "source",
    )  # fmt: skip
    labels = index.categories.order_by("position").values_list("label", flat=True)
    return {**{name: getattr(index, name) for name in names}, "categories": "\n".join(labels)}
