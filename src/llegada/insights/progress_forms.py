"""What somebody asks of the progress and of the cost of plans, read from the address and written back to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from django import forms
from django.db.models import TextField
from django.db.models.functions import Cast
from django.forms.models import ModelChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.forms import LongSelect, keep_typed
from llegada.insights.filters import OF_PUBLIC_PAGES, Problems, name_foreign
from llegada.insights.progress_words import GROUPINGS, ORDERS
from llegada.insights.selectors.progress import By, Cut
from llegada.insights.selectors.progress_seen import organizations_of
from llegada.insights.selectors.progress_zones import ZoneKind, kind_of_zone, list_zone_kinds, read_members
from llegada.insights.selectors.raw_rows import dashed, fetch
from llegada.insights.view_rules import YEARS
from llegada.portfolio.models import Service, Strategy, ThematicLine
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.territory.models import Department, Entity

ALL_YEARS: Final = "todas"
BY_LINK: Final = ("linea", "estrategia", "entidad", "asesor")


def groupings_for(actor: Actor) -> dict[str, str | Promise]:
    """Return by what somebody may have progress added up, with its words: by strategy, only who reads some."""
    reads_strategies = STRATEGY_POLICY.may_ever(actor, StrategyPermission.VIEW)
    return {name: label for name, (by, label) in GROUPINGS.items() if by is not By.STRATEGY or reads_strategies}


class _Options(ModelChoiceIterator):  # type: ignore[type-arg]
    """What a list offers, read as key and name: of hundreds of services, nothing else is shown."""

    field: _Choice

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield each key, as addresses write it, with its name."""
        yield "", self.field.empty_label
        key, label = str(self.field.to_field_name), self.field.label_path
        for code, name in fetch(self.queryset.values_list(Cast(key, TextField()), label)):
            yield dashed(code), name


