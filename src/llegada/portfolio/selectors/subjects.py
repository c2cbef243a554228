"""Names the services that notices are about: their words live in their versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from llegada.core.subjects import Subject
from llegada.portfolio.models import ServiceVersion


def name_services(identifiers: Collection[str]) -> Mapping[str, Subject]:
    """Return each service by the name of its newest version, with its page inside."""
    versions = (
        ServiceVersion.objects.filter(service__public_id__in=identifiers)
        .select_related("service")
        .order_by("service", "number")
    )
    return {str(one.service.public_id): Subject(one.name, one.service.get_absolute_url()) for one in versions}
