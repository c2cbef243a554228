"""Forms of milestones. What decides is in the services: these read what was written and keep it on a refusal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.core.forms import MultipleFileInput
from llegada.records.rules import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS
from llegada.workplans.models import PlanMilestone


class ReportForm(forms.Form):
    """What was achieved in a milestone, with its evidence."""

    report = forms.CharField(
        label=_("¿Qué se logró?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )
    evidence = forms.FileField(
        label=_("Evidencia"),
        required=False,
        widget=MultipleFileInput(attrs={"accept": ACCEPT_ATTRIBUTE, "multiple": True}),
    )

    def __init__(self, data: Any = None, *, milestone: PlanMilestone, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"hito-{milestone.public_id}-%s")
        evidence = self.fields["evidence"]
        evidence.required = not milestone.evidence.all()
        evidence.widget.attrs["data-max-bytes"] = settings.MAX_FILE_BYTES
        limits = {"accepted": ACCEPTED_WORDS, "limit": settings.MAX_FILE_BYTES // 1024**2}
        evidence.help_text = gettext("Acta, documento o fotos. Se aceptan: %(accepted)s, hasta %(limit)s MB.") % limits


class ReviewForm(forms.Form):
    """What whoever reviews a milestone observes."""

    observation = forms.CharField(
        label=_("Observación"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Para devolver el hito es obligatoria: diga qué falta."),
    )

    def __init__(self, data: Any = None, *, milestone: PlanMilestone, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"revision-{milestone.public_id}-%s")
