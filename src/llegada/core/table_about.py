"""What a table that goes out is of: day of the cut, filters, definitions and source, said inside the file (docs/adr/0037)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from llegada.core.demonstration import is_demo_settled

#: What an address says of how a CSV is written, which is not of what it is.
_TABULAR: Final = re.compile(r"\.(?:csv|xlsx)(?=\?|$)")


@dataclass(frozen=True)
class About:
    """What a table says of itself: `cut` is the day or moment of its figures, `page` where it is seen, from the root.

    `definitions` are the names of its figures with what they count; `path` is its own address, which says the same as JSON.
    """

    title: str
    scope: str
    cut: date | datetime
    page: str
    definitions: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    source: str = ""
    path: str = ""
    #: What a CSV calls the day and the filters, where its columns are codes and not words.
    names: tuple[str, str] | None = None

    @property
    def day(self) -> str:
        """Return the day of the cut, in the country, as AAAA-MM-DD."""
        cut = timezone.localtime(self.cut) if isinstance(self.cut, datetime) else self.cut
        return cut.strftime("%Y-%m-%d")

    @property
    def json_path(self) -> str:
        """Return the address of the same table as JSON, which says all of this to programs; empty where there is none."""
        return _TABULAR.sub(".json", self.path, count=1)

    @property
    def link(self) -> str:
        """Return the header that leads programs from a CSV or an XLSX to the same as JSON, if there is one."""
        return f'<{iri_to_uri(self.json_path)}>; rel="describedby"; type="application/json"' if self.path else ""

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield what the sheet «Acerca de» says: what each line is, and its words."""
        hour = f" {timezone.localtime(self.cut):%H:%M}" if isinstance(self.cut, datetime) else ""
        yield _("Título"), self.title
        yield _("Filtros"), self.scope
        yield _("Fecha de corte"), f"{self.day}{hour}"
        yield _("Fuente"), self.source or _("Registros de Llegada.")
        yield _("Dirección"), f"{settings.SITE_URL}{self.page}"
        for name, words in self.definitions:
            yield _("Qué cuenta: %(figure)s") % {"figure": name}, words
        for words in self.notes:
            yield _("Nota"), words
        if is_demo_settled():
            yield _("Nota"), _("Datos de demostración: personas, planes y cifras ficticios")

    def titles(self, columns: Sequence[str]) -> list[str]:
        """Return the headings of a CSV: those of its table and, at the end, the day of the cut and the filters."""
        return [*columns, *(self.names or (_("Fecha de corte"), _("Filtros")))]

    def rows(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Yield the rows of a CSV: alone or below those of another month, each says of which day and filters it is."""
        said = (self.day, self.scope)
        for row in rows:
            yield (*row, *said)
