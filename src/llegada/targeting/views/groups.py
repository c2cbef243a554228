"""Groups of entities: listed, read, made and edited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from llegada.core import history
from llegada.core.errors import Conflict
from llegada.core.http import actor_of, save_or_show
from llegada.core.recovered import recovered_data
from llegada.targeting import selectors, services
from llegada.targeting.forms import GroupForm, GroupsOfIndexForm
from llegada.targeting.models import EntityGroup
from llegada.targeting.policies import GROUP_POLICY, GroupPermission

ROWS_PER_PAGE = 50


@require_safe
@login_required
def list_groups(request: HttpRequest) -> HttpResponse:
    """List the groups, those in use first."""
    actor = actor_of(request)
    GROUP_POLICY.require_ever(actor, GroupPermission.VIEW)
    page = Paginator(selectors.list_groups(actor=actor), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_create": GROUP_POLICY.may_ever(actor, GroupPermission.EDIT)}
    return render(request, "targeting/groups/all.html", context)


@require_safe
@login_required
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a group with its entities and its history."""
    actor = actor_of(request)
    group = selectors.get_group(actor=actor, public_id=public_id)
    context = {
        "group": group,
        "entities": selectors.list_members(group),
        "may_edit": GROUP_POLICY.can(actor, GroupPermission.EDIT, group),
        "events": history.list_shown(target=group),
        "states": (),
    }
    return render(request, "targeting/groups/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    actor = actor_of(request)
    GROUP_POLICY.require_ever(actor, GroupPermission.EDIT)
    form = GroupForm(request.POST or recovered_data(request), actor=actor)

    def work() -> str:
        group = services.create_group(
            actor=actor, unit=form.cleaned_data["unit"], content=form.content(), now=timezone.now()
        )
        messages.success(request, _("Grupo creado. Ya se puede usar en las reglas."))
        return group.get_absolute_url()

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: render(request, "targeting/groups/form.html", {"form": form}, status=status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create_from_index(request: HttpRequest) -> HttpResponse:
    """Make a group for each category of an index: PDET subregions, for instance."""
    actor = actor_of(request)
    GROUP_POLICY.require_ever(actor, GroupPermission.EDIT)
    form = GroupsOfIndexForm(request.POST or recovered_data(request), actor=actor)

    def work() -> str:
        data = form.cleaned_data
        made = services.make_groups_of_index(actor=actor, unit=data["unit"], index=data["index"], now=timezone.now())
        said = ngettext("Se creó %(n)d grupo.", "Se crearon %(n)d grupos.", len(made)) % {"n": len(made)}
        messages.success(request, said if made else _("No se creó ninguno: la dependencia ya tenía esos grupos."))
        return reverse("targeting:groups")

    return save_or_show(
        request,
        form,
        work=work,
        show=lambda status: render(request, "targeting/groups/from_index.html", {"form": form}, status=status),
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Edit a group."""
    actor = actor_of(request)
    group = selectors.get_group(actor=actor, public_id=public_id)
    GROUP_POLICY.require(actor, GroupPermission.EDIT, group)
    form = GroupForm(request.POST or recovered_data(request), actor=actor, group=group, initial=_initial(group))

    def work() -> str:
        services.edit_group(
            actor=actor,
            public_id=public_id,
            content=form.content(),
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Grupo guardado."))
        return group.get_absolute_url()

    def show(status: int, **more: Any) -> HttpResponse:
        return render(request, "targeting/groups/form.html", {"form": form, "group": group, **more}, status=status)

    def conflict(refusal: Conflict) -> HttpResponse:
        nonlocal form
        saved = _initial(selectors.get_group(actor=actor, public_id=public_id))
        data = request.POST.copy()
        data["revision"] = str(saved["revision"])  # from here on, saving again is a decision
        form = GroupForm(data, actor=actor, group=group)
        theirs = [(form.fields[name].label, saved[name]) for name in ("name", "source", "entities")]
        return show(refusal.status, conflict=refusal, theirs=theirs)

    return save_or_show(request, form, work=work, show=show, on_conflict=conflict)


def _initial(group: EntityGroup) -> dict[str, Any]:
    return {
        "name": group.name,
        "kind": group.kind,
        "source": group.source,
        "entities": "\n".join(selectors.member_lines(group)),
        "is_active": group.is_active,
        "revision": group.revision,
    }
