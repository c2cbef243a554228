"""What happens to some invented commitments after they are made: more time, and what an entity reports by its link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from llegada.core.roles import Role
from llegada.delivery.choices import CommitmentSide, CommitmentStatus
from llegada.delivery.models import Commitment
from llegada.delivery.selectors.commitment_parts import link_token
from llegada.delivery.services import extend_commitment, report_by_link, review_report, share_commitments
from llegada.demo.institutions import Cast
from llegada.demo.script import moment

ADVISOR: Final = "asesoria"


def follow_promises(cast: Cast, *, today: date) -> None:
    """Extend one commitment, leave a report of the entity waiting for review, and return another one."""
    advisor = cast.acting(ADVISOR, Role.ADVISOR)
    owed = Commitment.objects.filter(
        plan__advisor=cast.people[ADVISOR], side=CommitmentSide.ENTITY, status=CommitmentStatus.OPEN
    ).order_by("-due_on", "pk")
    extended, *reported = owed[:3]
    extend_commitment(
        actor=advisor,
        public_id=extended.public_id,
        due_on=max(extended.due_on, today) + timedelta(days=20),
        reason="La secretaría tuvo cambio de equipo y entrega el archivo después del empalme.",
        now=moment(today - timedelta(days=3), 9),
        today=today - timedelta(days=3),
    )
    for one, is_returned in zip(reported, (False, True), strict=False):
        link = share_commitments(
            actor=advisor, public_id=one.public_id, now=moment(today - timedelta(days=6), 9), today=today
        )
        report = report_by_link(
            token=link_token(link),
            public_id=one.public_id,
            name="Deyanira Lomas Olivar",
            post="Secretaria de planeación",
            words="Se envió por correo el documento que habíamos acordado.",
            uploads=(),
            now=moment(today - timedelta(days=2), 10),
            today=today,
        )
        if is_returned:
            review_report(
                actor=advisor,
                public_id=report.public_id,
                action="return",
                observation="Llegó sin la firma de quien lo aprueba. Envíelo firmado, por favor.",
                now=moment(today - timedelta(days=1), 8),
            )
