"""Mail to people about their accounts. Each task is safe to run twice."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django_tasks import task

from llegada.accounts.models import Person


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
