"""Template tags and filters shared by every page: Colombian formats, marks of state, small form pieces."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, ClearableFileInput, Textarea
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from llegada.core.documents import document_address
from llegada.core.glossary import BY_ANCHOR
from llegada.core.history import VERB_LABELS

register = template.Library()

BOGOTA: Final = ZoneInfo("America/Bogota")
NO_BREAK_SPACE: Final = "\u00a0"
SIZE_UNITS: Final = (("kB", 1024), ("MB", 1024**2), ("GB", 1024**3))
PILL_KINDS: Final = frozenset({"ok", "warn", "bad", "none", "info"})
MONTHS: Final = (
    gettext_lazy("ene"),
    gettext_lazy("feb"),
    gettext_lazy("mar"),
    gettext_lazy("abr"),
    gettext_lazy("may"),
    gettext_lazy("jun"),
    gettext_lazy("jul"),
    gettext_lazy("ago"),
    gettext_lazy("sep"),
    gettext_lazy("oct"),
    gettext_lazy("nov"),
    gettext_lazy("dic"),
)


_NO_DATA: Final = '<span class="no-data">{}</span>'


def _no_data() -> str:
    return gettext("sin dato")


def _decimal(value: object) -> Decimal | None:
    """Return `value` as a decimal, or None when it is no number; floats go through their shortest writing."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _write(value: Decimal, decimals: int) -> str:
    """Write a number the Colombian way: point for thousands, comma for decimals, halves rounded up."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)  # never "-0"
    return f"{rounded:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


@register.filter
def number(value: object, decimals: int | None = None) -> str:
    """Write a number as 1.234,5: whole numbers without decimals, others with one unless told; None is «sin dato»."""
    if type(value) is int and decimals is None:
        return f"{value:,}".replace(",", ".")  # most are counts: a table has hundreds
    parsed = _decimal(value)
    if parsed is None:
        return _no_data() if value is None or value == "" else str(value)
    if decimals is None:
        decimals = 0 if parsed == parsed.to_integral_value() else 1
    return _write(parsed, decimals)


@register.filter
def percent(numerator: object, denominator: object) -> str:
    """Write numerator over denominator as 37,4 %; «sin dato» when either is missing or the denominator is zero."""
    above, below = _decimal(numerator), _decimal(denominator)
    if above is None or not below:
        return _no_data()
    written = _write(above * 100 / below, 1).removesuffix(",0")
    return f"{written}{NO_BREAK_SPACE}%"


@register.filter
def unlocalized(value: object) -> str:
    """Write a number for a machine (an attribute of SVG or progress): no separators, point for decimals."""
    parsed = _decimal(value)
    return "" if parsed is None else format(parsed, "f")


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return (value.astimezone(BOGOTA) if value.tzinfo else value).date()
    return value


@register.filter
def short_date(value: date | datetime | None) -> str:
    """Write a day as 21 nov 2026; an instant is first taken to Bogota; None is «sin dato»."""
    if not value:
        return _no_data()
    day = _day(value)
    return NO_BREAK_SPACE.join((str(day.day), str(MONTHS[day.month - 1]), str(day.year)))


@register.filter
def short_datetime(value: datetime | None) -> str:
    """Write an instant as 21 nov 2026, 14:05 in the time of Bogota; None is «sin dato»."""
    if not value:
        return _no_data()
    local = value.astimezone(BOGOTA) if value.tzinfo else value
    return f"{short_date(local)}, {local:%H:%M}"


@register.filter
def relative_day(value: date | datetime | None, today: date | datetime) -> str:
    """Say a day as seen from `today`: hoy, mañana, hace 3 días, en 200 días."""
    if not value:
        return _no_data()
    distance = (_day(value) - _day(today)).days
    near = {-1: gettext("ayer"), 0: gettext("hoy"), 1: gettext("mañana")}
    if distance in near:
        return near[distance]
    if distance < 0:
        return ngettext("hace %(days)d día", "hace %(days)d días", -distance) % {"days": -distance}
    return ngettext("en %(days)d día", "en %(days)d días", distance) % {"days": distance}


@register.filter
def filesize(value: object) -> str:
    """Write a number of bytes as 512 bytes, 84 kB or 2,4 MB (steps of 1.024, as the limits are set)."""
    size = _decimal(value)
    if size is None:
        return _no_data()
    if size < 1024:
        return f"{_write(size, 0)}{NO_BREAK_SPACE}{gettext('bytes')}"
    unit = next((name for name, scale in SIZE_UNITS if size < scale * 1024), SIZE_UNITS[-1][0])
    scaled = size / dict(SIZE_UNITS)[unit]
    return f"{_write(scaled, 0 if unit == 'kB' else 1).removesuffix(',0')}{NO_BREAK_SPACE}{unit}"


@register.filter
def no_data(value: object) -> object:
    """Return `value`, or a quiet «sin dato» when there is none. Zero is a value and stays."""
    if value is None or value == "":
        return format_html(_NO_DATA, _no_data())
    return value


@register.filter
def verb_label(verb: str) -> str:
    """Return the words of a verb of the history, from the table that each app fills at start-up."""
    return str(VERB_LABELS.get(verb, verb))


@register.filter
def label_in(value: str, labels: Mapping[str, object] | Iterable[tuple[str, object]] | None) -> str:
    """Return the words of a stored value in `labels`, a mapping or the `choices` of a field; the value if not there."""
    return str(dict(labels or {}).get(value, value))


@register.filter
def origin_of(one: object, origins: Mapping[object, object] | None) -> object | None:
    """Return where a row of a list came from, of what `core.origins.find_origins` found of all; None if it was made here."""
    return (origins or {}).get(one)


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return which markup a form field needs: checkbox, textarea, file or input."""
    widget = field.field.widget
    for kind, widget_class in (("checkbox", CheckboxInput), ("textarea", Textarea), ("file", ClearableFileInput)):
        if isinstance(widget, widget_class):
            return kind
    return "input"


