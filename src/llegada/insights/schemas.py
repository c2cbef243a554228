"""How the API writes the figures."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from llegada.insights.selectors import Figure


class FigureSerializer(serializers.Serializer[Figure]):
    """One figure with its definition; `value` null is no data, which is not zero, or a group too small to be told."""

    code = serializers.CharField(source="definition.code")
    name = serializers.CharField(source="definition.label")
    unit = serializers.CharField(source="definition.unit")
    definition = serializers.CharField(source="definition.definition")
    computed = serializers.CharField(source="definition.computed")
    source_of_data = serializers.CharField(source="definition.source")
    value = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField(allow_null=True, help_text="Denominador, donde la cifra es parte de un total.")
    fewer_than = serializers.IntegerField(
        allow_null=True,
        default=None,
        help_text="Donde las personas son muy pocas para decir cuántas: son menos de estas.",
    )
    is_kept = serializers.BooleanField(
        default=False,
        help_text="Si no se dice, siendo cinco personas o más, porque diría por resta cuántas hay en un grupo menor.",
    )


class FiguresSerializer(serializers.Serializer[Any]):
    """The figures under some filters and the instant at which they were read."""

    cut_at = serializers.DateTimeField()
    results = FigureSerializer(many=True)


class FigureQuerySerializer(serializers.Serializer[Any]):
    """The filters of the figures; what is left out does not restrict."""

    organization = serializers.UUIDField(
        required=False, help_text="Identificador público de la organización que asiste."
    )
    line = serializers.UUIDField(required=False, help_text="Identificador público de la línea temática.")
    department = serializers.CharField(required=False, help_text="Código DANE de dos dígitos, con sus ceros.")
    year = serializers.IntegerField(required=False, help_text="Vigencia, de cuatro cifras.")
