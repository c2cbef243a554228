"""One form a kind of amendment of a signed plan: each begins with what the plan says, and asks for the reason."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.portfolio.models import Service
from llegada.workplans import amendment_rules, selectors
from llegada.workplans.choices import AmendmentKind, WorkPlanStatus
from llegada.workplans.forms.plans import date_input
from llegada.workplans.models import WorkPlan
from llegada.workplans.services import Wanted


class AmendmentForm(forms.Form):
    """What every amendment says: why. Each kind adds what it changes."""

    reason = forms.CharField(
        label=_("¿Por qué hace falta?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo leen la entidad y quien la aprueba, y queda en la historia del plan."),
    )

    def __init__(self, data: Any, *, plan: WorkPlan, actor: Actor, today: Any) -> None:
        super().__init__(data)
        self.plan, self.actor, self.today = plan, actor, today
        self.prepare()
        self.fields["reason"] = self.fields.pop("reason")  # the last thing that is asked

    def prepare(self) -> None:
        """Add the fields of the kind."""

    def wanted(self) -> Wanted:
        """Return what the plan should say, as the services take it."""
        return Wanted()


class DatesAmendmentForm(AmendmentForm):
    """The span of the plan and the due dates of the milestones that nobody has reported."""

    ends_on = forms.DateField(label=_("Fin del plan"), widget=date_input())

    def prepare(self) -> None:
        """Offer the beginning only while nothing has begun, and each milestone that may still move."""
        self.fields["ends_on"].initial = self.plan.ends_on
        if self.plan.status == WorkPlanStatus.SIGNED:
            self.fields["starts_on"] = forms.DateField(
                label=_("Inicio del plan"), widget=date_input(), initial=self.plan.starts_on
            )
        milestones = self.plan.milestones.filter(status__in=amendment_rules.MOVABLE)
        for one in milestones.order_by("plan_service", "position"):
            self.fields[f"due_on-{one.public_id}"] = forms.DateField(
                label=gettext("Fecha límite de «%(name)s»") % {"name": one.name},
                initial=one.due_on,
                widget=date_input(),
            )
        self.order_fields(["starts_on", "ends_on"])

    def wanted(self) -> Wanted:
        """Return the dates by field and milestone."""
        due_on = {
            UUID(name.removeprefix("due_on-")): day
            for name, day in self.cleaned_data.items()
            if name.startswith("due_on-")
        }
        return Wanted(self.cleaned_data.get("starts_on"), self.cleaned_data["ends_on"], due_on)


class ServicesAmendmentForm(AmendmentForm):
    """Which services the plan keeps and which come in."""

    services = forms.ModelMultipleChoiceField(
        label=_("Servicios del plan"),
        queryset=Service.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Desmarque el que sale; solo si ninguno de sus hitos se ha reportado. Marque el que entra."),
    )

    def prepare(self) -> None:
        """Offer what the plan has, then what its unit offers and is published."""
        services = selectors.list_services_to_amend(actor=self.actor, plan=self.plan)
        cast(Any, self.fields["services"]).queryset = services.select_related("published_version").order_by(
            "published_version__name", "pk"
        )
        self.initial["services"] = list(selectors.services_of(self.plan).values_list("public_id", flat=True))

    def wanted(self) -> Wanted:
        """Return all the services of the plan."""
        return Wanted(services=list(self.cleaned_data["services"]))


class PeopleAmendmentForm(AmendmentForm):
    """Who answers for the plan on each side."""

    advisor = forms.ModelChoiceField(
        label=_("Asesor responsable"), queryset=Person.objects.none(), to_field_name="public_id", empty_label=None
    )
    counterpart_name = forms.CharField(label=_("Contraparte en la entidad"), max_length=150)
    counterpart_post = forms.CharField(label=_("Cargo de la contraparte"), max_length=120, required=False)
    counterpart_email = forms.EmailField(label=_("Correo de la contraparte"), required=False)

    def prepare(self) -> None:
        """Offer who advises in the unit, and begin with who does now."""
        plan = self.plan
        advisors = selectors.list_advisors_of(unit=plan.unit, today=self.today)
        cast(Any, self.fields["advisor"]).queryset = (advisors | Person.objects.filter(pk=plan.advisor_id)).distinct()
        self.initial = {"advisor": plan.advisor.public_id} | {
            name: getattr(plan, name) for name in ("counterpart_name", "counterpart_post", "counterpart_email")
        }

    def wanted(self) -> Wanted:
        """Return the people of both sides."""
        data = self.cleaned_data
        names = ("counterpart_name", "counterpart_post", "counterpart_email")
        return Wanted(advisor=data["advisor"], counterpart={name: data[name] for name in names})


class MilestoneAmendmentForm(AmendmentForm):
    """Which milestone does not apply; the reason says why."""

    milestone = forms.ChoiceField(
        label=_("Hito que no aplica"),
        help_text=_(
            "Su peso pasa a los demás hitos del servicio que faltan por validar. Aquí están los que nadie ha reportado."
        ),
    )

    def prepare(self) -> None:
        """Offer the milestones that nobody has reported."""
        rows = self.plan.milestones.filter(status__in=amendment_rules.MOVABLE).select_related(
            "plan_service__service_version"
        )
        cast(Any, self.fields["milestone"]).choices = [
            (str(one.public_id), f"{one.name} · {one.plan_service.service_version.name}")
            for one in rows.order_by("plan_service", "position")
        ]

    def wanted(self) -> Wanted:
        """Return the milestone."""
        return Wanted(milestone_id=UUID(self.cleaned_data["milestone"]))


AMENDMENT_FORMS: Final[dict[str, type[AmendmentForm]]] = {
    AmendmentKind.DATES: DatesAmendmentForm,
    AmendmentKind.SERVICES: ServicesAmendmentForm,
    AmendmentKind.PEOPLE: PeopleAmendmentForm,
    AmendmentKind.NOT_APPLICABLE: MilestoneAmendmentForm,
}
