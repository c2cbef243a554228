"""The addresses of the API: lower-case plurals, keyed by public id or DANE code."""

from rest_framework.routers import DefaultRouter

router = DefaultRouter(trailing_slash=True)
router.include_root_view = False

api_urls = router.urls
