"""Every address of the product: Spanish paths, English names."""

from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from llegada.config.api import api_urls
from llegada.config.health import healthz, metrics
from llegada.portfolio.urls import strategy_urls

urlpatterns = [
    path("", include("llegada.portal.urls")),
    path("", include("llegada.reports.urls")),
    path("", include("llegada.exports.urls")),
    path("", include("llegada.insights.urls")),
    path("", include("llegada.imports.urls")),
    path("administracion/", include("llegada.territory.urls")),
    path("servicios/", include("llegada.portfolio.urls")),
    path("indicadores/", include("llegada.indicators.urls")),
    path("estrategias/", include((strategy_urls, "strategies"))),
    path("", include("llegada.targeting.urls")),
    path("plan-anual/", include("llegada.planning.urls")),
    path("planes-de-trabajo/", include("llegada.workplans.urls")),
    path("", include("llegada.delivery.urls")),
    path("archivos/", include("llegada.records.urls")),
    path("", include("llegada.accounts.urls")),
    # The address with which one logs in is changed by who administers, never by oneself without proof that it is one's own.
    path("cuenta/email/", RedirectView.as_view(pattern_name="accounts:own"), name="email_elsewhere"),
    path("cuenta/", include("allauth.urls")),
    path("idioma/", include("django.conf.urls.i18n")),
    path("api/v1/", include((api_urls, "api"))),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "llegada.core.refusals.bad_request"
handler403 = "llegada.core.refusals.forbidden"
handler404 = "llegada.core.refusals.not_found"
handler500 = "llegada.core.refusals.server_error"
