"""People whom an entity names for its dealings with who assists it; they are no accounts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from llegada.accounts.choices import KeepingGround
from llegada.accounts.models.organizations import Organization
from llegada.territory.models import Entity


class EntityPerson(models.Model):
    """Somebody of an entity, as one organisation keeps them: the responsible of that treatment (Ley 1581 de 2012, art. 3).

    `ground` says why they are kept; an authorisation has its day. Nothing sensitive is kept, no versions either: what somebody
    asks to be erased is gone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="entity_people"
    )
    entity = models.ForeignKey(Entity, verbose_name=_("entidad"), on_delete=models.PROTECT, related_name="named_people")
    full_name = models.CharField(_("nombre completo"), max_length=150)
    document = models.CharField(_("documento de identidad"), max_length=30, blank=True)
    post = models.CharField(_("cargo"), max_length=120, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    phone = models.CharField(_("teléfono"), max_length=40, blank=True)
    ground = models.CharField(_("por qué se conserva"), max_length=10, choices=KeepingGround)
    consented_on = models.DateField(_("autorizó el"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("registrada"))
    updated_at = models.DateTimeField(_("actualizada"))

    class Meta:
        verbose_name = _("persona de una entidad")
        verbose_name_plural = _("personas de entidades")
        ordering = ["entity", "full_name", "pk"]
        constraints = [
            models.CheckConstraint(name="entityperson_ground_known", condition=Q(ground__in=KeepingGround.values)),
            models.CheckConstraint(
                name="entityperson_consent_has_day",
                condition=Q(ground=KeepingGround.CONSENT, consented_on__isnull=False)
                | (~Q(ground=KeepingGround.CONSENT) & Q(consented_on__isnull=True)),
                violation_error_message=_("La autorización lleva su fecha, y solo ella."),
            ),
            models.CheckConstraint(
                name="entityperson_told_apart",
                condition=~Q(document="") | ~Q(email=""),
                violation_error_message=_("Hace falta el documento o el correo."),
            ),
            models.UniqueConstraint(
                name="entityperson_document_once",
                fields=["organization", "entity", "document"],
                condition=~Q(document=""),
                violation_error_message=_("Esa entidad ya tiene una persona con ese documento."),
            ),
            models.UniqueConstraint(
                "organization",
                "entity",
                Lower("email"),
                name="entityperson_email_once",
                condition=~Q(email=""),
                violation_error_message=_("Esa entidad ya tiene una persona con ese correo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.full_name


class ErasedPerson(models.Model):
    """That somebody of an entity was erased, so that no file brings them back: a mark that only this installation can work out.

    Nothing of the person is here: `mark` is the HMAC, with the key of the installation, of what they would be told by.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("organización"), on_delete=models.PROTECT, related_name="+"
    )
    mark = models.CharField(_("marca"), max_length=64)
    erased_at = models.DateTimeField(_("borrada"))

    class Meta:
        verbose_name = _("marca de persona borrada")
        verbose_name_plural = _("marcas de personas borradas")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="erasedperson_mark_hex", condition=Q(mark__regex=r"^[0-9a-f]{64}$")),
            models.UniqueConstraint(name="erasedperson_once", fields=["organization", "mark"]),
        ]

    def __str__(self) -> str:
        """Return when it was."""
        return f"{self.erased_at:%Y-%m-%d}"
