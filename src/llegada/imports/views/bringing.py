"""The steps by which a person brings a file: upload it, say what its columns are, say what its words stand for."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.actors import Actor
from llegada.core.http import actor_of, save_or_show, takes_large_tables
from llegada.core.tabular import Unreadable
from llegada.imports import selectors
from llegada.imports.choices import TargetKind
from llegada.imports.errors import ImportAtWork
from llegada.imports.forms import ColumnsForm, UploadForm, targets_of
from llegada.imports.heading_rows import MOST_ROWS
from llegada.imports.layout import Layout
from llegada.imports.match_forms import MatchesForm
from llegada.imports.models import ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.directory import Directory
from llegada.imports.services.peeking import peek, take_in_and_peek
from llegada.imports.services.runs import ask_try, begin_import, confirm_matches, describe_columns
from llegada.imports.steps import steps_at
from llegada.targeting.layout_rules import recognize
from llegada.targeting.layouts import layouts_for
from llegada.targeting.policies import INDEX_POLICY, IndexPermission

#: Words that a page asks about; the rest come in the next round.
_ASKED = 60


@takes_large_tables
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a file and what it brings."""
    actor = actor_of(request)
    IMPORT_POLICY.require_ever(actor, ImportPermission.BRING)
    form = UploadForm(request.POST or None, request.FILES or None, actor=actor)

    taken: list[tuple[ImportRun, list[Layout], list[str], str]] = []

    def before() -> None:
        data = form.cleaned_data
        given = {"organization": data["organization"], "target": data["target"], "upload": data["file"]}
        taken.append(take_in_and_peek(actor=actor, now=timezone.now(), **given))

    def work() -> str:
        now, (coming, layouts, headings, name) = timezone.now(), taken[0]
        run = begin_import(actor=actor, run=coming, upload=form.cleaned_data["file"], now=now)
        if not layouts:
            return reverse("imports:columns", kwargs={"public_id": run.public_id})
        if name:
            words = _("Se lee como «%(name)s», la forma que guardaron antes. Si algo no cuadra, cambie las columnas.")
            messages.info(request, words % {"name": name})
        describe_columns(actor=actor, public_id=run.public_id, layouts=layouts, headings=headings, now=now)
        try:
            ask_try(actor=actor, public_id=run.public_id, now=now)
        except ImportAtWork as refusal:  # the file is kept: it is tried from its page when the other one ends
            messages.warning(request, str(refusal))
        return run.get_absolute_url()

    def show(status: int) -> HttpResponse:
        context = {"form": form, "steps": steps_at("upload"), "may_load_indices": _may_load_indices(actor)}
        return render(request, "imports/upload.html", context, status=status)

    return save_or_show(request, form, before=before, work=work, show=show)


def _may_load_indices(actor: Actor) -> bool:
    return INDEX_POLICY.may_ever(actor, IndexPermission.LOAD)


def _own_run(request: HttpRequest, public_id: UUID) -> ImportRun:
    actor = actor_of(request)
    run = selectors.get_run(actor=actor, public_id=public_id)
    IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
    return run


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask what each column is; the sheet and the row of the headings may be changed in the address."""
    actor, run = actor_of(request), _own_run(request, public_id)
    if run.target == "workbook" or run.file_id is None:
        return redirect(run)
    directory = Directory(run.organization)
    allowed = dict(targets_of(actor))
    target = request.GET.get("trae", "")
    look = partial(peek, run, targets=list(allowed), target=target if target in allowed else "", directory=directory)
    problem = None
    try:
        row, rows = _number(request.GET.get("fila", ""), 60), _number(request.GET.get("filas", ""), MOST_ROWS)
        found = look(sheet=request.GET.get("hoja"), header_row=row, header_rows=rows)
    except Unreadable as error:  # below the row that was chosen there is nothing
        problem, found = error, look()
    form = ColumnsForm(request.POST or None, found=found, directory=directory)

    def work() -> str:
        now = timezone.now()
        name = form.cleaned_data["mapping_name"]
        describe_columns(
            actor=actor,
            public_id=public_id,
            layouts=form.layouts(),
            headings=found.headings,
            now=now,
            mapping_name=name,
        )
        ask_try(actor=actor, public_id=public_id, now=now)
        return run.get_absolute_url()

    def show(status: int) -> HttpResponse:
        context: dict[str, Any] = {
            "run": run,
            "form": form,
            "found": found,
            "steps": steps_at("columns"),
            "problem": problem,
        }
        context["may_load_indices"] = _may_load_indices(actor)
        context["has_indices"] = recognize(found.headings, layouts_for(found.sheet)) is not None
        context |= {"targets": list(allowed.items()), "target_label": TargetKind(found.layout.target).label}
        context["likelier_label"] = TargetKind(found.likelier).label if found.likelier else ""
        return render(request, "imports/columns.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)


def _number(said: str, most: int) -> int | None:
    return int(said) if said.isdecimal() and 1 <= int(said) <= most else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def matches(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask what the words that nobody knows stand for."""
    actor, run = actor_of(request), _own_run(request, public_id)
    unknown = [(kind, text) for kind, text in run.summary.get("unknown", [])]
    if not unknown or run.file_id is None:
        return redirect(run)
    form = MatchesForm(request.POST or None, unknown=unknown[:_ASKED], directory=Directory(run.organization))

    def work() -> str:
        now, said = timezone.now(), form.matches()
        confirm_matches(actor=actor, public_id=public_id, matches=said, now=now)
        ask_try(actor=actor, public_id=public_id, now=now)
        messages.success(request, _("Quedó guardado lo que dijo: la próxima vez no se pregunta."))
        return run.get_absolute_url()

    def show(status: int) -> HttpResponse:
        left = max(0, len(unknown) - _ASKED)
        context = {"run": run, "form": form, "left": left, "steps": steps_at("matches")}
        return render(request, "imports/matches.html", context, status=status)

    return save_or_show(request, form, work=work, show=show)
