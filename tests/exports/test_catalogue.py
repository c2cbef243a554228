"""The catalogue against what DCAT-AP 3 asks of each class, read as triples with nothing fetched (semiceu.github.io/DCAT-AP)."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import count
from typing import Any

import pytest

from llegada.exports.catalogue import describe_catalogue
from llegada.exports.choices import FileFormat
from llegada.exports.datasets import open_datasets
from llegada.exports.selectors import list_open_files
from tests.exports.made import make_world
from tests.exports.test_files import ask
from tests.factories import NOW

pytestmark = pytest.mark.django_db

Triples = dict[str, dict[str, list[tuple[str, str]]]]
DATES = ("http://www.w3.org/2001/XMLSchema#date", "http://www.w3.org/2001/XMLSchema#dateTime")
WORDS = ("@es", "")
#: Of each class: its properties, the fewest and the most of each, and the class or the types of literal that they are.
ASKED: dict[str, dict[str, tuple[int, int | None, str | tuple[str, ...]]]] = {
    "dcat:Catalog": {
        "dct:title": (1, None, WORDS), "dct:description": (1, None, WORDS), "dct:publisher": (1, 1, "foaf:Agent"),
        "dct:license": (0, 1, "dct:LicenseDocument"), "dct:language": (0, None, "dct:LinguisticSystem"),
        "dct:spatial": (0, None, "dct:Location"), "dct:modified": (0, 1, DATES), "foaf:homepage": (0, 1, "foaf:Document"),
        "dcat:themeTaxonomy": (0, None, "skos:ConceptScheme"), "dcat:dataset": (1, None, "dcat:Dataset"),
    },
    "dcat:Dataset": {
        "dct:title": (1, None, WORDS), "dct:description": (1, None, WORDS), "dct:publisher": (0, 1, "foaf:Agent"),
        "dct:identifier": (0, None, WORDS), "dcat:keyword": (0, None, WORDS), "dcat:theme": (0, None, "skos:Concept"),
        "dcat:contactPoint": (0, None, "vcard:Kind"), "dcat:distribution": (1, None, "dcat:Distribution"),
        "dct:accessRights": (0, 1, "dct:RightsStatement"), "dct:accrualPeriodicity": (0, 1, "dct:Frequency"),
        "dct:language": (0, None, "dct:LinguisticSystem"), "dct:license": (0, 1, "dct:LicenseDocument"),
        "dct:spatial": (0, None, "dct:Location"), "dct:temporal": (0, None, "dct:PeriodOfTime"),
        "dct:modified": (0, 1, DATES), "dcat:landingPage": (0, None, "foaf:Document"),
    },
    "dcat:Distribution": {
        "dcat:accessURL": (1, None, ""), "dcat:downloadURL": (1, 1, ""), "dct:title": (0, None, WORDS),
        "dcat:mediaType": (0, 1, "dct:MediaType"), "dct:format": (0, 1, "dct:MediaTypeOrExtent"),
        "dct:license": (0, 1, "dct:LicenseDocument"), "dct:modified": (0, 1, DATES),
        "dcat:byteSize": (0, 1, ("http://www.w3.org/2001/XMLSchema#nonNegativeInteger",)),
    },
    "foaf:Agent": {"foaf:name": (1, None, WORDS)},
    "vcard:Kind": {"vcard:fn": (1, 1, WORDS), "vcard:hasEmail": (0, None, "")},
    "skos:Concept": {"skos:prefLabel": (1, 1, WORDS)},
    "skos:ConceptScheme": {"dct:title": (1, 1, WORDS)},
    "dct:PeriodOfTime": {"dcat:startDate": (0, 1, DATES), "dcat:endDate": (0, 1, DATES)},
}  # fmt: skip


def expand(described: dict[str, Any]) -> Triples:
    """Return the triples of a document: subject → property → its values, each with "@id" or the type of the literal."""
    context, blank = described["@context"], count()
    found: Triples = defaultdict(lambda: defaultdict(list))

    def whole(name: str) -> str:
        prefix, _colon, rest = name.partition(":")
        return f"{context[prefix]}{rest}"

    def read(one: dict[str, Any] | str) -> tuple[str, str]:
        if isinstance(one, str):
            return one, ""
        if "@value" in one:
            language = f"@{one['@language']}" if "@language" in one else ""
            return one["@value"], whole(one["@type"]) if "@type" in one else language
        subject = one.get("@id") or f"_:{next(blank)}"
        for name, values in one.items():
            if name in ("@id", "@context"):
                continue
            for value in values if isinstance(values, list) else [values]:
                said = (whole(value), "@id") if name == "@type" else read(value)
                property_ = "@type" if name == "@type" else whole(name)
                if said not in found[subject][property_]:
                    found[subject][property_].append(said)
        return subject, "@id"

    read(described)
    return found


def faults(described: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what a catalogue says otherwise than DCAT-AP asks: subject, property and why."""
    found, context = expand(described), described["@context"]

    def whole(name: str) -> str:
        prefix, _colon, rest = name.partition(":")
        return f"{context[prefix]}{rest}"

    wrong: list[tuple[str, str, str]] = []
    for kind, properties in ASKED.items():
        for subject in [one for one, said in found.items() if (whole(kind), "@id") in said["@type"]]:
            said = found[subject]
            for name, (least, most, asked) in properties.items():
                values = said.get(whole(name), [])
                if len(values) < least or (most is not None and len(values) > most):
                    wrong.append((subject, name, f"{len(values)} values"))
                for value, type_ in values:
                    if isinstance(asked, tuple):
                        is_right = type_ in asked
                    else:
                        is_right = type_ == "@id" and (not asked or (whole(asked), "@id") in found[value]["@type"])
                    if not is_right:
                        wrong.append((subject, name, f"{value} {type_}"))
            known = {whole(name) for name in properties} | {"@type"}
            also = {
                whole(name) for other, more in ASKED.items() if (whole(other), "@id") in said["@type"] for name in more
            }
            wrong += [(subject, name, "not of its class") for name in said if name not in known | also]
    return wrong


