"""The door by which people register themselves: its code, who said beforehand that they would come, and what is kept apart."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import ConsentText
from llegada.delivery.models.attendance import AttendanceEntry
from llegada.delivery.models.sessions import Session
from llegada.delivery.sensitive_choices import AgeRange, EthnicGroup, Sex, YesNo


class AttendanceCode(models.Model):
    """The short code of a session, that whoever attends types or reads from a QR. Shut, it admits nobody until opened again."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="attendance_code")
    code = models.CharField(_("código"), max_length=12, unique=True)
    opened_at = models.DateTimeField(_("abierto"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shut_at = models.DateTimeField(_("cerrado"), null=True, blank=True)

    class Meta:
        verbose_name = _("código de asistencia")
        verbose_name_plural = _("códigos de asistencia")

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class PreRegistration(models.Model):
    """Somebody who said beforehand that they would come. They attend only once they, or who gives the session, say so that day."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="preregistrations")
    name = models.CharField(_("nombre"), max_length=150)
    entity_name = models.CharField(_("entidad"), max_length=200)
    post = models.CharField(_("cargo"), max_length=120, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    consent_text = models.ForeignKey(
        ConsentText, verbose_name=_("autorización de datos"), on_delete=models.PROTECT, related_name="+"
    )
    consented_at = models.DateTimeField(_("autorizó"))
    person_key = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = _("preinscripción")
        verbose_name_plural = _("preinscripciones")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="preregistration_person_once",
                fields=["session", "person_key"],
                violation_error_message=_("Esa persona ya está preinscrita."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


#: The sensitive fields with their answers, in the order in which they are asked.
SENSITIVE_CHOICES: Final[dict[str, type[models.TextChoices]]] = {
    "sex": Sex,
    "age_range": AgeRange,
    "ethnic_group": EthnicGroup,
    "disability": YesNo,
    "victim": YesNo,
}
SENSITIVE_FIELDS: Final = tuple(SENSITIVE_CHOICES)


class SensitiveAnswers(models.Model):
    """What a person chose to say of themselves, apart from the list and under its own authorisation (Ley 1581 de 2012, art. 6).

    None is what they did not say. It goes away with the entry: who asks to be erased is erased here too.
    """

    entry = models.OneToOneField(AttendanceEntry, on_delete=models.CASCADE, related_name="sensitive")
    sex = models.CharField(_("sexo"), max_length=10, choices=Sex, null=True, blank=True)
    age_range = models.CharField(_("rango de edad"), max_length=10, choices=AgeRange, null=True, blank=True)
    ethnic_group = models.CharField(_("grupo étnico"), max_length=12, choices=EthnicGroup, null=True, blank=True)
    disability = models.CharField(_("discapacidad"), max_length=3, choices=YesNo, null=True, blank=True)
    victim = models.CharField(_("víctima del conflicto"), max_length=3, choices=YesNo, null=True, blank=True)
    consent_version = models.CharField(_("versión de la autorización"), max_length=20)
    consented_at = models.DateTimeField(_("autorizó"))

    class Meta:
        verbose_name = _("datos sensibles de un asistente")
        verbose_name_plural = _("datos sensibles de asistentes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sensitive_says_something",
                condition=Q(*((f"{name}__isnull", False) for name in SENSITIVE_FIELDS), _connector=Q.OR),
            ),
            models.CheckConstraint(name="sensitive_consent_said", condition=~Q(consent_version="")),
        ]

    def __str__(self) -> str:
        """Return the key: nothing of what it says."""
        return str(self.pk)
