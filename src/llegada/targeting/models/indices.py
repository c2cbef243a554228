"""External indices, the editions in which their source published them, and their values (FOC-02, FOC-03, FOC-04, INT-06)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.records.models import StoredFile
from llegada.targeting.choices import EditionStatus, IndexDirection, IndexKind, IndexLevel
from llegada.territory.models import Department, Entity, Municipality


class ExternalIndex(models.Model):
    """What somebody outside measures of every place, by one method: another method is another index of the same `family`.

    Its editions by year are a series, for they are of one method. `minimum` and `maximum` are its range as its source defines
    it, in `measure_unit`; empty where it has no bound. `unit` is the one that defined it; empty for those of the installation.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("código"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Minúsculas, cifras y guiones: mdm-gestion."))],
    )
    name = models.CharField(_("nombre"), max_length=160)
    short_name = models.CharField(_("nombre corto"), max_length=40)
    family = models.CharField(_("familia"), max_length=60)
    method = models.CharField(_("método"), max_length=80, blank=True)
    level = models.CharField(_("nivel"), max_length=12, choices=IndexLevel, default=IndexLevel.MUNICIPALITY)
    kind = models.CharField(_("clase"), max_length=12, choices=IndexKind, default=IndexKind.CONTINUOUS)
    direction = models.CharField(_("sentido"), max_length=8, choices=IndexDirection, default=IndexDirection.NEUTRAL)
    measure_unit = models.CharField(_("unidad de medida"), max_length=60, blank=True)
    minimum = models.FloatField(_("mínimo posible"), null=True, blank=True)
    maximum = models.FloatField(_("máximo posible"), null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimales"), default=1, validators=[MaxValueValidator(6)])
    description = models.TextField(_("qué mide"), blank=True)
    source = models.CharField(_("fuente"), max_length=200)
    #: The index of which this is a component, if it is one.
    parent = models.ForeignKey(
        "self",
        verbose_name=_("índice que compone"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="components",
    )
    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("dependencia que lo definió"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="external_indices",
    )
    position = models.PositiveIntegerField(_("orden"), default=1000)

    class Meta:
        verbose_name = _("índice externo")
        verbose_name_plural = _("índices externos")
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(name="externalindex_level_known", condition=Q(level__in=IndexLevel.values)),
            models.CheckConstraint(name="externalindex_kind_known", condition=Q(kind__in=IndexKind.values)),
            models.CheckConstraint(
                name="externalindex_direction_known", condition=Q(direction__in=IndexDirection.values)
            ),
            models.CheckConstraint(
                name="externalindex_range_ordered",
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gt=F("minimum")),
                violation_error_message=_("El máximo posible debe ser mayor que el mínimo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the name, with its method where the family has several."""
        return f"{self.name} ({self.method})" if self.method else self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("targeting:index", kwargs={"code": self.code})


class IndexCategory(models.Model):
    """One category of an index of kind category, label or flag: values are kept as its `position`, from the first."""

    index = models.ForeignKey(
        ExternalIndex, verbose_name=_("índice"), on_delete=models.CASCADE, related_name="categories"
    )
    position = models.PositiveSmallIntegerField(_("posición"))
    code = models.CharField(_("código"), max_length=60)
    label = models.CharField(_("nombre"), max_length=120)
    #: How else the files write it, with | between one and the next: besides its code and its label.
    aliases = models.CharField(_("otras escrituras"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("categoría de un índice")
        verbose_name_plural = _("categorías de un índice")
        ordering = ["index", "position"]
        constraints = [
            models.UniqueConstraint(name="indexcategory_position_once", fields=["index", "position"]),
            models.UniqueConstraint(name="indexcategory_code_once", fields=["index", "code"]),
        ]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class IndexEdition(models.Model):
    """The values of one index for one year, as one file had them: frozen with its hash. A correction is the next `number`.

    `covered_count` of the `expected_count` places of the catalogue of its year have a value; the rest are «sin dato».
    `value_count` are all its values: places that are not expected (a non-municipalised area) may have one. `notes` are what
    the import said and repaired. Its values enter while it is not sealed, in the transaction that makes it; none after.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    index = models.ForeignKey(
        ExternalIndex, verbose_name=_("índice"), on_delete=models.PROTECT, related_name="editions"
    )
    year = models.PositiveSmallIntegerField(_("año"), validators=[MinValueValidator(1985), MaxValueValidator(2100)])
    number = models.PositiveSmallIntegerField(_("edición"), default=1)
    status = models.CharField(_("estado"), max_length=12, choices=EditionStatus, default=EditionStatus.IN_FORCE)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("archivo"), on_delete=models.PROTECT, related_name="index_editions"
    )
    file_name = models.CharField(_("nombre del archivo"), max_length=200)
    column = models.CharField(_("columna del archivo"), max_length=200, blank=True)
    value_count = models.PositiveIntegerField(_("lugares con dato"))
    covered_count = models.PositiveIntegerField(_("lugares del catálogo con dato"), default=0)
    expected_count = models.PositiveIntegerField(_("lugares del catálogo"))
    notes = models.JSONField(_("lo que dijo la importación"), default=list, blank=True)
    loaded_at = models.DateTimeField(_("cargada"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("cargada por"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField(_("por qué se retiró"), blank=True)
    is_sealed = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("edición de un índice")
        verbose_name_plural = _("ediciones de un índice")
        ordering = ["index", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(name="indexedition_number_once", fields=["index", "year", "number"]),
            models.UniqueConstraint(
                name="indexedition_one_in_force",
                fields=["index", "year"],
                condition=Q(status="in_force"),
                violation_error_message=_("Ese año del índice ya tiene una edición vigente."),
            ),
            models.CheckConstraint(name="indexedition_status_known", condition=Q(status__in=EditionStatus.values)),
            models.CheckConstraint(name="indexedition_has_values", condition=Q(value_count__gt=0)),
            models.CheckConstraint(
                name="indexedition_coverage_within",
                condition=Q(covered_count__lte=F("expected_count")) & Q(covered_count__lte=F("value_count")),
            ),
            models.CheckConstraint(
                name="indexedition_withdrawn_has_reason",
                condition=~Q(status="withdrawn") | ~Q(withdrawn_reason=""),
                violation_error_message=_("Para retirar una edición hace falta el motivo."),
            ),
        ]

    def __str__(self) -> str:
        """Return the index, its year and, past the first, the number of the edition."""
        return f"{self.index.short_name} {self.year}" + (f" (edición {self.number})" if self.number > 1 else "")

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("targeting:edition", kwargs={"public_id": self.public_id})


class IndexValue(models.Model):
    """The value of one edition for one place or entity. A place without a row has no data: there is no row for a blank.

    `number` is the measure, the position of the category, or 1 and 0 for yes and no.
    """

    edition = models.ForeignKey(
        IndexEdition, verbose_name=_("edición"), on_delete=models.CASCADE, related_name="values"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipio"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("departamento"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entity = models.ForeignKey(
        Entity, verbose_name=_("entidad"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.FloatField(_("valor"))

    class Meta:
        verbose_name = _("valor de un índice")
        verbose_name_plural = _("valores de un índice")
        constraints = [
            models.CheckConstraint(
                name="indexvalue_of_one_subject",
                condition=Q(municipality__isnull=False, department__isnull=True, entity__isnull=True)
                | Q(municipality__isnull=True, department__isnull=False, entity__isnull=True)
                | Q(municipality__isnull=True, department__isnull=True, entity__isnull=False),
            ),
            models.UniqueConstraint(
                name="indexvalue_municipality_once",
                fields=["edition", "municipality"],
                condition=Q(municipality__isnull=False),
            ),
            models.UniqueConstraint(
                name="indexvalue_department_once",
                fields=["edition", "department"],
                condition=Q(department__isnull=False),
            ),
            models.UniqueConstraint(
                name="indexvalue_entity_once", fields=["edition", "entity"], condition=Q(entity__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        """Return the number as it is kept."""
        return str(self.number)


class SavedLayout(models.Model):
    """How an organisation read a table that the product did not know: the next one with the same headings goes in by itself.

    `signature` is of its headings (`layout_rules.signature`), `content` what each column is (`Layout.as_json`).
    """

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organización"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="saved_layouts",
    )
    signature = models.CharField(_("huella de los títulos"), max_length=64)
    content = models.JSONField(_("qué es cada columna"))
    saved_at = models.DateTimeField(_("guardada"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("guardada por"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("lectura guardada de una tabla")
        verbose_name_plural = _("lecturas guardadas de tablas")
        constraints = [
            models.UniqueConstraint(
                name="savedlayout_once",
                fields=["organization", "signature"],
                condition=Q(organization__isnull=False),
            ),
            models.UniqueConstraint(
                name="savedlayout_once_for_all", fields=["signature"], condition=Q(organization__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the layout."""
        return str(self.content.get("name", self.signature[:12]))
