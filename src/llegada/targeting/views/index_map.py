"""Says what each column of an unknown table is; what is said is kept for the next one with the same headings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llegada.core.errors import LlegadaError
from llegada.core.http import actor_of
from llegada.core.tabular import Sheet, read_sheets
from llegada.core.uploads import take_upload
from llegada.targeting import table_rules
from llegada.targeting.forms.index_map import Column, MapForm
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.selectors.indices import list_loadable
from llegada.targeting.services.index_layouts import save_layout
from llegada.targeting.views.index_loading import tried_address

#: Rows of the table that the form looks at.
_ROWS_READ = 2000


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def describe(request: HttpRequest) -> HttpResponse:
    """Ask what each column of the held file `archivo` is, in its sheet `hoja` and with its headings in row `fila`."""
    actor = actor_of(request)
    INDEX_POLICY.require_ever(actor, IndexPermission.LOAD)
    token = request.GET.get("archivo", "")
    try:
        held = take_upload(actor=actor, token=token)
        sheets = read_sheets(held.open())
    except LlegadaError as refusal:
        messages.error(request, str(refusal))
        return redirect("targeting:index_import")
    place, row = _asked(request, sheets)
    rows = sheets[place].rows
    headings = table_rules.headings_of(rows[row])
    form = MapForm(
        request.POST or None,
        columns=_columns(headings, rows[row + 1 : row + _ROWS_READ]),
        indices=list(list_loadable(actor=actor)),
        name=PurePath(held.name).stem[:120],
    )
    if request.method == "POST" and form.is_valid():
        save_layout(actor=actor, layout=form.layout(), headings=headings, now=timezone.now())
        messages.success(request, _("Quedó guardado qué es cada columna. Revise ahora lo que entraría."))
        return redirect(tried_address(token))
    context = {
        "form": form,
        "held": held,
        "sheets": [(number, sheet.name) for number, sheet in enumerate(sheets, start=1)],
        "sheet_number": place + 1,
        "heading_row": row + 1,
        "may_define": INDEX_POLICY.may_ever(actor, IndexPermission.DEFINE),
    }
    return render(request, "targeting/indices/map.html", context, status=422 if request.method == "POST" else 200)


def _asked(request: HttpRequest, sheets: Sequence[Sheet]) -> tuple[int, int]:
    """Return the sheet and the row of headings that are asked for, else the first that can be found; both from 0."""
    found = [
        (place, row) for place, one in enumerate(sheets) if (row := table_rules.find_heading_row(one.rows)) is not None
    ]
    place, row = found[0] if found else (0, 0)
    sheet, heading = request.GET.get("hoja", ""), request.GET.get("fila", "")
    if sheet.isdecimal() and 1 <= int(sheet) <= len(sheets) and int(sheet) - 1 != place:
        place = int(sheet) - 1
        row = dict(found).get(place, 0)
    if heading.isdecimal() and 1 <= int(heading) <= len(sheets[place].rows):
        row = int(heading) - 1
    return place, row


def _columns(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Column]:
    return [
        Column(heading, tuple(table_rules.text_of(row[place]) for row in rows if place < len(row)))
        for place, heading in enumerate(headings)
    ]
