"""What the views call entities of one kind when they speak of many."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from llegada.territory.choices import EntityKind

#: What several of each kind are called.
MANY: Final[dict[EntityKind, str | Promise]] = {
    EntityKind.MAYORALTY: gettext_lazy("Alcaldías"),
    EntityKind.GOVERNORATE: gettext_lazy("Gobernaciones"),
    EntityKind.NATIONAL_ENTITY: gettext_lazy("Entidades nacionales"),
    EntityKind.ENTITY_ASSOCIATION: gettext_lazy("Esquemas asociativos"),
    EntityKind.OTHER: gettext_lazy("Otras entidades"),
}
