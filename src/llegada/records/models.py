"""Files, each stored once under its SHA-256."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def storage_name_of(sha256: str) -> str:
    """Return where the bytes with that hash lie in the storage: two levels of folders."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class StoredFile(models.Model):
    """The bytes of a file, stored once whatever its name or how often it is attached; `size` is in bytes.

    Holds no permission of its own: a file is read through the evidence that attaches it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(_("huella SHA-256"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("tamaño"))
    media_type = models.CharField(_("tipo"), max_length=100)
    stored_at = models.DateTimeField(_("guardado"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("archivo")
        verbose_name_plural = _("archivos")
        constraints = [
            models.CheckConstraint(name="storedfile_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="storedfile_sha256_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        """Return the first digits of the hash."""
        return self.sha256[:12]

    @property
    def storage_name(self) -> str:
        """Return where the bytes lie in the storage."""
        return storage_name_of(self.sha256)


class ForgottenFile(models.Model):
    """A file whose record went because nothing used it any more; its bytes go a day later, unless the same file comes again."""

    sha256 = models.CharField(_("huella SHA-256"), max_length=64, unique=True)
    forgotten_at = models.DateTimeField(_("olvidado"))

    class Meta:
        verbose_name = _("archivo olvidado")
        verbose_name_plural = _("archivos olvidados")
        ordering = ["forgotten_at", "pk"]
        constraints = [
            models.CheckConstraint(name="forgottenfile_sha256_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        """Return the first digits of the hash."""
        return self.sha256[:12]

    @property
    def storage_name(self) -> str:
        """Return where its bytes lie in the storage."""
        return storage_name_of(self.sha256)
