import io

import pytest
from django.core.management import CommandError, call_command

from llegada.accounts.models import Person

pytestmark = pytest.mark.django_db


class TestCreateAdministrator:
    def test_makes_somebody_who_can_log_in_and_administer(self, monkeypatch, client):
        monkeypatch.setattr("sys.stdin", io.StringIO("una-clave-larga-9\n" * 2))
        call_command("create_administrator", "ti@ejemplo.gov.co", "Tina Prueba", stdout=io.StringIO())
        person = Person.objects.get()
        assert person.check_password("una-clave-larga-9")
        assert [one.role for one in person.assignments.all()] == ["it_admin"]

    def test_refuses_a_weak_password_and_leaves_nothing(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO("123\n" * 2))
        with pytest.raises(CommandError):
            call_command("create_administrator", "ti@ejemplo.gov.co", "Tina Prueba")
        assert not Person.objects.exists()

    def test_refuses_a_second_one(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO("una-clave-larga-9\n" * 2))
        call_command("create_administrator", "ti@ejemplo.gov.co", "Tina Prueba", stdout=io.StringIO())
        with pytest.raises(CommandError):
            call_command("create_administrator", "otra@ejemplo.gov.co", "Otra Prueba")
        assert Person.objects.count() == 1
