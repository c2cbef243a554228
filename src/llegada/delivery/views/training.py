"""The test before and after a training, inside: its questions, its opening and closing, what came on paper, and what was gained."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from llegada.core.errors import LlegadaError, NotFound
from llegada.core.http import act_or_show, actor_of, save_or_show
from llegada.core.tabular import Table, table_response
from llegada.delivery import rules, selectors, services, training_rules
from llegada.delivery.choices import TrainingStage
from llegada.delivery.forms import training as forms
from llegada.delivery.models import Session, SessionTest
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.training_words import REOPENING, TRAINING_ACTIONS, measures
from llegada.delivery.views.session_access import session_for

#: Where bars begin and how long a whole one is, in the units of the drawing.
_BAR_X, _BAR_LONG = 64, 220


def result_context(test: SessionTest) -> dict[str, Any]:
    """Return what is told of the test of a session: counts, figures and the two bars of its drawing."""
    results = selectors.summarize_results(test=test)
    gain = results.gain
    bars = [] if gain is None else [(_("Inicial"), gain.pre, 8), (_("Final"), gain.post, 44)]
    return {
        "session_test": test,
        "results": results,
        "measures": [] if gain is None else measures(gain),
        "bars": [
            {
                "label": label,
                "share": share,
                "class": "chart-bar" if number else "chart-base",
                "y": y,
                "middle": y + 18,
                "width": round(share * _BAR_LONG),
                "value_x": _BAR_X + round(share * _BAR_LONG) + 6,
            }
            for number, (label, share, y) in enumerate(bars)
        ],
        "fewest_pairs": training_rules.FEWEST_PAIRS,
    }


@require_safe
@login_required
def show_training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the test of a session: to who records it, whole; to who only sees it, figures that name nobody."""
    return _page(request, session_for(request, public_id, Permission.VIEW))


def _page(
    request: HttpRequest,
    session: Session,
    status: int = 200,
    problem: LlegadaError | None = None,
    paper: forms.PaperForm | None = None,
    bank_form: forms.BankForm | None = None,
) -> HttpResponse:
    test = selectors.find_session_test(session=session)
    is_team = SESSION_POLICY.can(actor_of(request), Permission.RECORD, session)
    can_record = is_team and session.status in rules.OPEN_TO_RECORD and session.kind in training_rules.TESTED_KINDS
    context: dict[str, Any] = {
        "session": session,
        "session_test": test,
        "is_team": is_team,
        "can_record": can_record,
        "is_taught": session.kind in training_rules.TESTED_KINDS,
        "problem": problem,
    }
    if test is not None:
        context |= result_context(test)
    if is_team and test is not None:
        questions = selectors.list_questions(test=test.test)
        sheets = selectors.list_sheets(session=session, test=test)
        context |= {
            "questions": questions,
            "paper": paper or forms.PaperForm(sheets=sheets, stage=test.stage, questions=len(questions)),
            "actions": _offered(test.stage),
            "phone": selectors.answered_by_phone(session=session, test=test, today=timezone.localdate()),
            "door": selectors.find_code(session=session),
        }
    if can_record and (test is None or test.stage == TrainingStage.READY):
        bank = list(selectors.list_bank(session=session))
        context |= {"bank": bank, "bank_form": bank_form or forms.BankForm(bank=bank)}
    return render(request, "delivery/training/page.html", context, status=status)


def _offered(stage: str) -> list[tuple[str, str | Promise, str]]:
    """Return the actions of a stage with their button and its kind, what goes on before what opens again."""
    offered = []
    for action in training_rules.available_actions(stage):
        is_again = stage.endswith("_closed") and action == f"open_{stage.removesuffix('_closed')}"
        offered.append((action, (REOPENING if is_again else TRAINING_ACTIONS)[action], "quiet" if is_again else ""))
    return sorted(offered, key=lambda one: one[2])


