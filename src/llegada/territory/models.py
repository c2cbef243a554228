"""Departments, municipalities, entities and the official boundaries that an installation loads.

DANE codes are text and are the keys: `05001`, never `5001`.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from llegada.territory.choices import BoundaryLevel, EntityKind, EntityOrder, MunicipalityKind


class Department(models.Model):
    """A department or Bogotá D.C., by its two-digit DANE code."""

    code = models.CharField(_("código DANE"), max_length=2, primary_key=True)
    name = models.CharField(_("nombre"), max_length=80)
    latitude = models.FloatField(_("latitud"))
    longitude = models.FloatField(_("longitud"))
    search_text = models.CharField(max_length=100, editable=False)

    class Meta:
        verbose_name = _("departamento")
        verbose_name_plural = _("departamentos")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="department_code_two_digits",
                condition=Q(code__regex=r"^[0-9]{2}$"),
                violation_error_message=_("El código DANE de un departamento tiene dos dígitos, con sus ceros: 05."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the public page."""
        return reverse("portal:department", kwargs={"code": self.code, "slug": slugify(self.name)})


class Municipality(models.Model):
    """A place of DIVIPOLA by its five-digit DANE code; latitude and longitude, in degrees, are its seat's."""

    code = models.CharField(_("código DANE"), max_length=5, primary_key=True)
    department = models.ForeignKey(
        Department, verbose_name=_("departamento"), on_delete=models.PROTECT, related_name="municipalities"
    )
    name = models.CharField(_("nombre"), max_length=80)
    kind = models.CharField(_("clase"), max_length=24, choices=MunicipalityKind, default=MunicipalityKind.MUNICIPALITY)
    latitude = models.FloatField(_("latitud"))
    longitude = models.FloatField(_("longitud"))
    valid_from = models.DateField(_("existe desde"), null=True, blank=True)
    search_text = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("municipio")
        verbose_name_plural = _("municipios")
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                name="municipality_code_five_digits",
                condition=Q(code__regex=r"^[0-9]{5}$"),
                violation_error_message=_("El código DANE de un municipio tiene cinco dígitos, con sus ceros: 05001."),
            ),
            models.CheckConstraint(
                name="municipality_code_of_department",
                condition=Q(code__startswith=F("department")),
                violation_error_message=_("Los dos primeros dígitos del código deben ser los del departamento."),
            ),
            models.CheckConstraint(name="municipality_kind_known", condition=Q(kind__in=MunicipalityKind.values)),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the public page, such as `/territorio/05001-medellin/`."""
        return reverse("portal:municipality", kwargs={"code": self.code, "slug": slugify(self.name)})


class Entity(models.Model):
    """A public body that gives or receives assistance. `nit` holds the nine digits; `nit_check_digit` the tenth."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source_code = models.CharField(_("código en la fuente"), max_length=20, null=True, blank=True, unique=True)
    name = models.CharField(_("nombre"), max_length=250)
    nit = models.CharField(_("NIT, sin dígito de verificación"), max_length=9, null=True, blank=True)
    nit_check_digit = models.CharField(_("dígito de verificación"), max_length=1, blank=True)
    order = models.CharField(_("orden"), max_length=12, choices=EntityOrder)
    kind = models.CharField(_("clase"), max_length=24, choices=EntityKind)
    sector = models.CharField(_("sector"), max_length=120, blank=True)
    legal_nature = models.CharField(_("naturaleza jurídica"), max_length=160, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name=_("departamento"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entities",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipio de la sede"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entities",
    )
    website = models.CharField(_("sitio web"), max_length=250, blank=True)
    is_active = models.BooleanField(_("activa"), default=True)
    search_text = models.CharField(max_length=500, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("entidad")
        verbose_name_plural = _("entidades")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="entity_order_known", condition=Q(order__in=EntityOrder.values)),
            models.CheckConstraint(name="entity_kind_known", condition=Q(kind__in=EntityKind.values)),
            models.CheckConstraint(
                name="entity_nit_digits",
                condition=Q(nit__isnull=True) | Q(nit__regex=r"^[0-9]{9}$"),
                violation_error_message=_("El NIT tiene nueve dígitos, sin puntos ni dígito de verificación."),
            ),
            models.CheckConstraint(
                name="entity_mayoralty_has_municipality",
                condition=~Q(kind=EntityKind.MAYORALTY) | Q(municipality__isnull=False),
                violation_error_message=_("Una alcaldía debe tener su municipio."),
            ),
            models.CheckConstraint(
                name="entity_territorial_has_department",
                condition=~Q(order=EntityOrder.TERRITORIAL) | Q(department__isnull=False),
                violation_error_message=_("Una entidad territorial debe tener su departamento."),
            ),
            models.UniqueConstraint(
                name="entity_one_mayoralty",
                fields=["municipality"],
                condition=Q(kind=EntityKind.MAYORALTY),
                violation_error_message=_("Ese municipio ya tiene su alcaldía en el catálogo."),
            ),
            models.UniqueConstraint(
                name="entity_one_governorate",
                fields=["department"],
                condition=Q(kind=EntityKind.GOVERNORATE),
                violation_error_message=_("Ese departamento ya tiene su gobernación en el catálogo."),
            ),
        ]
        indexes = [models.Index(fields=["nit"], name="entity_nit_idx")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the public page."""
        return reverse("portal:entity", kwargs={"public_id": self.public_id})


class Boundary(models.Model):
    """The outline of a department or municipality, loaded from an official file, as an SVG path in the map's plane."""

    level = models.CharField(_("nivel"), max_length=12, choices=BoundaryLevel)
    code = models.CharField(_("código DANE"), max_length=5)
    path = models.TextField(_("trazo SVG"))
    source = models.CharField(_("archivo de origen"), max_length=200)
    loaded_at = models.DateTimeField(_("cargado"))

    class Meta:
        verbose_name = _("límite oficial")
        verbose_name_plural = _("límites oficiales")
        constraints = [
            models.UniqueConstraint(name="boundary_one_per_place", fields=["level", "code"]),
            models.CheckConstraint(name="boundary_level_known", condition=Q(level__in=BoundaryLevel.values)),
        ]

    def __str__(self) -> str:
        """Return the level and code."""
        return f"{self.level} {self.code}"


class Adjacency(models.Model):
    """Two municipalities that share a border, each pair once, the lesser code first. Loaded from a file, as boundaries are."""

    one = models.ForeignKey(Municipality, verbose_name=_("municipio"), on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Municipality, verbose_name=_("vecino"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("vecindad")
        verbose_name_plural = _("vecindades")
        constraints = [
            models.UniqueConstraint(name="adjacency_once", fields=["one", "other"]),
            models.CheckConstraint(name="adjacency_lesser_first", condition=Q(one__lt=F("other"))),
        ]

    def __str__(self) -> str:
        """Return both codes."""
        return f"{self.one_id} {self.other_id}"
