"""The addresses of the API: lower-case plurals, keyed by public id or DANE code."""

from rest_framework.routers import DefaultRouter

from llegada.accounts.api import OrganizationViewSet, UnitViewSet
from llegada.delivery.api import CommitmentViewSet, SessionViewSet
from llegada.delivery.event_api import EventViewSet
from llegada.delivery.request_api import RequestViewSet
from llegada.imports.api import ImportMappingViewSet, ImportViewSet
from llegada.indicators.api import IndicatorSheetViewSet
from llegada.insights.api import FiguresViewSet, ProfileViewSet
from llegada.insights.progress_api import ProgressViewSet
from llegada.portfolio.api import ServiceViewSet, StrategyViewSet
from llegada.targeting.index_api import ExternalIndexViewSet, IndexEditionViewSet
from llegada.targeting.list_api import PrioritizedListViewSet
from llegada.targeting.rule_api import TargetingRuleViewSet, TargetingRunViewSet
from llegada.territory.api import DepartmentViewSet, EntityViewSet, MunicipalityViewSet
from llegada.workplans.api import MilestoneViewSet, WorkPlanViewSet
from llegada.workplans.follow_up_api import AmendmentViewSet, ObstacleViewSet

router = DefaultRouter(trailing_slash=True)
router.include_root_view = False
router.include_format_suffixes = False
router.register("departments", DepartmentViewSet, basename="department")
router.register("municipalities", MunicipalityViewSet, basename="municipality")
router.register("entities", EntityViewSet, basename="entity")
router.register("organizations", OrganizationViewSet, basename="organization")
router.register("units", UnitViewSet, basename="unit")
router.register("services", ServiceViewSet, basename="service")
router.register("indicator-sheets", IndicatorSheetViewSet, basename="indicator-sheet")
router.register("strategies", StrategyViewSet, basename="strategy")
router.register("indices", ExternalIndexViewSet, basename="index")
router.register("index-editions", IndexEditionViewSet, basename="index-edition")
router.register("prioritized-lists", PrioritizedListViewSet, basename="prioritized-list")
router.register("targeting-rules", TargetingRuleViewSet, basename="targeting-rule")
router.register("targeting-runs", TargetingRunViewSet, basename="targeting-run")
router.register("figures", FiguresViewSet, basename="figures")
router.register("progress", ProgressViewSet, basename="progress")
router.register("profiles", ProfileViewSet, basename="profile")
router.register("sessions", SessionViewSet, basename="session")
router.register("events", EventViewSet, basename="event")
router.register("commitments", CommitmentViewSet, basename="commitment")
router.register("requests", RequestViewSet, basename="request")
router.register("work-plans", WorkPlanViewSet, basename="work-plan")
router.register("milestones", MilestoneViewSet, basename="milestone")
router.register("amendments", AmendmentViewSet, basename="amendment")
router.register("obstacles", ObstacleViewSet, basename="obstacle")
router.register("imports", ImportViewSet, basename="import")
router.register("import-mappings", ImportMappingViewSet, basename="import-mapping")

api_urls = router.urls