class TestCatalogue:
    def test_says_of_each_dataset_what_dcat_ap_asks(self, settings):
        settings.SITE_URL, settings.DATA_CONTACT = "https://llegada.ejemplo.gov.co", "datos@ejemplo.gov.co"
        make_world()
        file = ask()
        described = describe_catalogue(files=list_open_files(), now=NOW)
        assert described["@type"] == "dcat:Catalog"
        assert len(described["dcat:dataset"]) == len(open_datasets()) + 1
        for one in described["dcat:dataset"]:
            assert {
                "dct:title",
                "dct:description",
                "dct:publisher",
                "dct:license",
                "dcat:theme",
                "dcat:contactPoint",
            } <= one.keys()
            assert one["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:datos@ejemplo.gov.co"
            for way in one["dcat:distribution"]:
                assert way["dcat:downloadURL"]["@id"].startswith("https://llegada.ejemplo.gov.co/datos/")
                assert {"dcat:accessURL", "dcat:mediaType", "dct:format"} <= way.keys()
        ways = [way for one in described["dcat:dataset"] for way in one["dcat:distribution"]]
        assert [way["dcat:byteSize"]["@value"] for way in ways if "dcat:byteSize" in way] == [str(file.size)]

    def test_offers_nothing_that_is_not_public(self):
        described = json.dumps(describe_catalogue(files={}, now=NOW))
        assert "indicadores" not in described
        assert "completo" not in described
        assert FileFormat.HXL in described

    def test_keeps_what_dcat_ap_asks_of_each_class(self, settings):
        settings.SITE_URL, settings.DATA_CONTACT = "https://llegada.ejemplo.gov.co", "datos@ejemplo.gov.co"
        make_world()
        ask()
        described = json.loads(json.dumps(describe_catalogue(files=list_open_files(), now=NOW)))

        assert faults(described) == []

    @pytest.mark.parametrize("name", ["dct:title", "dct:description", "dcat:landingPage", "dcat:theme"])
    def test_is_told_apart_from_one_that_does_not(self, name):
        described = json.loads(json.dumps(describe_catalogue(files={}, now=NOW)))
        described["dcat:dataset"][0][name] = {"@id": "https://llegada.ejemplo.gov.co/nada"}

        assert [fault[1] for fault in faults(described)] == [name]

    def test_is_read_without_fetching_anything(self):
        context = describe_catalogue(files={}, now=NOW)["@context"]

        # A context that is an address, or that imports one, has to be fetched; a prefix ends where a name begins.
        assert isinstance(context, dict)
        assert all(not name.startswith("@") and address[-1] in "#/" for name, address in context.items())

    def test_tells_a_dataset_from_the_page_about_it_and_each_from_the_others(self, settings):
        settings.SITE_URL = "https://llegada.ejemplo.gov.co"
        sets = describe_catalogue(files={}, now=NOW)["dcat:dataset"]
        ways = [way["@id"] for one in sets for way in one["dcat:distribution"]]

        assert all(one["@id"] != one["dcat:landingPage"]["@id"] for one in sets)
        assert len({*(one["@id"] for one in sets), *ways}) == len(sets) + len(ways)