@register.filter
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Return the page numbers to offer around the current one; None stands for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [entry if isinstance(entry, int) else None for entry in shown]


@register.simple_tag
def idempotency_key() -> SafeString:
    """Return the hidden field that lets the server recognise a form sent twice."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file, or nothing when it is not there: for pages that must never fail."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return ""


@register.simple_tag
def document_url(kind: str, target_id: uuid.UUID, number: int) -> str:
    """Return where the documents of a kind on an object are, or nothing where none are issued."""
    return document_address(kind, target_id, number)


@register.inclusion_tag("components/pill.html")
def pill(kind: str, label: str) -> dict[str, object]:
    """Show a state as a word with colour and shape; `kind` is ok, warn, bad, none or info."""
    if kind not in PILL_KINDS:
        raise template.TemplateSyntaxError(f"pill: unknown kind {kind!r}, use one of {sorted(PILL_KINDS)}")
    return {"kind": kind, "label": label}


@register.simple_tag
def progress(numerator: object, denominator: object, label: str = "", note: str = "") -> str:
    """Show numerator over denominator as a bar with its words; without denominator, «sin dato» and no bar.

    By one expression and not by a template: tables of places and of progress have hundreds.
    """
    if _decimal(numerator) is None or not _decimal(denominator):
        return format_html(_NO_DATA, _no_data())
    share = percent(numerator, denominator)
    return format_html(
        '<span class="progress"><progress max="{}" value="{}" aria-label="{}">{}</progress>'
        '<span class="progress-words">{}</span></span>',
        unlocalized(denominator),
        unlocalized(numerator),
        label or gettext("Avance"),
        share,
        f"{share} · {note}" if note else share,
    )


@register.inclusion_tag("components/figure.html")
def figure(value: object, label: str, note: str = "", definition_url: str = "") -> dict[str, object]:
    """Show one figure with its label, and the note and the link to its definition where there are."""
    return {"value": value, "label": label, "note": note, "definition_url": definition_url}


@register.inclusion_tag("components/term.html")
def term(anchor: str) -> dict[str, Any]:
    """Draw a word of the glossary that opens its meaning in place; one term has one text, that of `core.glossary`."""
    return {"term": BY_ANCHOR[anchor]}
