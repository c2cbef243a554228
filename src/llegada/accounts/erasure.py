"""What stays of somebody of an entity who was erased: marks that a later file is held against, and nothing of the person.

A plain hash of a document of ten figures is undone by trying them all. With the key of the installation, which is not in the
database, it is not; with another key the marks say nothing, and files could bring the person again.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from llegada.accounts.models import ErasedPerson


def marks_of(*, organization_id: int, entity_id: int, document: str, email: str) -> list[str]:
    """Return the marks to keep of who was told by a document, an address or both in an entity, for who erased them."""
    said = [("document", document), ("email" if document else "only email", email)]
    return _marks(organization_id, entity_id, said)


def marks_against(*, organization_id: int, entity_id: int, document: str, email: str) -> list[str]:
    """Return the marks by which somebody told so would be known as erased.

    An address may be of the office: where the document is another, so is the person, and the address of who had one says nothing.
    """
    said = [("document", document), ("email", "" if document else email), ("only email", email)]
    return _marks(organization_id, entity_id, said)


def _marks(organization_id: int, entity_id: int, said: list[tuple[str, str]]) -> list[str]:
    return [
        salted_hmac(
            "llegada.accounts.erased", f"{organization_id}:{entity_id}:{kind}:{text.lower()}", algorithm="sha256"
        ).hexdigest()
        for kind, text in said
        if text
    ]


def list_marks(*, organization_id: int) -> frozenset[str]:
    """Return the marks of everybody whom an organisation erased."""
    return frozenset(ErasedPerson.objects.filter(organization=organization_id).values_list("mark", flat=True))
