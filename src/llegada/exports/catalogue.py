"""The catalogue of open data, as DCAT-AP says it, in JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from llegada.exports.choices import FileFormat
from llegada.exports.datasets import Dataset, open_datasets
from llegada.exports.models import ExportFile
from llegada.exports.package import LICENCE, PACKAGE_CODE
from llegada.exports.writing import MEDIA_TYPES

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES: Final = {
    FileFormat.CSV: "CSV", FileFormat.XLSX: "XLSX", FileFormat.JSON: "JSON", FileFormat.HXL: "CSV", FileFormat.ZIP: "ZIP",
}  # fmt: skip
_TAXONOMY: Final = f"{_AUTHORITY}/data-theme"
#: What the themes are called, for whoever reads the catalogue without the vocabularies of others.
_THEMES: Final = {"GOVE": "Gobierno y sector público", "REGI": "Regiones y ciudades"}
Files = Mapping[tuple[str, str], ExportFile]


def describe_catalogue(*, files: Files, now: datetime) -> dict[str, Any]:
    """Return the catalogue with every public dataset; `files` are those already made, of which bytes and dates are known."""
    home = _absolute(reverse("portal:data"))
    return {
        "@context": _CONTEXT,
        "@id": f"{_absolute(reverse('exports:catalogue'))}#catalogo",
        "@type": "dcat:Catalog",
        "dct:title": _said(_("Datos abiertos de Llegada")),
        "dct:description": _said(
            _("La asistencia técnica a los territorios: quién hace qué, dónde, cuándo y para quién.")
        ),
        "dct:publisher": _publisher(),
        "dct:language": _linked(f"{_AUTHORITY}/language/SPA", "dct:LinguisticSystem"),
        "dct:license": _linked(LICENCE["path"], "dct:LicenseDocument"),
        "dct:spatial": _linked(f"{_AUTHORITY}/country/COL", "dct:Location"),
        "dct:modified": _moment(now),
        "foaf:homepage": _linked(home, "foaf:Document"),
        "dcat:themeTaxonomy": {
            **_linked(_TAXONOMY, "skos:ConceptScheme"),
            "dct:title": _said("Temas de datos de la Unión Europea"),
        },
        "dcat:dataset": [*(_dataset(one, files) for one in open_datasets()), _package(now)],
    }


def _dataset(dataset: Dataset, files: Files) -> dict[str, Any]:
    page = _absolute(reverse("exports:dataset", args=[dataset.code]))
    made = [file.made_at for (code, _format), file in files.items() if code == dataset.code and file.made_at]
    described = {
        **_common(f"{page}#conjunto", page, dataset.title, dataset.description, dataset.theme),
        "dct:identifier": dataset.code,
        "dcat:keyword": [_said("asistencia técnica territorial"), _said("Colombia")],
        "dcat:distribution": list(_distributions(dataset, page, files)),
    }
    if made:
        described["dct:modified"] = _moment(max(made))
    return described


def _common(address: str, page: str, title: Any, description: Any, theme: str) -> dict[str, Any]:
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:title": _said(title),
        "dct:description": _said(description),
        "dct:publisher": _publisher(),
        "dct:language": _linked(f"{_AUTHORITY}/language/SPA", "dct:LinguisticSystem"),
        "dct:license": _linked(LICENCE["path"], "dct:LicenseDocument"),
        "dct:spatial": _linked(f"{_AUTHORITY}/country/COL", "dct:Location"),
        "dct:accessRights": _linked(f"{_AUTHORITY}/access-right/PUBLIC", "dct:RightsStatement"),
        "dct:accrualPeriodicity": _linked(f"{_AUTHORITY}/frequency/UPDATE_CONT", "dct:Frequency"),
        "dcat:theme": {**_linked(f"{_TAXONOMY}/{theme}", "skos:Concept"), "skos:prefLabel": _said(_THEMES[theme])},
        "dcat:contactPoint": _contact(),
        "dcat:landingPage": _linked(page, "foaf:Document"),
    }


def _distributions(dataset: Dataset, page: str, files: Files) -> Iterator[dict[str, Any]]:
    for file_format in dataset.formats:
        address = _absolute(reverse("exports:table", args=[dataset.code, file_format]))
        yield _distribution(address, page, file_format, files.get((dataset.code, file_format)))


def _distribution(address: str, page: str, file_format: str, file: ExportFile | None) -> dict[str, Any]:
    kind = FileFormat(file_format)
    described: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _said(kind.label),
        "dcat:accessURL": _linked(page),
        "dcat:downloadURL": _linked(address),
        "dcat:mediaType": _linked(
            f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[kind].partition(';')[0]}", "dct:MediaType"
        ),
        "dct:format": _linked(f"{_AUTHORITY}/file-type/{_TYPES[kind]}", "dct:MediaTypeOrExtent"),
        "dct:license": _linked(LICENCE["path"], "dct:LicenseDocument"),
    }
    if file is not None and file.size is not None and file.made_at is not None:
        described["dcat:byteSize"] = {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"}
        described["dct:modified"] = _moment(file.made_at)
    return described


def _package(now: datetime) -> dict[str, Any]:
    year = localtime(now).year
    address = f"{_absolute(reverse('exports:package'))}?vigencia={year}"
    page = _absolute(reverse("portal:data"))
    described = _common(
        f"{page}#{PACKAGE_CODE}-{year}",
        page,
        _("Todo lo público de la vigencia %(year)s") % {"year": year},
        _("Todas las tablas en CSV, con su diccionario y datapackage.json (Frictionless)."),
        "GOVE",
    )
    described["dct:identifier"] = f"{PACKAGE_CODE}-{year}"
    described["dct:temporal"] = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@value": f"{year}-01-01", "@type": "xsd:date"},
        "dcat:endDate": {"@value": f"{year}-12-31", "@type": "xsd:date"},
    }
    described["dcat:distribution"] = [_distribution(address, page, FileFormat.ZIP, None)]
    return described


def _publisher() -> dict[str, Any]:
    return {"@id": f"{settings.SITE_URL}/#publicador", "@type": "foaf:Agent", "foaf:name": settings.DATA_PUBLISHER}


def _contact() -> dict[str, Any]:
    contact: dict[str, Any] = {"@type": ["vcard:Organization", "vcard:Kind"], "vcard:fn": settings.DATA_PUBLISHER}
    if settings.DATA_CONTACT:
        contact["vcard:hasEmail"] = _linked(f"mailto:{settings.DATA_CONTACT}")
    return contact


def _said(words: Any) -> dict[str, str]:
    return {"@value": str(words), "@language": "es"}


def _linked(address: str, kind: str = "") -> dict[str, str]:
    """Return what is elsewhere, with what it is: who reads the catalogue need not fetch it to know."""
    return {"@id": address, "@type": kind} if kind else {"@id": address}


def _moment(instant: datetime) -> dict[str, str]:
    return {"@value": localtime(instant).isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
