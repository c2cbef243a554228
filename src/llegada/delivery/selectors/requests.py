"""Questions about requests: the list, one with its parts, its clock, what may be done to it, and the days off that it skips."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.accounts.selectors import find_role_holders
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.text import fold, search_terms
from llegada.delivery import request_rules
from llegada.delivery.models import AssistanceRequest, NonWorkingDay, RequestAnswer, RequestFile, RequestMail
from llegada.delivery.request_codes import digest_of
from llegada.delivery.request_policies import ANSWERING, FOR_REQUEST_ACTION, REQUEST_POLICY, RequestPermission
from llegada.planning.models import AnnualPlanLine
from llegada.planning.selectors import list_lines
from llegada.records.models import StoredFile
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY
from llegada.workplans.policies import Permission as PlanPermission

_RELATED = ("organization", "unit", "assigned_to", "entity", "municipality__department")


def list_requests(*, actor: Actor) -> QuerySet[AssistanceRequest]:
    """Return the requests that the actor may see, the one that is due first before the others."""
    seen = REQUEST_POLICY.scope(actor, RequestPermission.VIEW, AssistanceRequest.objects.all())
    return seen.select_related(*_RELATED).order_by("due_on", "pk")


def search_requests(requests: QuerySet[AssistanceRequest], text: str) -> QuerySet[AssistanceRequest]:
    """Keep the requests that hold every word of `text` in number, subject, name or entity."""
    for term in search_terms(text):
        requests = requests.filter(search_text__contains=term)
    return requests


def request_search_text(one: AssistanceRequest) -> str:
    """Return what a request is searched by."""
    place = one.municipality.name if one.municipality else ""
    entity = one.entity.name if one.entity else ""
    return fold(f"{one.number} {one.subject} {one.name} {entity} {place}")[:700]


def get_request(*, actor: Actor, public_id: UUID) -> AssistanceRequest:
    """Return a request that the actor may see. Raises NotFound if hidden or absent."""
    found = list_requests(actor=actor).select_related("line__plan", "line__service__published_version", "plan")
    try:
        return found.get(public_id=public_id)
    except AssistanceRequest.DoesNotExist:
        raise NotFound(request=str(public_id)) from None


def find_followed(*, number: str, code: str) -> AssistanceRequest | None:
    """Return the request with that number and that secret code, however they were typed; None where they do not agree."""
    typed = "".join(number.split()).upper()
    found = AssistanceRequest.objects.filter(number=typed).select_related(*_RELATED).first()
    return found if found is not None and constant_time_compare(found.code_digest, digest_of(code)) else None


def get_followed(*, public_id: UUID) -> AssistanceRequest:
    """Return a request to whoever proved its number and code before. Raises NotFound."""
    try:
        return AssistanceRequest.objects.select_related(*_RELATED).get(public_id=public_id)
    except AssistanceRequest.DoesNotExist:
        raise NotFound(request=str(public_id)) from None


def list_answers(one: AssistanceRequest) -> list[RequestAnswer]:
    """Return the answers of a request, the first one first."""
    return list(RequestAnswer.objects.filter(request=one).select_related("file", "answered_by").order_by("number"))


def list_request_files(one: AssistanceRequest) -> list[RequestFile]:
    """Return what whoever asks brought."""
    return list(RequestFile.objects.filter(request=one).select_related("file").order_by("pk"))


def list_mails(one: AssistanceRequest) -> list[RequestMail]:
    """Return the mail about a request, newest first."""
    return list(RequestMail.objects.filter(request=one).order_by("-pk"))


def find_attached(one: AssistanceRequest, file_id: UUID) -> tuple[StoredFile, str]:
    """Return a file of a request or of one of its answers, with its name. Raises NotFound."""
    brought = RequestFile.objects.filter(request=one, public_id=file_id).select_related("file").first()
    if brought is not None:
        return brought.file, brought.name
    answer = RequestAnswer.objects.filter(request=one, public_id=file_id).select_related("file").first()
    if answer is None or answer.file is None:
        raise NotFound(file=str(file_id))
    return answer.file, answer.file_name


def list_request_actions(*, actor: Actor, request: AssistanceRequest) -> list[str]:
    """Return the actions that the actor may carry out now, in the order of the page."""
    may = REQUEST_POLICY.permissions_on(actor, request)
    return [
        action
        for action in request_rules.available_actions(request.status)
        if action in FOR_REQUEST_ACTION and FOR_REQUEST_ACTION[action] in may
    ]


def list_spoken_actions(*, actor: Actor, request: AssistanceRequest) -> list[str]:
    """Return what whoever asked may do now: bring what is missing, or say whether the answer helped."""
    if not REQUEST_POLICY.can(actor, RequestPermission.SPEAK, request):
        return []
    if request_rules.next_status(request.status, "complete") is not None:
        return ["complete"]
    return ["rate"] if request_rules.may_rate(request.status, is_rated=request.rated_on is not None) else []


def find_days_off(organization_ids: Collection[int]) -> dict[int, frozenset[date]]:
    """Return the days on which each organisation does not work besides weekends and holidays."""
    found: dict[int, set[date]] = {key: set() for key in organization_ids}
    rows = NonWorkingDay.objects.filter(organization__in=found).values_list("organization_id", "day")
    for key, day in rows:
        found[key].add(day)
    return {key: frozenset(days) for key, days in found.items()}


def days_off_of(organization_id: int) -> frozenset[date]:
    """Return the days off of one organisation."""
    return find_days_off([organization_id])[organization_id]


def clock_of(one: AssistanceRequest, *, today: date, days_off: Collection[date]) -> request_rules.Clock:
    """Return where a request stands against its term."""
    return request_rules.clock_of(
        status=one.status, due_on=one.due_on, answered_on=one.answered_on, today=today, days_off=days_off
    )


def list_organizations_to_ask() -> QuerySet[Organization]:
    """Return the organisations to which something may be asked: those that give assistance."""
    return Organization.objects.filter(is_active=True, units__is_active=True).distinct().order_by("name", "pk")


def list_units_to_assign(one: AssistanceRequest) -> QuerySet[OrgUnit]:
    """Return the units of the organisation that was asked."""
    return OrgUnit.objects.filter(organization=one.organization_id, is_active=True).order_by("path")


def list_people_to_assign(one: AssistanceRequest, *, today: date) -> QuerySet[Person]:
    """Return who may answer in the organisation that was asked, by name."""
    return find_role_holders(organization=one.organization, roles=ANSWERING, today=today)


def list_lines_for(*, actor: Actor, request: AssistanceRequest) -> QuerySet[AnnualPlanLine]:
    """Return the lines of the annual plans of the organisation that serve whoever asked, the newest first."""
    lines = list_lines(actor=actor).filter(plan__unit__organization=request.organization_id)
    return lines.filter(_for_whom(request)).select_related("plan").order_by("-starts_on", "pk")


def list_plans_for(*, actor: Actor, request: AssistanceRequest) -> QuerySet[WorkPlan]:
    """Return the work plans of the organisation with whoever asked, the newest first."""
    plans = WORK_PLAN_POLICY.scope(actor, PlanPermission.VIEW, WorkPlan.objects.all()).filter(
        unit__organization=request.organization_id
    )
    return plans.filter(_for_whom(request)).order_by("-starts_on", "pk")


def _for_whom(request: AssistanceRequest) -> Q:
    if request.entity_id is not None:
        return Q(entity=request.entity_id)
    return Q(entity__municipality=request.municipality_id) if request.municipality_id else Q(pk__in=())
