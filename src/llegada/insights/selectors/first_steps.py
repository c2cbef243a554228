"""What a new installation still lacks, for whoever administers it: with nothing registered, nothing awaits anybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, RoleAssignment
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.portfolio.models import Service


@dataclass(frozen=True)
class FirstStep:
    """One thing to register before the others can work; `is_next` is the first that is not done."""

    title: str | Promise
    text: str | Promise
    action: str | Promise
    url: str
    is_done: bool
    is_next: bool


def list_first_steps(*, actor: Actor) -> list[FirstStep]:
    """Return the first steps for who administers the whole installation; none for the others, or once all are done."""
    if not any(grant.role == Role.IT_ADMIN and grant.covers_installation for grant in actor.grants):
        return []
    found = [
        (
            _("Registrar su organización y sus dependencias"),
            _("Quién da la asistencia y cómo se divide."),
            "accounts:organizations",
            Organization.objects.exists(),
        ),
        (
            _("Registrar a las personas, cada una con su rol"),
            _("Desde ese momento cada una ve en «Mi trabajo» lo que le toca."),
            "accounts:people",
            RoleAssignment.objects.filter(organization__isnull=False).exists(),
        ),
        (
            _("Traer la oferta de servicios"),
            _(
                "Desde una hoja de cálculo, con ensayo antes de guardar. También la pueden diseñar aquí sus dependencias."
            ),
            "portfolio:import",
            Service.objects.exists(),
        ),
    ]
    pending = [name for *_words, name, is_done in found if not is_done]
    if not pending:
        return []
    return [
        FirstStep(title, text, _("Ver") if is_done else _("Comenzar"), reverse(name), is_done, name == pending[0])
        for title, text, name, is_done in found
    ]
