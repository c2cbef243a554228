"""The form that says what each column of an unknown table is: its suggestions, what must be there, and the layout that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from llegada.targeting import table_rules
from llegada.targeting.forms.indices import FIRST_YEAR, LAST_YEAR
from llegada.targeting.layout_rules import Layout, Measure
from llegada.targeting.models import ExternalIndex
from llegada.targeting.table_rules import folded

#: Columns and indicators that the form offers: a select of every index for each of them is all that a page bears.
COLUMNS: Final = 60
LABELS: Final = 40
_ROLES: Final = (
    ("code", _("Código DANE (o SIGEP, de entidades)")),
    ("department", _("Nombre del departamento")),
    ("municipality", _("Nombre del municipio")),
    ("entity", _("Nombre de la entidad")),
    ("year_column", _("Año de la fila")),
    ("indicator", _("Qué indicador es la fila")),
    ("value", _("Valor del indicador")),
)
_HEADINGS: Final = {
    "department": {"departamento", "depto", "dpto", "nombre departamento", "nom dpto", "ndpto"},
    "municipality": {"municipio", "mpio", "nombre municipio", "nom mpio", "entidad territorial"},
    "entity": {"entidad", "nombre entidad"},
    "indicator": {"indicador", "variable", "nombre indicador"},
    "value": {"dato", "valor"},
}
#: A column of which so many cells are DANE codes is the one of the code.
_CODE_SHARE: Final = 0.8


@dataclass(frozen=True)
class Column:
    """One column of the table: its heading and some of its cells, as text."""

    heading: str
    cells: tuple[str, ...]

    @property
    def sample(self) -> str:
        """Return the first cells that say something."""
        return " · ".join(dict.fromkeys(cell for cell in self.cells[:40] if cell))[:80]


def _is_code(heading: str, column: Column) -> bool:
    """Tell whether a column has DANE codes: five digits, or four where zeros were lost, that its heading or a zero gives away."""
    filled = [cell for cell in column.cells if cell]
    codes = [cell for cell in filled if cell.isdecimal() and len(cell) in {4, 5}]
    is_said = any(word.startswith(("cod", "divipola", "dane")) for word in heading.split())
    return len(codes) > _CODE_SHARE * len(filled) and (is_said or any(cell.startswith("0") for cell in codes))


class MapForm(forms.Form):
    """What each column is. `columns` are those of the table, `indices` those that the person may load."""

    name = forms.CharField(label=_("Cómo se llama esta tabla"), max_length=120)
    is_list = forms.BooleanField(
        label=_("La tabla solo nombra a quienes pertenecen; los demás quedan en «No»"), required=False
    )

    def __init__(
        self, *args: Any, columns: Sequence[Column], indices: Sequence[ExternalIndex], name: str, **kwargs: Any
    ) -> None:
        """Offer a role and a year for each column, with what its heading and cells suggest."""
        super().__init__(*args, **kwargs)
        self.columns = columns[:COLUMNS]
        self.indices = {index.code: index for index in indices}
        self.choices = [("", _("No se usa")), *_ROLES, (_("Índices"), [(f"i:{one.code}", str(one)) for one in indices])]
        self.fields["name"].initial = name
        taken: set[str] = set()
        for place, column in enumerate(self.columns):
            role, year = self._suggest(column, taken)
            taken.add(role)
            self._add(f"role_{place}", _("Qué es «%(heading)s»"), column.heading, role, self.choices)
            self.fields[f"year_{place}"] = forms.IntegerField(
                label=_("Año de «%(heading)s»") % {"heading": column.heading},
                required=False,
                min_value=FIRST_YEAR,
                max_value=LAST_YEAR,
                initial=year,
            )
        for place, label in enumerate(self.labels):
            choices = [self.choices[0], self.choices[-1]]
            self._add(f"label_{place}", _("Qué índice es «%(heading)s»"), label, self._index_named(label), choices)

    def _add(self, name: str, label: Any, heading: str, initial: str, choices: Any) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label % {"heading": heading}, required=False, choices=choices, initial=initial
        )

    # --- suggestions --------------------------------------------------------------------------------------------------
    def _suggest(self, column: Column, taken: set[str]) -> tuple[str, int | None]:
        heading = folded(column.heading)
        found = ""
        if _is_code(heading, column):
            found = "code"
        elif table_rules.is_year_heading(column.heading):
            found = "year_column"
        else:
            found = next((role for role, words in _HEADINGS.items() if heading in words), "")
        if found and found not in taken:
            return found, None
        years = table_rules.years_in(column.heading)
        return self._index_named(column.heading), years.pop() if len(years) == 1 else None

    def _index_named(self, text: str) -> str:
        plain = " ".join(word for word in folded(text).split() if not table_rules.read_year(word))
        for index in self.indices.values():
            if plain in {folded(index.code), folded(index.name), folded(index.short_name)}:
                return f"i:{index.code}"
        return ""

    # --- what is shown ------------------------------------------------------------------------------------------------
    @property
    def indicator_place(self) -> int | None:
        """Return which column says what indicator each row is."""
        for place in range(len(self.columns)):
            name = f"role_{place}"
            said = self.data.get(name) if self.is_bound else self.fields[name].initial
            if said == "indicator":
                return place
        return None

    @property
    def labels(self) -> list[str]:
        """Return the indicators that the rows name."""
        place = self.indicator_place
        cells = self.columns[place].cells if place is not None else ()
        return list(dict.fromkeys(cell for cell in cells if cell))[:LABELS]

    @property
    def rows(self) -> list[tuple[Column, Any, Any]]:
        """Return each column with its two fields, to draw."""
        return [(column, self[f"role_{place}"], self[f"year_{place}"]) for place, column in enumerate(self.columns)]

    @property
    def label_rows(self) -> list[tuple[str, Any]]:
        """Return each indicator with its field, to draw."""
        return [(label, self[f"label_{place}"]) for place, label in enumerate(self.labels)]

    # --- what was said ------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        """Refuse a table of which nothing could be read."""
        data = super().clean() or self.cleaned_data
        roles: dict[str, list[str]] = {}
        for place, column in enumerate(self.columns):
            roles.setdefault(str(data.get(f"role_{place}", "")), []).append(column.heading)
        for role, label in _ROLES:
            if len(roles.get(role, ())) > 1:
                self.add_error(None, _("Dos columnas dicen ser «%(role)s». Deje una.") % {"role": label})
        if not (roles.keys() & {"code", "municipality", "department", "entity"}):
            self.add_error(None, _("Diga qué columna trae el código o el nombre de cada lugar."))
        if ("indicator" in roles) != ("value" in roles):
            self.add_error(None, _("Una tabla con un indicador por fila tiene dos columnas: cuál es y cuánto vale."))
        measures = self._measures(roles)
        if not measures:
            self.add_error(None, _("Diga qué índice es al menos una columna o un indicador."))
        levels = {self.indices[measure.index].level for measure in measures}
        if len(levels) > 1:
            self.add_error(None, _("Los índices de una tabla deben medirse todos de lo mismo."))
        data["roles"], data["measures"] = roles, measures
        return data

    def _measures(self, roles: dict[str, list[str]]) -> tuple[Measure, ...]:
        data = self.cleaned_data
        found = [
            Measure(column.heading, role[2:], data.get(f"year_{place}"))
            for place, column in enumerate(self.columns)
            if (role := str(data.get(f"role_{place}", ""))).startswith("i:")
        ]
        if "indicator" in roles and "value" in roles:
            indicator, value = roles["indicator"][0], roles["value"][0]
            for place, label in enumerate(self.labels):
                role = str(data.get(f"label_{place}", ""))
                if role:
                    found.append(Measure(value, role[2:], None, ((indicator, label),)))
        return tuple(found)

    def layout(self) -> Layout:
        """Return the layout that was described. Call once valid."""
        roles, data = self.cleaned_data["roles"], self.cleaned_data

        def heading(role: str) -> str:
            return roles[role][0] if role in roles else ""

        return Layout(
            slug=slugify(data["name"])[:60] or "tabla",
            name=data["name"],
            measures=data["measures"],
            code=heading("code"),
            department=heading("department"),
            municipality=heading("municipality"),
            entity=heading("entity"),
            year_column=heading("year_column"),
            is_list=data["is_list"],
        )
