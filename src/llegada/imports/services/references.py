"""What the identifiers of a source name; those of a row that was divided, one for each place of its cell, too."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from llegada.imports.choices import TargetKind
from llegada.imports.services.work import Known, Work, number_of

#: What several objects of one identifier are told apart by follows this.
MARK = "#"


class References:
    """Finds what earlier rows brought, by the identifiers of their source."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._parts: dict[tuple[str, str], Sequence[tuple[str, Known]]] = {}

    def find(self, target: TargetKind, said: str, entity: int | None = None) -> Known | None:
        """Return what an identifier names, None if nothing or several.

        Of a row that was divided it is the one of `entity`, and the only one where it was not; of sessions, the first.
        """
        known = self.work.known_of(target)
        for piece in self.work.directory.pieces.get(entity, ()) if entity is not None else ():
            found = known.get(number_of(f"{said}{MARK}{piece}"))
            if found is not None:
                return found
        found = known.get(number_of(said))
        if found is not None:
            return found
        parts = self._parts_of(target, said)
        return parts[0][1] if len(parts) == 1 or (parts and target is TargetKind.SESSIONS) else None

    def why_not(self, target: TargetKind, said: str) -> str:
        """Return why it names nothing, and what to do."""
        parts = self._parts_of(target, said)
        if parts:
            sentence = _(
                "Ese identificador es de %(count)s planes: la fila que lo trajo se dividió por municipios. "
                "Diga de cuál es, escribiéndolo con el código del municipio: %(example)s."
            )
            return sentence % {"count": len(parts), "example": parts[0][0]}
        if target is TargetKind.SESSIONS:
            return _(
                "No se ha traído ninguna sesión con ese identificador. Traiga antes las sesiones, con su identificador."
            )
        return _("No se ha traído ningún plan con ese identificador. Traiga antes los planes, con su identificador.")

    def _parts_of(self, target: TargetKind, said: str) -> Sequence[tuple[str, Known]]:
        """Return the parts of a divided row, each with what it is called, in the order in which they came."""
        if (target.value, said) not in self._parts:
            known, directory = self.work.known_of(target), self.work.directory
            names = (f"{said}{MARK}{code}" for code in (*directory.mayoralties, *directory.governorates))
            found = [(one, known[number]) for one in names if (number := number_of(one)) in known]
            self._parts[target.value, said] = sorted(found, key=lambda one: abs(one[1].object_id))
        return self._parts[target.value, said]
