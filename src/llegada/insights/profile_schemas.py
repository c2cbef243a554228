"""How the API writes the profile of a place."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from llegada.insights.profile_words import group_words, value_words
from llegada.insights.selectors.profiles import EntityProfile
from llegada.targeting.selectors.profile import IndexSeries, Reading


class StandingSerializer(serializers.Serializer[Any]):
    """Where a place stands in a group, among those with data; place 1 is the best."""

    group = serializers.CharField()
    place = serializers.IntegerField()
    among = serializers.IntegerField()
    passed = serializers.FloatField(allow_null=True, help_text="Porcentaje de los demás que deja atrás.")
    median = serializers.FloatField()


class ReadingSerializer(serializers.Serializer[Any]):
    """What one edition says of the place; `value` null is no data, which is not zero."""

    year = serializers.IntegerField()
    edition = serializers.UUIDField()
    value = serializers.FloatField(allow_null=True)
    words = serializers.CharField(allow_null=True)
    standings = StandingSerializer(many=True)


class SeriesSerializer(serializers.Serializer[Any]):
    """One index, of one method, with its readings from the newest year."""

    code = serializers.CharField()
    name = serializers.CharField()
    family = serializers.CharField()
    method = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    direction = serializers.CharField()
    measure_unit = serializers.CharField(allow_null=True)
    readings = ReadingSerializer(many=True)


class SimilarSerializer(serializers.Serializer[Any]):
    """A place like this one, by how many standard deviations and over how many indices."""

    code = serializers.CharField()
    name = serializers.CharField()
    distance = serializers.FloatField()
    shared = serializers.IntegerField()


class NeighbourSerializer(serializers.Serializer[Any]):
    """A place that is near; `kilometres` are between seats."""

    code = serializers.CharField()
    name = serializers.CharField()
    kilometres = serializers.FloatField()


class ServedSerializer(serializers.Serializer[Any]):
    """Who serves or served its government with a signed plan."""

    organization = serializers.CharField()
    unit = serializers.CharField()
    services = serializers.ListField(child=serializers.CharField())
    status = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class ProfileSerializer(serializers.Serializer[Any]):
    """The profile of a place."""

    code = serializers.CharField()
    name = serializers.CharField()
    entity = serializers.UUIDField(allow_null=True, help_text="Identificador público de su alcaldía o gobernación.")
    page = serializers.CharField(help_text="Dirección de su página pública.")
    indices = SeriesSerializer(many=True)
    strengths = serializers.ListField(child=serializers.CharField(), help_text="Códigos de índices.")
    gaps = serializers.ListField(child=serializers.CharField(), help_text="Códigos de índices.")
    similar = SimilarSerializer(many=True)
    neighbours = NeighbourSerializer(many=True)
    neighbours_share_border = serializers.BooleanField()
    sessions = serializers.IntegerField(allow_null=True)
    served_by = ServedSerializer(many=True)


def profile_data(profile: EntityProfile) -> dict[str, Any]:
    """Return a profile as `ProfileSerializer` writes it."""
    place, indices = profile.place, profile.indices
    names = [group_words(group, place) for group in indices.groups]
    return {
        "code": place.code,
        "name": place.full_name,
        "entity": place.entity_public_id,
        "page": place.get_absolute_url(),
        "indices": [_series(one, family.name, names) for family in indices.families for one in family.series],
        "strengths": [one.series.index.code for one in indices.strengths],
        "gaps": [one.series.index.code for one in indices.gaps],
        "similar": [
            {
                "code": one.place.code,
                "name": one.place.full_name,
                "distance": one.likeness.distance,
                "shared": one.likeness.shared,
            }
            for one in indices.similar
        ],
        "neighbours": [
            {"code": one.place.code, "name": one.place.full_name, "kilometres": one.kilometres}
            for one in profile.neighbours
        ],
        "neighbours_share_border": profile.shares_border,
        "sessions": profile.session_total,
        "served_by": profile.served,
    }


def _series(series: IndexSeries, family: str, names: list[str]) -> dict[str, Any]:
    index = series.index
    return {
        "code": index.code,
        "name": index.name,
        "family": family,
        "method": index.method or None,
        "kind": index.kind,
        "direction": index.direction,
        "measure_unit": index.measure_unit or None,
        "readings": [_reading(one, names) for one in series.readings],
    }


def _reading(reading: Reading, names: list[str]) -> dict[str, Any]:
    standings = [
        {"group": name, "place": one.place, "among": one.among, "passed": one.passed, "median": one.median}
        for name, one in zip(names, reading.standings, strict=False)
        if one is not None
    ]
    return {
        "year": reading.edition.year,
        "edition": reading.edition.public_id,
        "value": reading.value,
        "words": value_words(reading),
        "standings": standings,
    }
