"""Mail of the app, sent after commit; each is safe to run twice."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override
from django_tasks import task

from llegada.delivery.models import CommitmentLink
from llegada.delivery.selectors.commitment_parts import link_token, list_owed


@task()
def mail_commitment_link(link_id: int) -> None:
    """Send the counterpart of a plan the link with which their entity reports; nothing where it was revoked meanwhile."""
    link = CommitmentLink.objects.select_related("plan__entity", "plan__unit__organization").filter(pk=link_id).first()
    if link is None or link.revoked_at is not None or not link.plan.counterpart_email:
        return
    with override(settings.LANGUAGE_CODE):
        path = reverse("delivery:commitments_by_link", kwargs={"token": link_token(link)})
        body = render_to_string(
            "delivery/mail/commitment_link.txt",
            {"link": link, "plan": link.plan, "owed": list_owed(plan=link.plan), "url": settings.SITE_URL + path},
        )
        subject = gettext("Compromisos de su entidad: %(title)s") % {"title": link.plan.title}
        EmailMessage(" ".join(subject.split()), body, None, [link.plan.counterpart_email]).send()
