"""Closed list of the files that evidence may be, told apart by their content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a file is. Those in `rules.ACCEPTED` are kept; the others are only named when they are refused."""

    PDF = "pdf", _("un documento PDF")
    JPEG = "jpeg", _("una imagen JPEG")
    PNG = "png", _("una imagen PNG")
    WEBP = "webp", _("una imagen WebP")
    HEIC = "heic", _("una foto HEIC")
    XLSX = "xlsx", _("un libro de Excel")
    DOCX = "docx", _("un documento de Word")
    PPTX = "pptx", _("una presentación de PowerPoint")
    ODT = "odt", _("un documento de LibreOffice")
    ODS = "ods", _("una hoja de cálculo de LibreOffice")
    MP4 = "mp4", _("un video MP4")
    MP3 = "mp3", _("un audio MP3")
    HTML = "html", _("una página web (HTML)")
    SVG = "svg", _("un dibujo SVG")
    MACROS = "macros", _("un documento con macros")
    LOCKED = "locked", _("un documento con contraseña (quítesela en su programa y guárdelo de nuevo)")
    OLD_OFFICE = "old_office", _("un documento de Office antiguo (ábralo y guárdelo como XLSX, DOCX o PPTX)")
    ZIP = "zip", _("un archivo comprimido")
    BOMB = "bomb", _("un comprimido que al abrirse ocupa cientos de veces su tamaño")
    PROGRAM = "program", _("un programa")
    TEXT = "text", _("texto sin formato")
    DAMAGED = "damaged", _("un archivo dañado")
    OTHER = "other", _("un tipo de archivo que no reconocemos")
