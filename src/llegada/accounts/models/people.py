"""People who log in, the text by which they authorise the treatment of their data, and the keys of their programs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.core.text import fold


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, *, full_name: str) -> Person:
        """Create a person who logs in with `email`; with no password they must recover one first."""
        person = self.model(email=self.normalize_email(email).lower(), full_name=full_name)
        person.search_text = person.text_to_search
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find by e-mail, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who logs in. What they may do comes only from their role assignments."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("correo electrónico"), unique=True, error_messages={"unique": _("Ya hay una persona con ese correo.")}
    )
    full_name = models.CharField(_("nombre completo"), max_length=150)
    post = models.CharField(_("cargo"), max_length=120, blank=True)
    is_active = models.BooleanField(_("activa"), default=True)
    joined_at = models.DateTimeField(_("desde"), default=timezone.now, editable=False)
    wants_digest = models.BooleanField(_("recibe el correo diario de avisos"), default=True)
    digested_on = models.DateField(_("último correo de avisos"), null=True, blank=True, editable=False)
    search_text = models.CharField(max_length=600, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login", "search_text", "digested_on"])

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message=_("Ya hay una persona con ese correo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the full name."""
        return self.full_name

    @property
    def text_to_search(self) -> str:
        """Return name, address and post as they are searched: services keep it in `search_text`."""
        return fold(f"{self.full_name} {self.email} {self.post}")[:600]

    def get_full_name(self) -> str:
        """Return the full name (asked by allauth)."""
        return self.full_name


class ConsentText(models.Model):
    """A version of the text by which a person authorises the treatment of their data (Ley 1581 de 2012, art. 9). Never edited."""

    version = models.CharField(_("versión"), max_length=20, unique=True)
    text = models.TextField(_("texto"))
    valid_from = models.DateField(_("vigente desde"))

    class Meta:
        verbose_name = _("texto de autorización")
        verbose_name_plural = _("textos de autorización")
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        """Return the version."""
        return self.version


class ApiToken(models.Model):
    """A key with which a program acts as a person; only its SHA-256 is kept, and it can be revoked."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("nombre"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("creada"))
    last_used_on = models.DateField(_("último uso"), null=True, blank=True)
    expires_on = models.DateField(_("vence"))
    revoked_at = models.DateTimeField(_("revocada"), null=True, blank=True)

    class Meta:
        verbose_name = _("ficha de acceso")
        verbose_name_plural = _("fichas de acceso")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
