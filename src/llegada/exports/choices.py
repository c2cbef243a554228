"""Closed lists of what goes out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileFormat(models.TextChoices):
    """How a dataset is written; the value is also what its address ends in."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("XLSX")
    JSON = "json", _("JSON")
    HXL = "hxl.csv", _("CSV con etiquetas HXL")
    ZIP = "zip", _("ZIP")


#: The formats whose cells are divided by a mark that may be chosen.
DIVIDED = frozenset({FileFormat.CSV, FileFormat.HXL})


class FileStatus(models.TextChoices):
    """How far a file is."""

    QUEUED = "queued", _("En espera")
    RUNNING = "running", _("En preparación")
    READY = "ready", _("Listo")
    FAILED = "failed", _("No se pudo")
    EXPIRED = "expired", _("Ya no se guarda")
