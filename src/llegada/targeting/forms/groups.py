"""The form of a group of entities."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.targeting import selectors
from llegada.targeting.choices import GroupKind
from llegada.targeting.models import EntityGroup, ExternalIndex
from llegada.targeting.services import GroupContent
from llegada.territory.selectors import find_by_codes


class GroupForm(forms.Form):
    """What a group says. Its entities are written by code of municipality or department, or by NIT, one a line."""

    unit = forms.ModelChoiceField(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    name = forms.CharField(label=_("Nombre"), max_length=160)
    kind = forms.ChoiceField(label=_("Clase"), choices=GroupKind.choices)
    source = forms.CharField(
        label=_("Qué los hace un grupo"),
        max_length=300,
        help_text=_("La norma, el acuerdo o el índice: Decreto 893 de 2017, convenio 12 de 2025…"),
    )
    entities = forms.CharField(
        label=_("Entidades"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Una en cada renglón: el código DANE de su municipio o departamento (05001, 05), o su NIT. "
            "Lo que siga al código en el renglón no cuenta, y sirve para escribir el nombre."
        ),
    )
    is_active = forms.BooleanField(label=_("Está en uso"), required=False, initial=True)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, group: EntityGroup | None = None, **kwargs: Any) -> None:
        """Offer the units of `actor`; a group that exists keeps its own."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        if group is None:
            fields["unit"].queryset = selectors.list_units_to_prioritize(actor=actor)
            del fields["is_active"]
        else:
            del fields["unit"]

    def clean_entities(self) -> Any:
        """Find the entity of each line, and say every one that is none."""
        lines = [line.strip() for line in self.cleaned_data["entities"].splitlines()]
        found, unknown = find_by_codes([line.split()[0].rstrip(",;") for line in lines if line])
        if unknown:
            raise forms.ValidationError(
                _("No encontramos estas: %(codes)s. Revise sus códigos; los de municipio tienen cinco cifras.")
                % {"codes": ", ".join(unknown)}
            )
        return found

    def content(self) -> GroupContent:
        """Return what was typed. Call once valid."""
        data = self.cleaned_data
        return GroupContent(data["name"], data["kind"], data["source"], data["entities"], data.get("is_active", True))


class GroupsOfIndexForm(forms.Form):
    """Which index names the groups, and of which unit they will be."""

    unit = forms.ModelChoiceField(
        label=_("Dependencia"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    index = forms.ModelChoiceField(
        label=_("Índice"),
        queryset=ExternalIndex.objects.none(),
        to_field_name="code",
        empty_label=None,
        help_text=_("Se hace un grupo por cada una de sus categorías, con las alcaldías que están en ella."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the units of `actor`, and the indices of municipalities that put each in a group."""
        super().__init__(*args, **kwargs)
        fields = cast(Any, self.fields)
        fields["unit"].queryset = selectors.list_units_to_prioritize(actor=actor)
        fields["index"].queryset = selectors.list_grouping_indices()
