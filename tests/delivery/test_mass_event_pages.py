"""A mass event from the choice of its service to its page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from llegada.core.tabular import Table, xlsx_bytes
from llegada.delivery.models import MassEvent
from tests.delivery.cast import Cast, make_cast
from tests.loaded_once import made_once
from tests.records.samples import upload


@made_once
def cast() -> Cast:
    today = timezone.localdate()
    return make_cast(starts_on=today - timedelta(days=100), ends_on=today + timedelta(days=100))


class TestNewEvent:
    def test_is_tried_first_and_recorded_with_the_file_that_was_tried(self, cast, login):
        browser = login(cast.person("coordinator"))
        service = cast.plan.plan_services.get().service_version.service
        url = f"{reverse('delivery:event_new')}?servicio={service.public_id}"
        assert str(service.public_id) in browser.get(reverse("delivery:event_new")).content.decode()
        given = {
            "public_id": browser.get(url).context["form"]["public_id"].value(),
            "title": "Encuentro",
            "held_on": timezone.localdate().isoformat(),
            "starts_at": "08:00",
            "ends_at": "12:00",
            "place": "Coliseo",
            "kind": "training",
            "modality": "in_person",
            "what_was_done": "Se explicó.",
        }
        table = Table("x", ["Nombre", "Entidad"], [["Ana", cast.plan.entity.name], ["Beto", "Otra"]])
        tried = browser.post(url, {**given, "file": upload(xlsx_bytes(table), "lista.xlsx")})
        assert tried.status_code == 200
        assert "Ninguna entidad con un plan" in tried.content.decode()
        assert not MassEvent.objects.exists()
        done = browser.post(url, {**given, "token": tried.context["held"].token}, follow=True)
        text = done.content.decode()
        assert cast.plan.entity.name in text
        assert cast.plan.plan_services.get().service_version.name in text
        event = MassEvent.objects.get()
        assert event.get_absolute_url() in browser.get(reverse("delivery:events")).content.decode()
        refused = browser.post(reverse("delivery:event_approve", args=[event.public_id]))
        assert refused.status_code == 409  # whoever recorded it does not approve it

    def test_asks_for_the_file_and_keeps_what_was_typed(self, cast, login):
        browser = login(cast.person("coordinator"))
        service = cast.plan.plan_services.get().service_version.service
        answer = browser.post(f"{reverse('delivery:event_new')}?servicio={service.public_id}", {"title": "Encuentro"})
        assert answer.status_code == 422
        assert "Encuentro" in answer.content.decode()