class _Choice(forms.ModelChoiceField[Any]):
    """A choice that says the same of a key that is none and of one that is not offered."""

    iterator = _Options
    #: What it is called.
    label_path = "name"

    def to_python(self, value: Any) -> Any:
        """Return what was chosen. Raises ValidationError in words that who writes an address understands."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            said = _("Lo que pide no está en la lista, o no lo puede ver. Elija de la lista, o quite este filtro.")
            raise forms.ValidationError(said, code="invalid_choice") from None


class _ServiceField(_Choice):
    """A choice of a service by the name of its published version."""

    label_path = "published_version__name"


def _choice(label: Any, queryset: Any, key: str = "public_id", **options: Any) -> forms.ModelChoiceField[Any]:
    made: type[forms.ModelChoiceField[Any]] = options.pop("made", _Choice)
    first = options.pop("first", _("Todas"))
    return made(label=label, queryset=queryset, to_field_name=key, required=False, empty_label=first, **options)


class ProgressForm(forms.Form):
    """The filters of the pages of progress. Those of BY_LINK come from a row of the table, not from a list of thousands."""

    por = forms.CharField(label=_("Sumar por"), required=False, widget=forms.HiddenInput)
    orden = forms.CharField(label=_("Orden"), required=False, widget=forms.HiddenInput)
    corte = forms.DateField(
        label=_("A corte de"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("No es una fecha. Escríbala con año, mes y día, así: 2026-08-01.")},
    )
    vigencia = forms.ChoiceField(
        label=_("Vigencia"),
        required=False,
        error_messages={"invalid_choice": _("No hay planes de esa vigencia, o no es un año. Elija una de la lista.")},
    )
    organizacion = _choice(_("Organización"), Organization.objects.none())
    dependencia = _choice(_("Dependencia"), OrgUnit.objects.none())
    servicio = _choice(_("Servicio"), Service.objects.none(), made=_ServiceField, first=_("Todos"), widget=LongSelect)
    linea = _choice(_("Línea temática"), ThematicLine.objects.order_by("name"), widget=forms.HiddenInput)
    departamento = _choice(_("Departamento"), Department.objects.order_by("name"), "code", first=_("Todo el país"))
    zonas = forms.ChoiceField(
        label=_("Clase de zona"),
        required=False,
        error_messages={
            "invalid_choice": _("Esa clase de zonas no está cargada, o no la puede ver. Elija otra de la lista.")
        },
    )
    zona = forms.CharField(label=_("Zona"), required=False, widget=forms.HiddenInput)
    estrategia = _choice(_("Estrategia"), Strategy.objects.none(), widget=forms.HiddenInput)
    entidad = _choice(_("Entidad"), Entity.objects.order_by("name"), widget=forms.HiddenInput)
    asesor = _choice(_("Asesor"), Person.objects.order_by("full_name"), widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor, years: Collection[int], today: date) -> None:
        """Read `data`; the year is this one, or the latest with plans, where it asks for none."""
        latest = next(iter(years), today.year)
        self.usual_year = str(today.year if today.year in years else latest)
        self.asked = {name: value for name, value in data.items() if value}
        asked = {"corte": today.isoformat(), "vigencia": self.usual_year, **self.asked}
        super().__init__(asked)
        self.today = today
        self.groupings = groupings_for(actor)
        self.fields["corte"].widget.attrs["max"] = today.isoformat()
        choices = [(str(year), str(year)) for year in years or [today.year]]
        self.fields["vigencia"].choices = [*choices, (ALL_YEARS, _("Todas"))]  # type: ignore[attr-defined]
        mine = organizations_of(actor)
        everybody = Organization.objects.order_by("name")
        here = {} if mine is None else {"organization__in": mine}
        self._choose("organizacion", everybody if mine is None else everybody.filter(pk__in=mine))
        self._choose("dependencia", OrgUnit.objects.filter(**here).order_by("name", "pk"))
        self._choose(
            "servicio",
            Service.objects.filter(published_version__isnull=False, **here)
            .select_related("published_version")
            .order_by("published_version__name"),
        )
        self._choose(
            "estrategia", STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.order_by("name", "pk"))
        )
        is_by_zone = asked.get("por") == "zona"
        self.zone_kinds = list_zone_kinds(actor=actor) if is_by_zone or asked.get("zona") else []
        self.fields["zonas"].choices = [(one.key, one.label) for one in self.zone_kinds]  # type: ignore[attr-defined]
        if not is_by_zone or not self.zone_kinds:
            del self.fields["zonas"]
        if mine is not None and len(mine) <= 1:
            self.fields["organizacion"].widget = forms.HiddenInput()

    def _choose(self, name: str, queryset: Any) -> None:
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Read what was asked, and keep in its field what could not be read, so that it can be mended there."""
        super().full_clean()
        keep_typed(self)
        if day := self.cleaned_data.get("corte"):
            # However it was written, a field of dates takes it in one way only.
            self.data = {**self.data, "corte": day.isoformat()}

    def clean_por(self) -> str:
        """Return by what progress is added up. Refuses what is not offered."""
        return self._offered("por", self.groupings)

    def clean_orden(self) -> str:
        """Return the order of the rows. Refuses what is not offered."""
        return self._offered("orden", ORDERS)

    def _offered(self, name: str, offered: Collection[str]) -> str:
        value: str = self.cleaned_data[name]
        if value and value not in offered:
            said = _("«%(value)s» no es algo que esta página sepa mostrar.") % {"value": value[:40]}
            raise forms.ValidationError(said)
        return value

    def clean_corte(self) -> date:
        """Return the day that is asked for. Refuses one still to come: nobody knows it."""
        day: date = self.cleaned_data["corte"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("Ese día no ha llegado. Escriba la fecha de hoy o una anterior."))
        if day.year not in YEARS:
            raise forms.ValidationError(_("Escriba una fecha desde el 1 de enero de 1990."))
        return day

    def clean_zona(self) -> str:
        """Return the zone that is asked for. Refuses one that is not loaded."""
        key: str = self.cleaned_data["zona"]
        if key and kind_of_zone(key, self.zone_kinds) is None:
            raise forms.ValidationError(_("Esa zona no está cargada, o no la puede ver."))
        return key

    @property
    def zone_kind(self) -> ZoneKind | None:
        """Return how the country is cut into zones: as asked, or in the first way there is; None where none is loaded."""
        self.is_valid()
        asked = self.cleaned_data.get("zonas")
        return next((one for one in self.zone_kinds if one.key == asked), next(iter(self.zone_kinds), None))

    @cached_property
    def zone_entities(self) -> frozenset[int] | None:
        """Return the entities of the zone that is asked for; None without one."""
        self.is_valid()
        key = self.cleaned_data.get("zona", "")
        kind = kind_of_zone(key, self.zone_kinds)
        return read_members(kind)[key] if kind else None

    @property
    def cut(self) -> Cut:
        """Return what is asked, without what could not be read."""
        self.is_valid()
        found = self.cleaned_data
        year = found.get("vigencia", self.usual_year)
        keys = {
            "organization_id": "organizacion", "unit_id": "dependencia", "service_id": "servicio", "line_id": "linea",
            "department_id": "departamento", "strategy_id": "estrategia", "entity_id": "entidad", "advisor_id": "asesor",
        }  # fmt: skip
        return Cut(
            on=found.get("corte") or self.today,
            year=int(year) if year.isdigit() else None,
            entity_ids=self.zone_entities,
            **{name: found[field].pk if found.get(field) else None for name, field in keys.items()},
        )

    @property
    def problems(self) -> Problems:
        """Return a sentence for each filter that could not be read and was left out, and for each that is of other pages."""
        unread = {
            name: f"{self.fields[name].label}: {' '.join(str(one) for one in said)}"
            for name, said in self.errors.items()
        }
        return {**unread, **name_foreign(self.asked, OF_PUBLIC_PAGES)}

    @property
    def readable(self) -> dict[str, str]:
        """Return what the address asks for and is in force: what files of the page, and its links, ask for."""
        in_force = self.fields.keys() - self.errors.keys()
        return {name: value for name, value in self.asked.items() if name in in_force}

    @property
    def in_force(self) -> dict[str, str]:
        """Return the same with the day and the year, said or not: an address that shows the same figures any other day."""
        return {**self.readable, "corte": self.cut.on.isoformat(), "vigencia": str(self.cut.year or ALL_YEARS)}

    @property
    def words(self) -> str:
        """Return what is asked for, as a file says it."""
        self.is_valid()
        year, service = self.cleaned_data.get("vigencia", self.usual_year), self.cleaned_data.get("servicio")
        said: list[Any] = [_("Vigencia %(year)s") % {"year": year} if year.isdigit() else _("Todas las vigencias")]
        said += [self.cleaned_data.get(name) for name in ("organizacion", "dependencia", "departamento")]
        said += [service and service.published_version, *(name for _field, name in self.chosen)]
        return " · ".join(str(one) for one in said if one)

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Return what is asked for by a link and not by a list, as (field, name)."""
        self.is_valid()
        zone = self.cleaned_data.get("zona", "")
        kind = kind_of_zone(zone, self.zone_kinds)
        zones = [("zona", f"{kind.label}: {kind.names[zone]}")] if kind else []
        return [*((name, str(self.cleaned_data[name])) for name in BY_LINK if self.cleaned_data.get(name)), *zones]
