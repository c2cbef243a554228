"""What REST framework and the OpenAPI document are told. The limits of use are in `settings`: an installation sets them."""

from __future__ import annotations

from typing import Any, Final

REST_FRAMEWORK: Final[dict[str, Any]] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "llegada.accounts.tokens.TokenAuthentication",
        "llegada.accounts.tokens.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["llegada.core.api.BoundedJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "llegada.core.api.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["llegada.core.throttling.RequestsPerMinute"],
    "EXCEPTION_HANDLER": "llegada.core.api.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS: Final[dict[str, Any]] = {
    "TITLE": "Llegada",
    "DESCRIPTION": "Asistencia técnica territorial: quién hace qué, dónde, y con qué avance.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "SheetStatus": "llegada.indicators.choices.SheetStatus",
        "StrategyOrigin": "llegada.portfolio.choices.StrategyOrigin",
        "StrategyStatus": "llegada.portfolio.choices.StrategyStatus",
        "CommitteeDecision": "llegada.portfolio.choices.CommitteeDecision",
        "OrganizationKind": "llegada.accounts.choices.OrganizationKind",
        "SessionKind": "llegada.delivery.choices.SessionKind",
        "SessionModality": "llegada.delivery.choices.SessionModality",
        "SessionStatus": "llegada.delivery.choices.SessionStatus",
        "CommitmentSide": "llegada.delivery.choices.CommitmentSide",
        "CommitmentStatus": "llegada.delivery.choices.CommitmentStatus",
        "ServiceKind": "llegada.portfolio.choices.ServiceKind",
        "Modality": "llegada.portfolio.choices.Modality",
        "ServiceStatus": "llegada.portfolio.choices.ServiceStatus",
        "VersionStatus": "llegada.portfolio.choices.VersionStatus",
        "MunicipalityKind": "llegada.territory.choices.MunicipalityKind",
        "EntityOrder": "llegada.territory.choices.EntityOrder",
        "EntityKind": "llegada.territory.choices.EntityKind",
        "WorkPlanStatus": "llegada.workplans.choices.WorkPlanStatus",
        "MilestoneStatus": "llegada.workplans.choices.MilestoneStatus",
        "EditionStatus": "llegada.targeting.choices.EditionStatus",
        "ListStatus": "llegada.targeting.choices.ListStatus",
        "PlaceOrigin": "llegada.targeting.choices.PlaceOrigin",
        "Acceptance": "llegada.targeting.choices.Acceptance",
        "AssistanceDuty": "llegada.targeting.choices.AssistanceDuty",
        "RuleLevel": "llegada.targeting.choices.RuleLevel",
        "RuleStatus": "llegada.targeting.choices.RuleStatus",
        "TargetingMethod": "llegada.targeting.choices.Method",
        "RunStanding": "llegada.targeting.choices.Standing",
        "IndexLevel": "llegada.targeting.choices.IndexLevel",
        "IndexKind": "llegada.targeting.choices.IndexKind",
        "IndexDirection": "llegada.targeting.choices.IndexDirection",
        "LevelEnum": "llegada.indicators.choices.IndicatorLevel",
        "DirectionEnum": "llegada.indicators.choices.Direction",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "llegada.config.schema.add_problems",
    ],
}
