"""Services that already do something like what is about to be designed (PRD-23)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q

from llegada.core.text import fold
from llegada.portfolio.choices import VersionStatus
from llegada.portfolio.likeness import LEAST_LIKENESS, likeness, telling_words
from llegada.portfolio.models import ServiceVersion

SHOWN: Final = 5
#: Of so many that share a word the likest are chosen; more only share very common ones.
WEIGHED: Final = 500


def find_similar(name: str) -> list[ServiceVersion]:
    """Return the approved versions, of services published or retired, whose words are most like those of `name`.

    They are public, of any organisation. The likest first; at most `SHOWN`, none where `name` says too little.
    """
    wanted = telling_words(fold(name))
    if not wanted:
        return []
    sharing = reduce(or_, (Q(search_text__contains=word) for word in sorted(wanted)))
    versions = (
        ServiceVersion.objects.filter(sharing, status=VersionStatus.PUBLISHED)
        .select_related("service__organization", "line")
        .order_by("name", "pk")[:WEIGHED]
    )
    weighed = [(likeness(wanted, telling_words(version.search_text)), version) for version in versions]
    alike = [(share, version) for share, version in weighed if share >= LEAST_LIKENESS]
    alike.sort(key=lambda one: (-one[0], -likeness(wanted, telling_words(fold(one[1].name)))))
    return [version for _, version in alike[:SHOWN]]
