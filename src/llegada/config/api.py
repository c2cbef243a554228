"""The addresses of the API: lower-case plurals, keyed by public id or DANE code."""

from rest_framework.routers import DefaultRouter

from llegada.accounts.api import OrganizationViewSet, UnitViewSet
from llegada.insights.api import FiguresViewSet

router = DefaultRouter(trailing_slash=True)
router.include_root_view = False
router.register("organizations", OrganizationViewSet, basename="organization")
router.register("units", UnitViewSet, basename="unit")
router.register("figures", FiguresViewSet, basename="figures")

api_urls = router.urls
