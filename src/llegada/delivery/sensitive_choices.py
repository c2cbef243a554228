"""Closed lists of the sensitive data that a person may give of themselves (Ley 1581 de 2012, art. 5), none of them due."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """Sex, as the person says it."""

    FEMALE = "female", _("Mujer")
    MALE = "male", _("Hombre")
    INTERSEX = "intersex", _("Intersexual")


class AgeRange(models.TextChoices):
    """Age range of grown-ups: nothing is asked of who is under age (art. 7)."""

    YOUNG = "18-28", _("18 a 28 años")
    ADULT = "29-40", _("29 a 40 años")
    MIDDLE = "41-59", _("41 a 59 años")
    SENIOR = "60+", _("60 años o más")


class EthnicGroup(models.TextChoices):
    """Ethnic group with which the person identifies."""

    INDIGENOUS = "indigenous", _("Indígena")
    AFRO = "afro", _("Negro, afrocolombiano o afrodescendiente")
    RAIZAL = "raizal", _("Raizal")
    PALENQUERO = "palenquero", _("Palenquero")
    RROM = "rrom", _("Rrom o gitano")
    NONE = "none", _("Ninguno")


class YesNo(models.TextChoices):
    """An answer that may also not be given."""

    YES = "yes", _("Sí")
    NO = "no", _("No")
