"""What its tasks had taken when their process died."""

from __future__ import annotations

from functools import partial
from typing import Final

from llegada.core.left import LeftTask
from llegada.delivery.calendar_choices import MailProblem
from llegada.delivery.services.request_mails import give_back
from llegada.delivery.services.session_mails import note_session_mail

LEFT: Final = {
    # Given up, it is asked for again each day (`watch_requests`).
    "delivery.send_request_mail": LeftTask(let_go=give_back, give_up=give_back),
    "delivery.send_session_mail": LeftTask(give_up=partial(note_session_mail, problem=MailProblem.UNREACHABLE)),
}
