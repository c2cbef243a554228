"""Forms of plans and their dates. What decides is in the services: these read what was written and keep it on a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.templatetags.llegada import short_date
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.models import Service
from llegada.workplans import rules, selectors
from llegada.workplans.choices import UnplannedReason
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.services import PlanBasis, PlanText

#: So many services are shown with every thematic line open; of more, one opens the lines or searches.
MOST_OPEN = 12


def date_input() -> forms.DateInput:
    """Return the field of a date, as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _line_of(service: Service) -> str:
    """Return the name of the thematic line of what is published, or nothing where it is not any more."""
    return service.published_version.line.name if service.published_version else ""


@dataclass(frozen=True)
class LineOfServices:
    """The services of one thematic line that may be chosen; `is_open` says that one of the line is chosen, or was searched."""

    name: str
    services: list[Service]
    is_open: bool


@dataclass(frozen=True)
class ServicesPicker:
    """What the picker of services shows: the chosen ones first, then the others that hold every word of `words`, by line."""

    words: str
    chosen: list[Service]
    lines: list[LineOfServices]
    is_short: bool

    @property
    def found_count(self) -> int:
        """Return how many may still be chosen."""
        return sum(len(line.services) for line in self.lines)


class LineField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A line of the annual plan by its year, service and dates."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the words by which somebody tells it from the others of the same entity."""
        said = {
            "year": obj.plan.cycle.year,
            "service": obj.service.published_version or obj.service,
            "start": short_date(obj.starts_on),
            "end": short_date(obj.ends_on),
            "unit": obj.plan.unit.name,
        }
        return gettext("%(year)s · %(service)s · %(start)s – %(end)s · %(unit)s") % said


