"""What a remembered match is called, for the page that lists them."""

from __future__ import annotations

from collections.abc import Sequence

from llegada.imports.models import ValueMatch
from llegada.imports.services.directory import Directory


def words_of(matches: Sequence[ValueMatch]) -> list[tuple[ValueMatch, str]]:
    """Return each match with the words of what it stands for; empty where it is not to be brought."""
    directories = {one.organization_id: Directory(one.organization) for one in matches}
    return [(one, directories[one.organization_id].words(one.kind).get(one.value, "")) for one in matches]
