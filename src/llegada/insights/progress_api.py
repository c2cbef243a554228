"""The progress of plans in the API, as of any day: the same rows as its page."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.api import api_actor
from llegada.core.errors import Invalid, NotAllowed
from llegada.insights.progress_asked import read_asked
from llegada.insights.progress_forms import ProgressForm, groupings_for
from llegada.insights.progress_rules import PLAN_STATES
from llegada.insights.progress_words import GROUPINGS
from llegada.insights.selectors.progress import list_progress_years
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission


class ProgressQuerySerializer(serializers.Serializer[Any]):
    """The filters of the progress, those of its page; what is left out does not restrict, but `vigencia`: this year."""

    por = serializers.ChoiceField(choices=list(GROUPINGS), required=False, help_text="Por qué se suma.")
    corte = serializers.DateField(required=False, help_text="Día del corte, de hoy o pasado; hoy si se omite.")
    vigencia = serializers.CharField(required=False, help_text="Año en que empiezan los planes, o «todas».")
    organizacion = serializers.UUIDField(required=False)
    dependencia = serializers.UUIDField(required=False)
    servicio = serializers.UUIDField(required=False)
    linea = serializers.UUIDField(required=False)
    departamento = serializers.CharField(required=False, help_text="Código DANE de dos dígitos, con sus ceros.")
    zonas = serializers.CharField(
        required=False, help_text="Con por=zona, qué zonas: «pdet-subregion», «region», «grupo»…"
    )
    zona = serializers.CharField(required=False, help_text="Una zona: «pdet-subregion:0», «grupo:…», «region:fuera».")
    estrategia = serializers.UUIDField(required=False)
    entidad = serializers.UUIDField(required=False)
    asesor = serializers.UUIDField(required=False)


class ReasonSerializer(serializers.Serializer[Any]):
    """A reason of late milestones, and how many have it."""

    reason = serializers.CharField(
        help_text="Clase de obstáculo; «dates_moved», se habían movido las fechas; «no_reason», ninguna registrada."
    )
    milestones = serializers.IntegerField()


#: The counts of a group, as `Totals` names them.
_COUNTED: Final = (*PLAN_STATES, "milestones", "due", "reported", "validated", "not_applicable", "late")


class ProgressGroupSerializer(serializers.Serializer[Any]):
    """One group; weights in percentage points of each service, numerator and denominator apart."""

    key = serializers.CharField()
    name = serializers.CharField()
    to_sign = serializers.IntegerField()
    signed = serializers.IntegerField()
    in_execution = serializers.IntegerField()
    suspended = serializers.IntegerField()
    finished = serializers.IntegerField()
    closed = serializers.IntegerField()
    terminated = serializers.IntegerField()
    historical = serializers.IntegerField()
    milestones = serializers.IntegerField()
    due = serializers.IntegerField()
    reported = serializers.IntegerField()
    validated = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    late = serializers.IntegerField()
    validated_weight = serializers.DecimalField(max_digits=14, decimal_places=2)
    expected_weight = serializers.DecimalField(max_digits=14, decimal_places=2)
    weight = serializers.DecimalField(max_digits=14, decimal_places=2)
    pace = serializers.CharField()
    median_days_late = serializers.FloatField(allow_null=True)
    most_days_late = serializers.IntegerField(allow_null=True)
    reasons = ReasonSerializer(many=True)


class ProgressSerializer(serializers.Serializer[Any]):
    """The progress of every group as of a day."""

    as_of = serializers.DateField()
    results = ProgressGroupSerializer(many=True)


class ProgressViewSet(viewsets.ViewSet):
    """How the plans that one may read go, as of any day, by unit, service, entity, department, strategy or advisor."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(
        operation_id="progress_list",
        parameters=[ProgressQuerySerializer],
        # One document, though it is asked for as a list.
        responses=forced_singular_serializer(ProgressSerializer),  # type: ignore[no-untyped-call]
    )
    def list(self, request: Request) -> Response:
        """Return the groups by name. Raises NotAllowed, or Invalid naming each filter that cannot be read."""
        actor = api_actor(request)
        WORK_PLAN_POLICY.require_ever(actor, Permission.VIEW)
        form = ProgressForm(
            request.query_params.dict(), actor=actor, years=list_progress_years(), today=timezone.localdate()
        )
        by = request.query_params.get("por", "")
        if by in GROUPINGS and by not in groupings_for(actor):
            raise NotAllowed()
        if form.problems:
            raise Invalid(form.problems)
        asked = read_asked(actor=actor, form=form, asked=by)
        rows, cut = asked.rows, asked.cut
        found = asked.lateness_of(rows)
        results = []
        for row in rows:
            lateness = found.get(row.pk)
            lag = lateness.lag if lateness else None
            weights = {"validated_weight": row.done, "expected_weight": row.expected, "weight": row.total}
            results.append(
                {
                    "key": row.key,
                    "name": row.name,
                    **{name: getattr(row.totals, name) for name in _COUNTED},
                    **weights,
                    "pace": row.pace.value,
                    "median_days_late": lag.median if lag else None,
                    "most_days_late": lag.most if lag else None,
                    "reasons": [
                        {"reason": name, "milestones": count} for name, count in (lateness.reasons if lateness else ())
                    ],
                }
            )
        return Response(ProgressSerializer({"as_of": cut.on, "results": results}).data)
