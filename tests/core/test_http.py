from __future__ import annotations

import threading
import uuid

import pytest
from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, RuleRefused
from llegada.core.http import act_or_show, actor_of, once, page_or_fragment, safe_return, save_or_show, shown_revision
from llegada.core.models import FormKey
from tests import factories as make


def form(person=None, key: str = "") -> HttpRequest:
    request = RequestFactory().post("/", {"idempotency_key": key} if key else {})
    request.actor = Actor(person_id=person.pk if person else None)
    return request


class Work:
    """Something that must happen once: makes an organisation and counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return f"/hecho/{make.make_organization().pk}/"


@pytest.mark.django_db
class TestOnce:
    key = str(uuid.uuid4())

    def test_carries_out_and_goes_where_the_work_says(self):
        assert once(form(key=self.key), Work()).url.startswith("/hecho/")

    def test_does_nothing_the_second_time(self):
        person, work = make.make_person(), Work()
        first, second = (once(form(person, self.key), work) for _ in range(2))
        assert (first.url, work.times) == (second.url, 1)

    def test_leaves_nothing_of_a_work_that_failed(self):
        def fail() -> str:
            make.make_organization("A medias")
            raise RuleRefused()

        with pytest.raises(RuleRefused):
            once(form(key=self.key), fail)
        assert not FormKey.objects.exists()
        assert once(form(key=self.key), Work()).status_code == 302

    @pytest.mark.parametrize("key", ["", "no es una clave"])
    def test_carries_out_a_form_without_key_as_it_comes(self, key):
        work = Work()
        for _ in range(2):
            once(form(key=key), work)
        assert work.times == 2

    def test_does_not_take_somebody_elses_key_for_its_own(self):
        once(form(make.make_person(), self.key), Work())
        with pytest.raises(Conflict):
            once(form(make.make_person(), self.key), Work())


@pytest.mark.django_db(transaction=True)
class TestOnceAtTheSameTime:
    def test_carries_out_one_of_two_forms_sent_at_once(self):
        person, key, answers, works = make.make_person(), str(uuid.uuid4()), [], [Work(), Work()]
        together = threading.Barrier(2)

        def send(work: Work) -> None:
            together.wait()
            try:
                answers.append(once(form(person, key), work).url)
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 2
        assert answers[0] == answers[1]
        assert FormKey.objects.count() == 1


class Wish(forms.Form):
    """A form with one field that must be filled in."""

    name = forms.CharField()


Wishes = forms.formset_factory(Wish, extra=0, min_num=1, validate_min=True)


@pytest.mark.django_db
class TestActOrShow:
    def answer(self, work, data: dict[str, str] | None = None):
        """Send an action, with a form if there is `data`. Returns the answer, what the page was given, and the form."""
        request = RequestFactory().post("/", data or {})
        request.actor = Actor(person_id=None)
        asked, given = (Wish(data) if data else None), []
        show = lambda status, problem: given.append(problem) or HttpResponse(status=status)  # noqa: E731
        return act_or_show(request, work=work, show=show, form=asked), given, asked

    def refuse(self, refusal: Exception):
        def work() -> str:
            raise refusal

        return work

    def test_goes_where_the_work_says(self):
        response, given, _ = self.answer(lambda: "/hecho/", {"name": "uno"})
        assert (response["Location"], given) == ("/hecho/", [])

    def test_does_nothing_while_the_form_lacks_something(self):
        work = Work()
        response, given, asked = self.answer(work, {"name": ""} | {"other": "x"})
        assert (response.status_code, work.times, given) == (422, 0, [None])
        assert "name" in asked.errors

    def test_says_in_the_form_what_is_wrong_with_a_field(self):
        response, given, asked = self.answer(self.refuse(Invalid({"name": "Ya existe."})), {"name": "uno"})
        assert (response.status_code, given) == (422, [None])
        assert asked.errors["name"] == ["Ya existe."]

    @pytest.mark.parametrize("data", [None, {"name": "uno"}])
    def test_gives_any_other_refusal_to_the_page_which_may_have_no_form_left(self, data):
        refusal = RuleRefused()
        response, given, asked = self.answer(self.refuse(refusal), data)
        assert (response.status_code, given) == (409, [refusal])
        assert asked is None or not asked.errors

    def test_gives_the_page_what_is_invalid_where_there_is_no_form(self):
        refusal = Invalid({"reason": "Escriba el motivo."})
        response, given, _ = self.answer(self.refuse(refusal))
        assert (response.status_code, given) == (422, [refusal])


@pytest.mark.django_db
class TestSaveOrShow:
    whole = {"name": "uno", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "dos"}

    def answer(self, data: dict[str, str] | None, work=lambda: "/hecho/", **options):
        """Send `data`, or ask for the page where there is none. Returns the answer, the form and its part."""
        request = RequestFactory().get("/") if data is None else RequestFactory().post("/", data)
        request.actor = Actor(person_id=None)
        form, part = Wish(data), Wishes(data)
        show = options.pop("show", lambda status: HttpResponse(status=status))
        return save_or_show(request, form, part, work=work, show=show, **options), form, part

    def refuse(self, refusal: Exception):
        def work() -> str:
            raise refusal

        return work

    def test_shows_the_page_that_is_asked_for(self):
        assert self.answer(None)[0].status_code == 200

    def test_carries_out_what_is_valid(self):
        response, _, _ = self.answer(self.whole)
        assert (response.status_code, response["Location"]) == (302, "/hecho/")

    def test_shows_what_every_form_lacks_at_once_and_does_nothing(self):
        work = Work()
        response, form, part = self.answer(self.whole | {"name": "", "form-0-name": ""}, work)
        assert (response.status_code, work.times) == (422, 0)
        assert "name" in form.errors
        assert "name" in part.errors[0]

    def test_says_a_refusal_in_the_form_with_its_status(self):
        response, form, _ = self.answer(self.whole, self.refuse(RuleRefused()))
        assert response.status_code == 409
        assert form.non_field_errors() == [str(RuleRefused())]

    def test_leaves_a_conflict_to_whoever_answers_it(self):
        met = []
        answer = HttpResponse(status=409)
        response, form, _ = self.answer(
            self.whole, self.refuse(Conflict()), on_conflict=lambda refusal: met.append(refusal) or answer
        )
        assert response is answer
        assert len(met) == 1
        assert not form.errors

    def test_says_a_conflict_that_nobody_answers_like_any_refusal(self):
        response, form, _ = self.answer(self.whole, self.refuse(Conflict()))
        assert response.status_code == 409
        assert form.non_field_errors()


class TestShownRevision:
    @pytest.mark.parametrize(("query", "revision"), [("?revision=7", 7), ("?revision=x", None), ("", None)])
    def test_reads_the_address(self, rf, query, revision):
        assert shown_revision(rf.get("/" + query)) == revision


class TestPageOrFragment:
    def render(self, rf, **marks):
        request = rf.get("/")
        request.htmx = type(
            "Htmx", (), {"__bool__": lambda self: marks["htmx"], "boosted": marks.get("boosted", False)}
        )()
        return page_or_fragment(
            request, page="403.html", fragment="components/pill.html", context={"kind": "ok", "label": "x"}
        )

    def test_answers_the_fragment_to_htmx(self, rf):
        response = self.render(rf, htmx=True)
        assert "<html" not in response.text
        assert response["Vary"] == "HX-Request"

    def test_answers_the_page_to_everything_else(self, rf, monkeypatch):
        monkeypatch.setattr("llegada.core.http.render", lambda request, template, *_, **__: HttpResponse(template))
        assert self.render(rf, htmx=False).text == "403.html"
        assert self.render(rf, htmx=True, boosted=True).text == "403.html"


class TestSafeReturn:
    @pytest.mark.parametrize("address", ["/mi-cuenta/", "/a/?b=1", "http://testserver/x/"])
    def test_stays_on_the_site(self, rf, address):
        assert safe_return(rf.get("/"), address) == address

    @pytest.mark.parametrize("address", ["https://example.org", "//example.org", "javascript:alert(1)", ""])
    def test_never_leaves_it(self, rf, address):
        assert safe_return(rf.get("/"), address) == "/mi-trabajo/"


class TestActorOf:
    def test_is_nobody_before_the_middleware(self, rf):
        assert not actor_of(rf.get("/")).is_authenticated
