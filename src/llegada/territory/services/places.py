"""The places of the catalogue in memory, for imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from llegada.territory.choices import MunicipalityKind
from llegada.territory.models import Department, Municipality


@dataclass(frozen=True)
class Places:
    """The places of the catalogue in memory, so that thousands of rows are read without a query each."""

    departments: Mapping[str, str]
    municipalities: Mapping[str, str]
    with_mayor: frozenset[str]

    @classmethod
    def load(cls) -> Places:
        """Read every place in two queries."""
        found = list(Municipality.objects.values_list("code", "name", "kind"))
        return cls(
            departments=dict(Department.objects.values_list("code", "name")),
            municipalities={code: name for code, name, _kind in found},
            with_mayor=frozenset(code for code, _name, kind in found if kind == MunicipalityKind.MUNICIPALITY),
        )

    @cached_property
    def _by_department(self) -> dict[str, dict[str, str]]:
        grouped: dict[str, dict[str, str]] = {}
        for code, name in self.municipalities.items():
            grouped.setdefault(code[:2], {})[code] = name
        return grouped

    def of_department(self, code: str) -> Mapping[str, str]:
        """Return the municipalities of a department, code → name."""
        return self._by_department.get(code, {})

    def label(self, code: str) -> str:
        """Return a municipality as people check it: `05001 Medellín`."""
        return f"{code} {self.municipalities[code]}"