class PlanForm(forms.ModelForm[WorkPlan]):
    """The text of a plan, its services and its people. The entity is chosen before, and cannot change after."""

    services = forms.ModelMultipleChoiceField(
        label=_("Servicios"),
        queryset=Service.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,  # drawn by the picker, which can search
        help_text=_(
            "Sus hitos se copian con fechas repartidas entre el inicio y el fin. Para mostrar el plan hace falta uno."
        ),
    )
    unit = forms.ModelChoiceField(
        label=_("Dependencia que asiste"), queryset=OrgUnit.objects.none(), to_field_name="public_id", empty_label=None
    )
    advisor = forms.ModelChoiceField(
        label=_("Asesor responsable"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=None
    )
    annual_line = LineField(
        label=_("Línea del plan anual"),
        queryset=AnnualPlanLine.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Ninguna: esta asistencia no está en el plan anual"),
        help_text=_("Las líneas de esta entidad que están por cumplir."),
    )
    unplanned_reason = forms.ChoiceField(
        label=_("Si no está en el plan anual, ¿por qué?"), choices=UnplannedReason.choices, required=False
    )
    unplanned_note = forms.CharField(
        label=_("Explique la razón"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Queda en la historia del plan. No hace falta si la organización no tiene plan anual."),
    )
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = WorkPlan
        fields = [
            "title",
            "objectives",
            "expected_results",
            "starts_on",
            "ends_on",
            "counterpart_name",
            "counterpart_post",
            "counterpart_email",
        ]
        widgets = {
            "starts_on": date_input(),
            "ends_on": date_input(),
            "objectives": forms.Textarea(attrs={"rows": 4}),
            "expected_results": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "title": _("Corto y claro: lo verá la entidad. Ejemplo: «Manual de funciones y ordenamiento»."),
            "expected_results": _("Qué sabrá o podrá hacer la entidad al terminar."),
        }

    def __init__(self, data: Any, *, instance: WorkPlan, actor: Actor, today: date, is_new: bool) -> None:
        super().__init__(data, instance=instance)
        plan = self.instance
        services = selectors.list_services_to_plan(actor=actor)
        advisors = selectors.list_advisors(actor=actor, today=today)
        if is_new:
            cast(Any, self.fields["unit"]).queryset = selectors.list_units_to_plan(actor=actor)
        else:
            del self.fields["unit"]
            services = self._offered(services, plan)
            advisors = (advisors | Person.objects.filter(pk=plan.advisor_id)).distinct()
            self.initial.update({"seen_at": plan.updated_at.isoformat(), "advisor": plan.advisor.public_id})
        cast(Any, self.fields["services"]).queryset = services
        cast(Any, self.fields["advisor"]).queryset = advisors
        self._offer_basis(actor, today)

    def _offer_basis(self, actor: Actor, today: date) -> None:
        """Offer the lines of the entity, and the reasons for having none; that there is no annual plan comes first where so."""
        plan, units = self.instance, [self.instance.unit] if self.instance.pk else list(self._units())
        lines = selectors.list_lines_to_carry_out(actor=actor, entity=plan.entity, kept=plan.annual_line_id)
        cast(Any, self.fields["annual_line"]).queryset = lines
        year = plan.starts_on.year if plan.pk else today.year
        has_plan = selectors.has_annual_plan(units, year=year)
        offered = selectors.reasons_to_offer(has_plan=has_plan)
        if plan.unplanned_reason in rules.PAST_REASONS:
            offered.append(plan.unplanned_reason)
        words = dict(UnplannedReason.choices)
        cast(Any, self.fields["unplanned_reason"]).choices = [
            ("", _("Sí está: es la línea de arriba")),
            *((value, words[value]) for value in offered),
        ]
        if plan.pk:
            self.initial["annual_line"] = plan.annual_line and plan.annual_line.public_id
            self.initial.update({name: getattr(plan, name) for name in ("unplanned_reason", "unplanned_note")})
        elif not has_plan:
            self.initial["unplanned_reason"] = UnplannedReason.NO_ANNUAL_PLAN

    def _units(self) -> QuerySet[OrgUnit]:
        return cast(QuerySet[OrgUnit], cast(Any, self.fields["unit"]).queryset)

    def _offered(self, services: QuerySet[Service], plan: WorkPlan) -> QuerySet[Service]:
        """Return what may be chosen: what is published now, and what the plan already has even if it is not any more."""
        chosen = Service.objects.filter(versions__plan_services__plan=plan)
        self.initial["services"] = list(chosen.values_list("public_id", flat=True))
        offered = Service.objects.filter(pk__in=services.values("pk")) | Service.objects.filter(
            pk__in=chosen.values("pk")
        )
        return offered.select_related("published_version__line").order_by("published_version__name", "pk")

    def picker(self, words: str) -> ServicesPicker:
        """Return the services to show, those chosen in what was written among them whatever the words."""
        offered = cast(Any, self.fields["services"]).queryset
        marked = {str(key) for key in self["services"].value() or ()}
        chosen = [one for one in offered if str(one.public_id) in marked]
        others = [one for one in selectors.search_services(offered, words) if str(one.public_id) not in marked]
        is_short = len(others) <= MOST_OPEN
        at_hand = {_line_of(one) for one in chosen}
        lines = [
            LineOfServices(name, list(found), is_open=is_short or bool(words) or name in at_hand)
            for name, found in groupby(sorted(others, key=_line_of), key=_line_of)
        ]
        return ServicesPicker(words, chosen, lines, is_short)

    def clean(self) -> dict[str, Any]:
        """Say inverted dates beside the date that ends, and not at the top as the model does."""
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", gettext("La fecha de fin debe ser posterior a la de inicio."))
        return data

    def text(self) -> PlanText:
        """Return the text as the services take it."""
        return PlanText(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def basis(self) -> PlanBasis:
        """Return where the plan comes from as the services take it."""
        data = self.cleaned_data
        return PlanBasis(data["annual_line"], data["unplanned_reason"], data["unplanned_note"])

    def seen(self) -> datetime:
        """Return when the plan was last changed as this person saw it; an unreadable mark is that of no version."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return datetime.fromtimestamp(0, tz=self.instance.updated_at.tzinfo)


class DatesForm(forms.Form):
    """The due date of each milestone of a plan, in one form."""

    seen_at = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: WorkPlan, milestones: list[PlanMilestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_at"].initial = plan.updated_at.isoformat()
        span = {"min": plan.starts_on.isoformat(), "max": plan.ends_on.isoformat()}
        for one in milestones:
            widget = date_input()
            widget.attrs |= span
            self.fields[f"due_on-{one.public_id}"] = forms.DateField(
                label=_("Fecha límite de «%(name)s»") % {"name": one.name}, initial=one.due_on, widget=widget
            )

    def due_on(self) -> dict[UUID, date]:
        """Return the dates by the public id of the milestone."""
        return {
            UUID(name.removeprefix("due_on-")): day
            for name, day in self.cleaned_data.items()
            if name.startswith("due_on-")
        }

    def seen(self) -> datetime:
        """Return when the plan was last changed as this person saw it. Raises ValueError for a mark of nobody's."""
        return datetime.fromisoformat(self.cleaned_data["seen_at"])
