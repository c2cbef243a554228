"""Forms of administration and of one's own account. Services have the last word; forms only gather."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from llegada.accounts import rules
from llegada.accounts.choices import OrganizationKind
from llegada.accounts.models import Organization, OrgUnit
from llegada.core.roles import ASSIGNABLE_ROLES, ENTITY_ROLES, INSTALLATION_ROLES, TERRITORY_ROLES, Role
from llegada.territory.models import Department, Entity, Municipality


def day_input() -> forms.DateInput:
    """Return the control of a day, as every browser draws it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def unit_choices(units: Collection[OrgUnit]) -> list[tuple[str, Any]]:
    """Return units grouped by organisation, each as deep as it hangs."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        indent = "\u2003" * (unit.depth - 1)
        grouped.setdefault(unit.organization.short_name, []).append((str(unit.pk), f"{indent}{unit.name}"))
    return [("", "—"), *grouped.items()]


class ProfileForm(forms.Form):
    """One's own name and post."""

    full_name = forms.CharField(
        label=_("Nombre completo"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    post = forms.CharField(
        label=_("Cargo"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )


class OwnProfileForm(ProfileForm):
    """One's own name and post, and whether the mail of the day is wanted."""

    wants_digest = forms.BooleanField(
        label=_("Recibir un correo al día con los avisos que no haya leído"), required=False
    )


class PersonForm(ProfileForm):
    """Somebody's data, for who administers."""

    email = forms.EmailField(label=_("Correo electrónico"), help_text=_("Con él ingresa."), max_length=254)
    field_order = ["full_name", "email", "post"]


class PlacedEntityField(forms.ModelChoiceField[Entity]):
    """An entity by its name and place: there are two alcaldías de Ricaurte, and whoever signs is of one of them."""

    def label_from_instance(self, obj: Entity) -> str:
        """Return the name with the municipality and the department, where they are known."""
        places = (obj.municipality and obj.municipality.name, obj.department and obj.department.name)
        return " · ".join([obj.name, ", ".join(place for place in places if place)]).removesuffix(" · ")


class RoleForm(forms.Form):
    """The scope and dates of one role; only the fields that the role needs are there."""

    organization = forms.ModelChoiceField(
        queryset=Organization.objects.none(), label=_("Organización"), empty_label="—"
    )
    unit = forms.TypedChoiceField(
        label=_("Dependencia"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "Con dependencia, el rol alcanza a ella y a las que dependen de ella; sin dependencia, a toda la organización."
        ),
    )
    departments = forms.ModelMultipleChoiceField(
        queryset=Department.objects.all(),
        label=_("Departamentos"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    municipalities = forms.CharField(
        label=_("Municipios"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Códigos DANE de cinco dígitos, separados por comas: 05001, 05002."),
    )
    entity = PlacedEntityField(
        queryset=Entity.objects.none(), label=_("Entidad"), widget=forms.RadioSelect, empty_label=None
    )
    starts_on = forms.DateField(label=_("Desde"), widget=day_input())
    ends_on = forms.DateField(
        label=_("Hasta"), required=False, widget=day_input(), help_text=_("En blanco si no tiene fecha de fin.")
    )

    def __init__(
        self,
        *args: Any,
        role: str,
        organizations: Collection[Organization],
        units: Collection[OrgUnit],
        entities: Collection[Entity] = (),
        may_reach_everything: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        self.units = {unit.pk: unit for unit in units}
        for name in self._fields_not_for(role):
            del self.fields[name]
        if "organization" in self.fields:
            field = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
            field.queryset = Organization.objects.filter(pk__in=[one.pk for one in organizations])
            if role in INSTALLATION_ROLES and may_reach_everything:
                field.required = False
                field.help_text = _("En blanco, el rol alcanza a toda la instalación.")
            cast(forms.ChoiceField, self.fields["unit"]).choices = unit_choices(units)
        if "entity" in self.fields:
            entity_field = cast("forms.ModelChoiceField[Entity]", self.fields["entity"])
            placed = Entity.objects.select_related("municipality", "department")
            entity_field.queryset = placed.filter(pk__in=[one.pk for one in entities])

    @staticmethod
    def _fields_not_for(role: str) -> list[str]:
        if role in ENTITY_ROLES:
            return ["organization", "unit", "departments", "municipalities"]
        return ["entity"] if role in TERRITORY_ROLES else ["entity", "departments", "municipalities"]

    def clean_unit(self) -> OrgUnit | None:
        """Return the unit chosen."""
        return self.units.get(self.cleaned_data["unit"])

    def clean_municipalities(self) -> list[Municipality]:
        """Return the municipalities by their codes, and say which codes do not exist."""
        codes = list(dict.fromkeys(re.findall(r"\w+", self.cleaned_data["municipalities"])))
        found = {place.code: place for place in Municipality.objects.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise ValidationError(
                ngettext(
                    "No existe el municipio con código %(codes)s. Son cinco dígitos, con sus ceros: 05001.",
                    "No existen los municipios con códigos %(codes)s. Son cinco dígitos, con sus ceros: 05001.",
                    len(unknown),
                )
                % {"codes": ", ".join(unknown)}
            )
        return [found[code] for code in codes]


class NewPersonForm(PersonForm):
    """Somebody who is to log in, with their first role in an organisation of the administrator's."""

    role = forms.ChoiceField(label=_("Primer rol"))
    organization = forms.ModelChoiceField(
        queryset=Organization.objects.none(), label=_("Organización"), empty_label="—"
    )
    unit = forms.TypedChoiceField(
        label=_("Dependencia"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("En blanco, el rol alcanza a toda la organización."),
    )
    starts_on = forms.DateField(label=_("Desde"), widget=day_input())
    field_order = ["full_name", "email", "post", "role", "organization", "unit", "starts_on"]

    def __init__(
        self,
        *args: Any,
        organizations: Collection[Organization],
        units: Collection[OrgUnit],
        may_leave_without_role: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        elsewhere = ENTITY_ROLES | TERRITORY_ROLES
        roles = [choice for choice in ASSIGNABLE_ROLES if choice[0] not in elsewhere]
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", "—"), *roles]
        organization = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
        organization.queryset = Organization.objects.filter(pk__in=[one.pk for one in organizations])
        cast(forms.ChoiceField, self.fields["unit"]).choices = unit_choices(units)
        if may_leave_without_role:
            self.fields["role"].required = organization.required = False
            self.fields["role"].help_text = _(
                "Puede dejarlo en blanco y dar los roles después, en la página de la persona."
            )
        elif len(organizations) == 1:
            organization.initial = next(iter(organizations))

    def clean_unit(self) -> OrgUnit | None:
        """Return the unit chosen."""
        return self.units.get(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any]:
        """Ask for the organisation of a role, but for those of the whole installation."""
        given = super().clean() or {}
        if given.get("role") and not given.get("organization") and given["role"] not in INSTALLATION_ROLES:
            self.add_error("organization", _("Este rol se da en una organización: elíjala."))
        return given


class ChooseRoleForm(forms.Form):
    """The role to give; what it needs is asked next."""

    role = forms.ChoiceField(label=_("Rol"))

    def __init__(self, *args: Any, may_reach_everything: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = frozenset[Role]() if may_reach_everything else ENTITY_ROLES
        cast(forms.ChoiceField, self.fields["role"]).choices = [
            choice for choice in ASSIGNABLE_ROLES if choice[0] not in hidden
        ]


class SearchEntityForm(forms.Form):
    """The words of the entity in which a role is given."""

    buscar = forms.CharField(
        label=_("Buscar la entidad"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Por ejemplo: alcaldía medellín")}),
    )


class EndRoleForm(forms.Form):
    """The last day of a role, and why."""

    ends_on = forms.DateField(
        label=_("Último día con el rol"),
        widget=day_input(),
        help_text=_("Con la fecha de ayer lo pierde de inmediato."),
    )
    reason = forms.CharField(label=_("Motivo"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OrganizationForm(forms.Form):
    """An organisation's data."""

    name = forms.CharField(label=_("Nombre"), max_length=250)
    acronym = forms.CharField(label=_("Sigla"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("Clase"), choices=OrganizationKind.choices)
    nit = forms.RegexField(
        label=_("NIT en el catálogo de entidades"),
        regex=r"^[0-9]{9}$",
        required=False,
        help_text=_(
            "Nueve dígitos, sin puntos ni dígito de verificación. Une la organización con su ficha de entidad."
        ),
        error_messages={"invalid": _("El NIT tiene nueve dígitos, sin puntos ni dígito de verificación.")},
    )
    is_active = forms.BooleanField(label=_("Activa"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Find the entity of the catalogue by its NIT; where several share it, none is chosen."""
        given = super().clean() or {}
        entity = None
        if given.get("nit"):
            matching = list(Entity.objects.filter(nit=given["nit"])[:2])
            if len(matching) != 1:
                self.add_error(
                    "nit",
                    _("Ese NIT no está en el catálogo de entidades: revíselo o déjelo en blanco.")
                    if not matching
                    else _("Varias entidades del catálogo comparten ese NIT: déjelo en blanco."),
                )
            else:
                entity = matching[0]
        given["entity"] = entity
        return given


class UnitForm(forms.Form):
    """A unit's data and where it hangs."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    acronym = forms.CharField(label=_("Sigla"), max_length=30, required=False)
    parent = forms.TypedChoiceField(
        label=_("Depende de"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("En blanco si está en el primer nivel. Al moverla, se mueven con ella las que dependen de ella."),
    )
    is_active = forms.BooleanField(label=_("Activa"), required=False, initial=True)

    def __init__(self, *args: Any, units: Collection[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        cast(forms.ChoiceField, self.fields["parent"]).choices = [
            ("", "—"),
            *((str(unit.pk), "\u2003" * (unit.depth - 1) + unit.name) for unit in units),
        ]

    def clean_parent(self) -> OrgUnit | None:
        """Return the unit above."""
        return self.units.get(self.cleaned_data["parent"])


class TokenForm(forms.Form):
    """A new token: what for, and until when."""

    name = forms.CharField(label=_("Para qué es"), max_length=80, help_text=_("Por ejemplo: tablero de planeación."))
    expires_on = forms.DateField(label=_("Vence"), widget=day_input(), help_text=_("A más tardar en un año."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = rules.last_token_day(today)
