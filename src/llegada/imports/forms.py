"""What comes in: a file, what its columns are, and what its words stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.imports.choices import TargetKind
from llegada.imports.errors import ColumnsMissing
from llegada.imports.fields import FIELDS, Kind, field_of
from llegada.imports.keepers import hidden_targets
from llegada.imports.layout import Layout, Source, missing_fields, stands_in, with_stand_ins
from llegada.imports.match_forms import FEW
from llegada.imports.policies import organization_ids
from llegada.imports.services.alike import layouts_of_alike
from llegada.imports.services.directory import Directory
from llegada.imports.services.peeking import Column, Peek

_SPLITS: Final = (
    ("", _("Nada: trae uno solo")),
    ("|", _("Una barra vertical: 05030 | 05031")),
    (";", _("Un punto y coma: 05030; 05031")),
    (",", _("Una coma: Amagá, Tunja y Leticia")),
    ("/", _("Una barra: Amagá / Tunja")),
    ("-", _("Un guion entre espacios: Amagá - Tunja")),
    ("line", _("Un renglón: cada uno debajo del otro, en la misma celda")),
)
#: What a row of each target is, in the words of whoever keeps the spreadsheet.
_ROWS_ARE: Final[dict[str, Any]] = {
    TargetKind.MILESTONES: _("Hitos o entregas de planes que ya se trajeron"),
    TargetKind.SESSIONS: _("Asesorías, visitas, talleres o reuniones que ya se hicieron"),
    TargetKind.PLANS: _("Planes de trabajo, convenios o proyectos de asistencia"),
    TargetKind.ATTENDANCES: _("Personas que asistieron a asesorías que ya se trajeron"),
    TargetKind.COMMITMENTS: _("Compromisos que quedaron"),
    TargetKind.PEOPLE: _("Personas que atienden en las entidades: secretarías, enlaces"),
    TargetKind.SERVICES: _("Servicios que ofrece su organización"),
    TargetKind.ENTITIES: _("Entidades: alcaldías, gobernaciones y otras"),
}


class UploadForm(forms.Form):
    """Asks for a file, what it brings, and for which organisation where the person keeps several."""

    target = forms.ChoiceField(label=_("¿Qué hay en cada fila?"), widget=forms.RadioSelect)
    organization = forms.ModelChoiceField(
        label=_("¿De qué organización es?"), queryset=Organization.objects.none(), empty_label=_("Elija una")
    )
    file = forms.FileField(
        label=_("Archivo de Excel (.xlsx) o CSV"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls,.xlsm,.txt,.tsv"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = organization_ids(actor)
        organizations = Organization.objects.filter(is_active=True)
        field: Any = self.fields["organization"]
        field.queryset = organizations if mine is None else organizations.filter(pk__in=mine)
        if field.queryset.count() == 1:  # nobody guesses of which one it is where there are several
            field.widget = forms.HiddenInput()
            field.initial = field.queryset.get()
        target: Any = self.fields["target"]
        target.choices = [
            *((value, _ROWS_ARE.get(value, label)) for value, label in targets_of(actor)),
            ("workbook", _("Todo junto: la plantilla tipo SETA, ya diligenciada")),
        ]
        hidden = hidden_targets(actor)
        if TargetKind.SERVICES in hidden:
            target.help_text = _("Los catálogos de servicios y de entidades los trae el equipo de monitoreo.")
        elif TargetKind.ENTITIES in hidden:
            target.help_text = _("El catálogo de entidades lo trae el equipo de monitoreo de toda la instalación.")
        limit = settings.MAX_IMPORT_BYTES // 1024**2
        self.fields["file"].widget.attrs["data-max-bytes"] = settings.MAX_IMPORT_BYTES
        self.fields["file"].help_text = _(
            "Tal como lo tiene: no importan los títulos de arriba, las hojas de más ni el orden de las columnas. Hasta %(n)s MB."
        ) % {"n": limit}


def targets_of(actor: Actor) -> list[tuple[str, Any]]:
    """Return what the actor may bring: the catalogues have keepers of their own."""
    hidden = hidden_targets(actor)
    order = [
        TargetKind.SESSIONS,
        TargetKind.PLANS,
        TargetKind.MILESTONES,
        TargetKind.ATTENDANCES,
        TargetKind.COMMITMENTS,
        TargetKind.PEOPLE,
    ]
    return [(one.value, one.label) for one in [*order, TargetKind.SERVICES, TargetKind.ENTITIES] if one not in hidden]


class ColumnsForm(forms.Form):
    """Asks what each column of a sheet is, and what the sheet does not say and is the same for all of its rows."""

    def __init__(self, *args: Any, found: Peek, directory: Directory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found, self.target = found, found.layout.target
        choices = [("", _("No se trae")), *((one.name, _marked(one)) for one in FIELDS[self.target])]
        guessed = {
            column: name
            for name, one in found.layout.fields.items()
            for column in one.columns
            if not stands_in(self.target, found.layout.fields, name)
        }
        for number, column in enumerate(found.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=_("Qué es «%(column)s»") % {"column": column.heading},
                choices=choices,
                required=False,
                initial=guessed.get(column.heading, ""),
            )
        for one in FIELDS[self.target]:
            if one.kind is Kind.YEAR or one.may_be_same or (one.kind is Kind.MATCH and one.match in FEW):
                field: Any = _fixed_field(one, directory, found.layout)
                self.fields[f"fixed_{one.name}"] = field
                #: A column may still say it, so no browser asks for it; but it is not called optional.
                field.is_needed = self._is_needed(f"fixed_{one.name}")
        self.split = next((one.split for one in found.layout.fields.values() if one.split), "")
        if any(one.kind is Kind.CODE for one in FIELDS[self.target]):
            self.fields["split"] = forms.ChoiceField(
                label=_("Si una celda trae varios municipios, ¿qué los separa?"),
                choices=_SPLITS,
                required=False,
                initial=self.split,
                help_text=_("De cada uno se hace una fila."),
            )
        if any(one.kind is Kind.DATE for one in FIELDS[self.target]):
            self.fields["date_order"] = forms.ChoiceField(
                label=_("Una fecha escrita 05/03/2024 es"),
                choices=(("dmy", _("5 de marzo: primero el día")), ("mdy", _("3 de mayo: primero el mes"))),
                initial=found.layout.date_order,
            )
        if found.alike:
            names = ", ".join(f"«{name}»" for name, _row in found.alike)
            self.fields["alike"] = forms.BooleanField(
                label=_("Traer también las hojas con los mismos títulos: %(sheets)s") % {"sheets": names},
                required=False,
                initial=True,
            )
        self.fields["mapping_name"] = forms.CharField(
            label=_("Recordar estas respuestas con el nombre"),
            max_length=120,
            required=False,
            initial=found.mapping_name or found.proposed_name,
            help_text=_("El próximo archivo con los mismos títulos no vuelve a preguntar. Bórrelo si no habrá otro."),
        )

    @property
    def rows(self) -> Iterator[tuple[Column, BoundField]]:
        """Return each column with its question."""
        for number, column in enumerate(self.found.columns):
            yield column, self[f"column_{number}"]

    @property
    def asked(self) -> list[BoundField]:
        """Return the questions that must be answered here, since no column does, and the name to save all by."""
        names = [name for name in self.fields if name.startswith("fixed_") and self._is_needed(name)]
        names += [name for name in ("split",) if self.split and name in self.fields]
        names += [name for name in ("alike",) if name in self.fields]
        return [self[name] for name in (*names, "mapping_name")]

    @property
    def rest(self) -> list[BoundField]:
        """Return the questions that most files need not answer."""
        asked = {field.name for field in self.asked}
        return [self[name] for name in self.fields if not name.startswith("column_") and name not in asked]

    @property
    def is_rest_open(self) -> bool:
        """Tell whether something of the rest was answered, or is wrong."""
        return any(field.errors or (field.name.startswith("fixed_") and field.value()) for field in self.rest)

    @property
    def recognised(self) -> int:
        """Return for how many columns there is a guess."""
        return sum(1 for column, field in self.rows if field.value())

    @property
    def may_be_of_an_entity(self) -> bool:
        """Tell whether each row is of an entity, said in one of several ways."""
        return any(one.group == "entity" for one in FIELDS[self.target])

    @property
    def may_join(self) -> list[str]:
        """Return what several columns may say together."""
        return [str(one.label) for one in FIELDS[self.target] if one.may_join]

    def _is_needed(self, name: str) -> bool:
        """Tell whether the sheet has no column for what is the same in all rows and nothing goes in without."""
        one = field_of(self.target, name.removeprefix("fixed_"))
        fields = self.found.layout.fields
        if one.name in fields:
            return bool(fields[one.name].value)
        if one.name == "unit":
            return "plan" not in fields
        return (one.is_required and one.unless not in fields) or (
            bool(one.group) and not any(each.group == one.group and each.name in fields for each in FIELDS[self.target])
        )

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for a field that can only come from one."""
        data = super().clean() or {}
        for one in FIELDS[self.target]:
            chosen = [n for n in range(len(self.found.columns)) if data.get(f"column_{n}") == one.name]
            if len(chosen) > 1 and not one.may_join:
                sentence = _("Dos columnas dicen ser «%(label)s». Deje una.") % {"label": one.label}
                self.add_error(f"column_{chosen[1]}", sentence)
        if not self.errors:
            self._refuse_missing()
        return data

    def _refuse_missing(self) -> None:
        """Say what is missing beside the question that would answer it, where there is one."""
        missing = missing_fields(self.layout())
        for label in missing:
            if label in self._askable:
                self.add_error(
                    self._askable[label], _("Dé aquí uno para todas las filas, o diga arriba qué columna lo trae.")
                )
        others = [label for label in missing if label not in self._askable]
        if others:
            self.add_error(None, str(ColumnsMissing(fields=", ".join(others))))

    @property
    def _askable(self) -> dict[str, str]:
        """Return what may be said once for all rows: its words and the name of its question."""
        return {str(field.label): name for name, field in self.fields.items() if name.startswith("fixed_")}

    @property
    def asks_what_is_missing(self) -> bool:
        """Tell whether something that no column says may be answered among what is asked."""
        asked = {str(field.label) for field in self.asked}
        return not asked.isdisjoint(self.found.missing)

    def _of_several(self, data: dict[str, Any]) -> str:
        """Return the field whose cells may hold several places: the codes tell them better than the names."""
        chosen = {name for number in range(len(self.found.columns)) if (name := data.get(f"column_{number}"))}
        return next((one for one in ("code", "entity") if one in chosen), "")

    def layouts(self) -> list[Layout]:
        """Return how the sheet is read, and those like it if they are wanted."""
        return layouts_of_alike(self.layout(), self.found.alike if self.cleaned_data.get("alike") else ())

    def layout(self) -> Layout:
        """Return how the sheet is read."""
        data, headings = self.cleaned_data, self.found.headings
        fields = {}
        for one in FIELDS[self.target]:
            columns = tuple(headings[n] for n in range(len(headings)) if data.get(f"column_{n}") == one.name)
            value = str(data.get(f"fixed_{one.name}") or "")
            if columns or value:
                split = data.get("split", "") if columns and one.name == self._of_several(data) else ""
                fields[one.name] = Source(columns, value, split)
        found = self.found
        fields = with_stand_ins(self.target, fields)
        order = data.get("date_order") or "dmy"
        return Layout(self.target, found.sheet, found.header_row, fields, order, found.header_rows)


def _marked(one: Any) -> str:
    return f"{one.label} *" if one.is_required or one.group else str(one.label)


def _fixed_field(one: Any, directory: Directory, layout: Layout) -> forms.Field:
    """Return the question of a value for all rows; it travels as the words that the directory finds."""
    initial = layout.fields[one.name].value if one.name in layout.fields else ""
    if one.kind is Kind.YEAR:
        return forms.IntegerField(
            label=one.label, required=False, min_value=1950, max_value=2100, initial=initial, localize=False
        )
    if one.may_be_same:
        return forms.CharField(
            label=one.label,
            required=False,
            max_length=one.longest,
            initial=initial,
            help_text=_("Lo mismo en todas las filas, si ninguna columna lo dice."),
        )
    words = sorted(set(directory.words(one.match).values()))
    return forms.ChoiceField(
        label=one.label,
        required=False,
        choices=[("", _("Lo dice una columna, o no se sabe")), *((word, word) for word in words)],
        initial=initial or (words[0] if one.is_required and len(words) == 1 else ""),
    )
