"""Questions about who registers themselves: the door behind a code, who is expected, and what may be told of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import checkin_rules, rules
from llegada.delivery.models import AttendanceCode, PreRegistration, SensitiveAnswers, Session
from llegada.delivery.models.checkin import SENSITIVE_CHOICES, SENSITIVE_FIELDS
from llegada.delivery.policies import SENSITIVE_POLICY, SESSION_POLICY, Permission

UNSAID = _("No contestó")


def find_door(code: str) -> AttendanceCode:
    """Return the code with its session, plan and entity loaded, whoever asks. Raises NotFound."""
    doors = AttendanceCode.objects.select_related(
        "session__plan__unit__organization", "session__plan__entity", "session__training_test__test"
    )
    try:
        return doors.get(code=checkin_rules.read_code(code))
    except AttendanceCode.DoesNotExist:
        raise NotFound() from None


def find_code(*, session: Session) -> AttendanceCode | None:
    """Return the code of a session that the actor already sees, open or shut."""
    return AttendanceCode.objects.filter(session=session).first()


def find_entry_id(*, session: Session, name: str, email: str, entity_name: str) -> int | None:
    """Return the key of the entry of somebody on a list, who says who they are, or None."""
    key = rules.person_key(name, email, entity_name)
    return session.attendance.filter(person_key=key).values_list("pk", flat=True).first()


def list_expected(*, actor: Actor, session: Session) -> list[PreRegistration]:
    """Return who registered beforehand and is not on the list yet; nobody to who may not see names."""
    if not SESSION_POLICY.can(actor, Permission.VIEW_ATTENDANCE, session):
        return []
    there = session.attendance.values("person_key")
    return list(session.preregistrations.exclude(person_key__in=there).order_by("name", "pk"))


@dataclass(frozen=True)
class ToldCell:
    """One answer and how many gave it; None where so few did that it is not told."""

    label: str | Promise
    count: int | None


@dataclass(frozen=True)
class ToldAttribute:
    """One sensitive attribute, in figures that name nobody."""

    label: str
    cells: list[ToldCell]


def summarize_sensitive(*, session: Session, attendance: int, today: date) -> list[ToldAttribute]:
    """Return what may be told of the sensitive answers of a session whose day passed; nothing while people still arrive.

    Figures that grow one by one while somebody watches would tell who said what.
    """
    if session.status not in rules.COUNTED or session.held_on >= today or attendance < checkin_rules.SMALLEST_CELL:
        return []
    answers = list(SensitiveAnswers.objects.filter(entry__session=session))
    told = [_told(name, answers, attendance) for name in SENSITIVE_FIELDS] if answers else []
    return [one for one in told if any(cell.count is not None for cell in one.cells)]


def _told(name: str, answers: Iterable[SensitiveAnswers], attendance: int) -> ToldAttribute:
    labels: dict[str, str | Promise] = {**dict(SENSITIVE_CHOICES[name].choices), "": UNSAID}
    given = Counter(getattr(one, name) or "" for one in answers)
    given[""] = attendance - sum(count for value, count in given.items() if value)
    counts = {value: given[value] for value in labels}
    cells = checkin_rules.tellable(counts)
    label = SensitiveAnswers._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column, no relation
    return ToldAttribute(str(label), [ToldCell(labels[value], cells[value]) for value in labels])


def list_sensitive(*, actor: Actor) -> QuerySet[SensitiveAnswers]:
    """Return the sensitive answers that `actor` may read one by one, with who gave them and where, newest first."""
    visible = SENSITIVE_POLICY.scope(actor, Permission.VIEW, SensitiveAnswers.objects.all())
    return visible.select_related("entry__session__plan__unit", "entry__session__plan__entity").order_by("-pk")
