"""Names the services that notices are about: their words live in their versions."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery

from llegada.core.subjects import Subject, SubjectKind
from llegada.portfolio.models import Service, ServiceVersion

_VERSIONS = ServiceVersion.objects.filter(service=OuterRef("pk")).order_by("-number")


def _service(row: Any) -> Subject:
    return Subject(row.name or "", Service(public_id=row.public_id).get_absolute_url())


#: Each service by the name of its newest version, with its page inside.
SERVICES = SubjectKind({"name": Subquery(_VERSIONS.values("name")[:1])}, _service)
