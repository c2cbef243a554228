"""Words for what the demonstration writes in the history."""

from django.utils.translation import gettext_lazy as _

LABELS = {"demo.loaded": _("Cargó la demostración")}
