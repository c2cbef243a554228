"""Mail to people: about their accounts, and the notices of the day. Each task is safe to run twice."""

from __future__ import annotations

from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override
from django_tasks import task

from llegada.accounts.models import Notice, Person
from llegada.accounts.notice_words import ToldNotice, tell
from llegada.accounts.selectors import list_notices_to_mail

#: A mail tells so many decisions; the others are on the page of notices.
MOST_TOLD = 40


@task()
def send_invitation(person_id: int) -> None:
    """Send somebody the address where they choose their first password. A second run sends a second, equally good, mail."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    body = render_to_string(
        "accounts/mail/invitation.txt",
        {
            "person": person,
            "url": settings.SITE_URL + path,
            "recover_url": settings.SITE_URL + reverse("account_reset_password"),
        },
    )
    send_mail(gettext("Su cuenta en Llegada"), body, None, [person.email])


@task()
def send_digest(person_id: int, day: str) -> None:
    """Send somebody one mail with what they have not read, at most once on `day` (ISO): whoever takes the day sends it.

    If the mail does not leave, the day is given back, so that the next run tries again. No transaction is open meanwhile.
    """
    today = date.fromisoformat(day)
    person = Person.objects.filter(pk=person_id, is_active=True, wants_digest=True).first()
    if person is None:
        return
    before = person.digested_on
    not_yet = Q(digested_on=None) | Q(digested_on__lt=today) | Q(digested_on__gt=max(today, timezone.localdate()))
    free = Person.objects.filter(not_yet, pk=person.pk)
    if free.update(digested_on=today) != 1:
        return
    notices = list(list_notices_to_mail(person=person))
    try:
        if notices:
            with override(settings.LANGUAGE_CODE):
                _mail_digest(person, tell(notices[-MOST_TOLD:]), len(notices))
    except Exception:
        Person.objects.filter(pk=person.pk, digested_on=today).update(digested_on=before)
        raise
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=timezone.now())


def _mail_digest(person: Person, told: list[ToldNotice], total: int) -> None:
    body = render_to_string(
        "accounts/mail/digest.txt",
        {
            "person": person,
            "told": told,
            "more": total - len(told),
            "site": settings.SITE_URL,
            "notices_url": settings.SITE_URL + reverse("accounts:notices"),
            "profile_url": settings.SITE_URL + reverse("accounts:own"),
        },
    )
    title = ngettext("Un aviso sin leer en Llegada", "%(count)s avisos sin leer en Llegada", total) % {"count": total}
    send_mail(title, body, None, [person.email])
