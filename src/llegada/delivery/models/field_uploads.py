"""Files that arrive in pieces from the field, until the record that carries them comes (OPE-15)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FieldUpload(models.Model):
    """A file of which `received` of `size` bytes are here, in order; `item` is the record that carries it.

    The device keeps it whole until its record is taken in, so that what is dropped here is sent again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.UUIDField(editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    device = models.UUIDField(editable=False)
    name = models.CharField(_("nombre del archivo"), max_length=200)
    sha256 = models.CharField(_("huella SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("tamaño"))
    received = models.PositiveBigIntegerField(_("recibido"), default=0)
    touched_at = models.DateTimeField(_("última parte"), db_index=True)

    class Meta:
        verbose_name = _("archivo en camino")
        verbose_name_plural = _("archivos en camino")
        ordering = ["touched_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="fieldupload_once", fields=["item", "person"]),
            models.CheckConstraint(name="fieldupload_within_size", condition=Q(size__gt=0, received__lte=F("size"))),
            models.CheckConstraint(name="fieldupload_sha256_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        """Return how much of it is here."""
        return f"{self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        """Return whether every byte is here."""
        return self.received == self.size

    @property
    def storage_name(self) -> str:
        """Return where its bytes lie in the storage until its record comes."""
        return f"incoming/{self.public_id.hex}"
