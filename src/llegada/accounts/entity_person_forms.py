"""The form of somebody whom an entity names, with the ground to keep their data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from llegada.accounts.choices import KeepingGround
from llegada.accounts.forms import day_input
from llegada.accounts.models import Organization
from llegada.accounts.policies import organizations_to_add_people
from llegada.core.actors import Actor
from llegada.core.text import search_terms
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity
from llegada.territory.rules import read_code, read_nit
from llegada.territory.selectors import list_entities

_TOLD = 5


class EntityPersonForm(forms.Form):
    """Asks who it is, of which entity, and why their data may be kept."""

    organization = forms.ModelChoiceField(
        label=_("Organización que responde por los datos"), queryset=Organization.objects.none(), empty_label="—"
    )
    entity = forms.CharField(
        label=_("Entidad"), max_length=250, help_text=_("Su nombre, su NIT o el código DANE de su municipio: 05030.")
    )
    full_name = forms.CharField(label=_("Nombre completo"), max_length=150)
    post = forms.CharField(label=_("Cargo"), max_length=120, required=False)
    document = forms.CharField(
        label=_("Documento de identidad"),
        max_length=30,
        required=False,
        help_text=_("Hace falta el documento o el correo, para no repetir a la persona."),
    )
    email = forms.EmailField(label=_("Correo electrónico"), max_length=254, required=False)
    phone = forms.CharField(label=_("Teléfono"), max_length=40, required=False)
    ground = forms.ChoiceField(
        label=_("Por qué se conserva"),
        choices=KeepingGround.choices,
        widget=forms.RadioSelect,
        help_text=_("La Ley 1581 de 2012 pide una razón. No se anota nada sensible."),
    )
    consented_on = forms.DateField(
        label=_("Autorizó el"), required=False, widget=day_input(), help_text=_("Solo si la persona lo autorizó.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed, mine = organizations_to_add_people(actor), Organization.objects.filter(is_active=True)
        if allowed is not None:
            mine = mine.filter(pk__in=allowed)
        field: Any = self.fields["organization"]
        field.queryset = mine
        only = list(mine[:2])
        if len(only) == 1:
            field.widget = forms.HiddenInput()
            field.initial = only[0].pk

    def clean_entity(self) -> Entity:
        """Return the entity that the words say, if they say one only."""
        found = _said(self.cleaned_data["entity"])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Ninguna entidad se llama así. Escriba su código DANE o su NIT."))
        names = "; ".join(f"{one.name} ({one.department.name})" if one.department else one.name for one in found)
        words = {"names": names}
        raise ValidationError(_("Puede ser más de una: %(names)s. Escriba su código DANE o su NIT."), params=words)


def _said(text: str) -> list[Entity]:
    """Return the entities that a code, a NIT or a name may mean, few."""
    code, nit = read_code(text, length=5).code, read_nit(text).nit
    if code is not None:
        return list(list_entities(municipality_code=code).filter(kind=EntityKind.MAYORALTY))
    if nit is not None:
        return list(list_entities().filter(nit=nit)[:_TOLD])
    found = list_entities()
    exact = list(found.filter(name__iexact=text)[:_TOLD])
    if exact:
        return exact
    for term in search_terms(text):
        found = found.filter(search_text__contains=term)
    return list(found[:_TOLD])