def _back(public_id: UUID) -> str:
    return reverse("delivery:training", args=[public_id])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write_training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a new test, from nothing or from one of the bank (`desde`), and choose it."""
    session = session_for(request, public_id, Permission.RECORD)
    initial: dict[str, Any] = {}
    asked: list[dict[str, Any]] = []
    if request.GET.get("desde"):
        base = selectors.get_bank_test(session=session, public_id=_uuid(request.GET["desde"]))
        initial, asked = {"title": base.title}, forms.asked_again(selectors.list_questions(test=base))

    def work(title: forms.TitleForm, questions: Any) -> None:
        services.write_test(
            actor=actor_of(request), public_id=public_id, draft=forms.draft_of(title, questions), now=timezone.now()
        )

    return _written(request, session, initial, asked, work, is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct the test of a session, which nobody has opened yet."""
    session = session_for(request, public_id, Permission.RECORD)
    test = selectors.find_session_test(session=session)
    if test is None:
        raise NotFound(session=str(public_id))
    asked = forms.asked_again(selectors.list_questions(test=test.test))

    def work(title: forms.TitleForm, questions: Any) -> None:
        services.rewrite_test(
            actor=actor_of(request),
            public_id=public_id,
            draft=forms.draft_of(title, questions),
            revision=title.cleaned_data["revision"],
            now=timezone.now(),
        )

    initial = {"title": test.test.title, "revision": test.test.revision}
    return _written(request, session, initial, asked, work, is_new=False)


def _written(
    request: HttpRequest,
    session: Session,
    initial: dict[str, Any],
    asked: list[dict[str, Any]],
    write: Any,
    **more: Any,
) -> HttpResponse:
    title = forms.TitleForm(request.POST or None, initial=initial)
    questions = forms.QuestionFormSet(request.POST or None, prefix="preguntas", initial=asked)
    if asked:
        questions.extra = 0

    def work() -> str:
        write(title, questions)
        messages.success(request, _("La prueba quedó guardada en el banco de la dependencia."))
        return _back(session.public_id)

    def show(status: int) -> HttpResponse:
        context = {"session": session, "form": title, "formset": questions, **more}
        return render(request, "delivery/training/form.html", context, status=status)

    return save_or_show(request, title, questions, work=work, show=show)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None


@require_POST
@login_required
def choose_training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose a test of the bank."""
    session = session_for(request, public_id, Permission.RECORD)
    form = forms.BankForm(request.POST, bank=list(selectors.list_bank(session=session)))

    def work() -> str:
        services.choose_test(
            actor=actor_of(request),
            public_id=public_id,
            test_id=form.cleaned_data["test"].public_id,
            now=timezone.now(),
        )
        return _back(public_id)

    return act_or_show(
        request,
        work=work,
        form=form,
        show=lambda status, problem: _page(request, session, status, problem, bank_form=form),
    )


@require_POST
@login_required
def move_training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open or close the test before or after."""
    session = session_for(request, public_id, Permission.RECORD)

    def work() -> str:
        action = request.POST.get("action", "")
        services.move_test(actor=actor_of(request), public_id=public_id, action=action, now=timezone.now())
        return _back(public_id)

    return act_or_show(request, work=work, show=lambda status, problem: _page(request, session, status, problem))


@require_POST
@login_required
def record_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down the results that came on paper."""
    session = session_for(request, public_id, Permission.RECORD)
    test = selectors.find_session_test(session=session)
    if test is None:
        raise NotFound(session=str(public_id))
    sheets = selectors.list_sheets(session=session, test=test)
    length = len(selectors.list_questions(test=test.test))
    form = forms.PaperForm(request.POST, sheets=sheets, stage=test.stage, questions=length)

    def work() -> str:
        written = services.record_on_paper(
            actor=actor_of(request), public_id=public_id, results=form.results, now=timezone.now()
        )
        messages.success(request, _("Resultados anotados: %(n)s.") % {"n": written})
        return f"{_back(public_id)}#papel"

    return act_or_show(
        request, work=work, form=form, show=lambda status, problem: _page(request, session, status, problem, paper=form)
    )


@require_POST
@login_required
def attach_training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the figures among the evidence of the session."""
    session = session_for(request, public_id, Permission.RECORD)

    def work() -> str:
        services.attach_results(actor=actor_of(request), public_id=public_id, now=timezone.now())
        messages.success(request, _("Los resultados quedaron entre las evidencias de la sesión."))
        return f"{session.get_absolute_url()}#evidencias"

    return act_or_show(request, work=work, show=lambda status, problem: _page(request, session, status, problem))


@require_safe
@login_required
def export_training(request: HttpRequest, public_id: UUID, extension: str) -> HttpResponseBase:
    """Give the results person by person, without saying whose, to who records the session."""
    session = session_for(request, public_id, Permission.RECORD)
    test = selectors.find_session_test(session=session)
    if test is None or extension not in {"csv", "xlsx"}:
        raise NotFound(session=str(public_id))
    columns = [_("Persona"), _("Correctas en la inicial"), _("Correctas en la final"), _("Preguntas")]
    rows = [(number, *row) for number, row in enumerate(selectors.list_anonymous(test=test), start=1)]
    table = Table("resultados-de-la-prueba", columns, rows)
    return table_response(table, extension, asked=request.GET)
