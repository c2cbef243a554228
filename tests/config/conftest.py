"""The API as a program sees it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.accounts.services import issue_token
from tests import factories as make


@pytest.fixture
def api(db):
    """Return a function that gives a client with a person's token, or with none."""

    def _api(person: Person | None = None) -> Client:
        if person is None:
            return Client()
        _, text = issue_token(
            actor=make.actor_of_person(person), name="prueba", expires_on=timezone.localdate(), now=timezone.now()
        )
        return Client(headers={"Authorization": f"Bearer {text}"})

    return _api
