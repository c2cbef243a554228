"""Draws contents as PDF with typst: PDF/A-2a and PDF/UA-1 at once, with our own fonts and nothing from the machine or the net."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

from llegada.reports.errors import FontsMissing, NotTypeset
from llegada.reports.glyphs import letters_of
from llegada.reports.rules import canonical, make_printable

STANDARDS: Final[list[Any]] = ["a-2a", "ua-1"]
#: What the templates name; an unknown family would be only a warning to typst, and another letter on the page.
FAMILIES: Final = frozenset({"Work Sans", "Montserrat"})
_TEMPLATES: Final = Path(__file__).parent / "typst"
_local = threading.local()
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Fonts:
    fonts: typst.Fonts
    letters: frozenset[int]


@cache
def _fonts_of(folder: Path) -> _Fonts:
    """Return the fonts of a folder and the letters that all of them have. Raises FontsMissing."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    if not set(fonts.families()) >= FAMILIES:
        raise FontsMissing(folder=str(folder))
    each = [letters_of(path.read_bytes()) for path in sorted(folder.glob("*.ttf"))]
    return _Fonts(fonts, reduce(frozenset.__and__, each))


@cache
def _templates() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(_TEMPLATES.glob("*.typ"))}


def _compiler(fonts: typst.Fonts) -> typst.Compiler:
    """Return the compiler of this thread: made once, it draws a page in a fifth of the time."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True)
    found: typst.Compiler = _local.compiler
    return found


def typeset(content: Mapping[str, Any], *, logo: bytes | None, now: datetime) -> bytes:
    """Return `content` as PDF, headed by `logo` if there is one. Raises FontsMissing, NotTypeset.

    The content enters as a JSON file of the compiler's own little disk: typst reads it as data, never as markup.
    """
    found = _fonts_of(Path(settings.DOCUMENT_FONTS_DIR))
    printable = canonical(make_printable(content, found.letters))
    files = {**_templates(), "content.json": printable, "logo.json": _as_json(logo)}
    return _compile(
        _compiler(found.fonts), files, format="pdf", pdf_standards=STANDARDS, timestamp=int(now.timestamp())
    )


def draw_alone(image: bytes) -> bytes:
    """Return a PNG, a JPEG or a drawing (SVG) as a PNG 600 pixels high, without what a drawing may run or fetch.

    Raises FontsMissing; NotTypeset if the image does not open.
    """
    page = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
    #image(bytes(json("logo.json")), height: 100pt)"""
    found = _fonts_of(Path(settings.DOCUMENT_FONTS_DIR))
    return _compile(_compiler(found.fonts), {"main.typ": page, "logo.json": _as_json(image)}, format="png", ppi=432.0)


def _as_json(image: bytes | None) -> bytes:
    """Return the bytes of an image as a list of numbers: the compiler's little disk holds only text."""
    return canonical(None if image is None else list(image))


def _compile(compiler: typst.Compiler, files: Mapping[str, bytes], **options: Any) -> bytes:
    try:
        made, warnings = compiler.compile_with_warnings(input=dict(files), **options)
    except typst.TypstError as error:
        logger.exception("document_not_typeset", extra={"diagnostic": error.diagnostic})
        raise NotTypeset() from None
    if warnings:  # a warning means another font, or a layout that did not settle: not what we would sign
        logger.error("document_typeset_with_warnings", extra={"warnings": [one.message for one in warnings]})
        raise NotTypeset()
    first = made[0] if isinstance(made, list) else made
    if first is None:
        raise NotTypeset()
    return first
