"""The texts by which a person authorises the treatment of their sensitive data, by version.

A text is never edited: a new one is added, and what was authorised keeps the version that was read.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The version that is asked for today.
CURRENT: Final = "S-2026-1"
#: Version → text. Its words are those of Ley 1581 de 2012, arts. 5, 6 and 7.
TEXTS: Final[dict[str, str | Promise]] = {
    "S-2026-1": _(
        "Sexo, rango de edad, grupo étnico, discapacidad y condición de víctima son datos sensibles o se tratan como si lo "
        "fueran (Ley 1581 de 2012, artículos 5 y 6). Usted no está obligado a darlos ni a autorizar su uso, y puede asistir y "
        "participar igual aunque no los dé: nada depende de ellos. Se usarán solo para saber a qué poblaciones llega la "
        "asistencia, en cifras de cinco personas o más donde nadie pueda ser reconocido. Se guardan aparte de la lista; de cada "
        "persona solo los consulta el oficial de protección de datos. Puede pedirle conocerlos, corregirlos o que se borren. "
        "Si es menor de 18 años no los dé."
    ),
}
