"""Finds by code or by name what the rows of a workbook say, as people write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import get_close_matches

from django.utils.translation import gettext_lazy as _

from llegada.core.text import fold
from llegada.planning.selectors.sheets import Named
from llegada.planning.sheets.cells import BadValue

#: Looking for what a misspelt name was meant to be takes long among thousands: it is done for so many different names.
MOST_SUGGESTIONS = 50
_ALIKE = 0.75


class Names:
    """Things of one kind by their names and codes, whatever the case and accents. What is found is its key."""

    def __init__(self, named: Mapping[int, Named]) -> None:
        self.named = named
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        self._by_code: dict[str, int] = {}
        for key, one in named.items():
            self._by_name[fold(one.name)].append(key)
            self._by_code |= {code.casefold(): key for code in one.other_codes}
        self._by_code |= {one.code.casefold(): key for key, one in named.items() if one.code}
        self._folded: dict[str, str] = {}
        self._suggested: dict[str, str] = {}

    def by_code(self, code: str) -> int:
        """Return the one of a code. Raises BadValue."""
        try:
            return self._by_code[code.casefold()]
        except KeyError:
            raise BadValue(_("Nada en Llegada tiene ese código. Corríjalo, o bórrelo y escriba el nombre.")) from None

    def by_name(self, name: str) -> int:
        """Return the one of a name. Raises BadValue, with the most alike if there is one."""
        found = self._by_name.get(self._fold(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            sentence = _("Hay %(count)s con ese nombre. Escriba también el código del que quiso decir.")
            raise BadValue(str(sentence) % {"count": len(found)})
        if alike := self._alike(name):
            raise BadValue(str(_("No está en Llegada. ¿Quiso decir «%(name)s»?")) % {"name": alike})
        raise BadValue(_("No está en Llegada. Escríbalo como aparece en la hoja «Listas» o en el catálogo."))

    def is_called(self, key: int, name: str) -> bool:
        """Return whether a name is of the one of that key."""
        return name == self.named[key].name or key in self._by_name.get(self._fold(name), [])

    def _fold(self, name: str) -> str:
        if name not in self._folded:
            self._folded[name] = fold(name)
        return self._folded[name]

    def _alike(self, name: str) -> str:
        folded = self._fold(name)
        if folded not in self._suggested:
            if len(self._suggested) >= MOST_SUGGESTIONS:
                return ""
            found = get_close_matches(folded, self._by_name, n=1, cutoff=_ALIKE)
            self._suggested[folded] = self.named[self._by_name[found[0]][0]].name if found else ""
        return self._suggested[folded]
