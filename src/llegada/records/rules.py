"""Which files are kept, and how a file's content tells what it is, whatever its name says. No Django here."""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

import filetype

from llegada.core.compound import is_compound, is_locked

#: How much of the beginning of a file is looked at, in bytes.
HEAD_BYTES: Final = 4096
#: An office document may unpack to so many bytes, and to so many times its own size once it passes the first; more is a bomb.
MOST_UNPACKED: Final = 400 * 1024 * 1024
MOST_TIMES: Final = 200
#: Longest name kept, in characters, extension included.
MAX_NAME: Final = 200


@dataclass(frozen=True)
class Accepted:
    """A kind of file that is kept: the media type with which it is served and the extensions that its name may have."""

    media_type: str
    extensions: tuple[str, ...]


_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
#: kind → how it is served and named. Nothing else is kept; no kind here can run anything when it is opened.
ACCEPTED: Final[Mapping[str, Accepted]] = {
    "pdf": Accepted("application/pdf", ("pdf",)),
    "jpeg": Accepted("image/jpeg", ("jpg", "jpeg")),
    "png": Accepted("image/png", ("png",)),
    "webp": Accepted("image/webp", ("webp",)),
    "heic": Accepted("image/heic", ("heic", "heif")),
    "xlsx": Accepted(f"{_OOXML}spreadsheetml.sheet", ("xlsx",)),
    "docx": Accepted(f"{_OOXML}wordprocessingml.document", ("docx",)),
    "pptx": Accepted(f"{_OOXML}presentationml.presentation", ("pptx",)),
    "odt": Accepted(f"{_ODF}text", ("odt",)),
    "ods": Accepted(f"{_ODF}spreadsheet", ("ods",)),
    "mp4": Accepted("video/mp4", ("mp4", "m4v")),
    "mp3": Accepted("audio/mpeg", ("mp3",)),
}
#: What an imported table may be: kept so that what was loaded can be proved, never served as evidence.
TABLES: Final[Mapping[str, Accepted]] = {
    "xlsx": ACCEPTED["xlsx"],
    "text": Accepted("text/csv", ("csv", "txt", "tsv")),
}
#: The value of the `accept` attribute of a file input.
ACCEPT_ATTRIBUTE: Final = ",".join(f".{extension}" for one in ACCEPTED.values() for extension in one.extensions)
#: The accepted kinds as a person names them in a sentence.
ACCEPTED_WORDS: Final = "PDF, JPG, PNG, WEBP, HEIC, XLSX, DOCX, PPTX, ODT, ODS, MP4, MP3"

_BY_SIGNATURE: Final = {
    "pdf": "pdf", "jpg": "jpeg", "png": "png", "webp": "webp", "heic": "heic", "mp4": "mp4", "m4v": "mp4", "mp3": "mp3",
    "exe": "program", "elf": "program", "rar": "zip", "7z": "zip", "gz": "zip", "tar": "zip", "bz2": "zip", "xz": "zip",
}  # fmt: skip
_BY_PART: Final = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_BY_MIMETYPE: Final = {f"{_ODF}text".encode(): "odt", f"{_ODF}spreadsheet".encode(): "ods"}
_MARKUP: Final = re.compile(rb"(\xef\xbb\xbf)?\s*<")
_HTML: Final = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe)\b", re.IGNORECASE)
_SVG: Final = re.compile(rb"<svg\b", re.IGNORECASE)


def kind_of(content: BinaryIO) -> str:
    """Return what `content` is (a value of `choices.FileKind`) by its bytes alone. Leaves it at its beginning."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    try:
        if is_compound(head):
            return _kind_of_compound(content)
        return _kind_of_zip(content) if head.startswith(b"PK\x03\x04") else _kind_of_head(head)
    finally:
        content.seek(0)


def _kind_of_compound(content: BinaryIO) -> str:
    """Tell a document of today's Office with a password, which is kept inside one of yesterday's, from one of yesterday's."""
    content.seek(0)
    return "locked" if is_locked(content.read()) else "old_office"


def _kind_of_head(head: bytes) -> str:
    found = filetype.guess(head)
    if found is not None:
        return _BY_SIGNATURE.get(found.extension, "other")
    # What begins with anything else is no page: a table may have tags in its cells, and goes in as the text that it is.
    if _MARKUP.match(head):
        if _HTML.search(head):
            return "html"
        if _SVG.search(head):
            return "svg"
    if head.startswith(b"#!"):
        return "program"
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # the «Unicode text» of spreadsheets
    return "other" if b"\x00" in head and not is_utf16 else "text"


def _kind_of_zip(content: BinaryIO) -> str:
    """Tell office documents from other zips by the parts they hold; nothing is unpacked but the name of the type."""
    try:
        with zipfile.ZipFile(content) as archive:
            if _is_bomb(archive, content):
                return "bomb"
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return "macros"
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _BY_PART.items() if part in names), "zip")
            if "mimetype" in names and archive.getinfo("mimetype").file_size <= 100:
                return _BY_MIMETYPE.get(archive.read("mimetype").strip(), "zip")
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, zlib.error):
        return "damaged"  # cut short, most often
    except (NotImplementedError, RuntimeError):
        return "zip"  # with a password, or packed in a way that no office document is
    return "zip"


def _is_bomb(archive: zipfile.ZipFile, content: BinaryIO) -> bool:
    """Return whether opening the document would fill whoever opens it, by the sizes that it declares."""
    unpacked = sum(part.file_size for part in archive.infolist())
    content.seek(0, 2)
    return unpacked > MOST_UNPACKED or (unpacked > MOST_UNPACKED // 8 and unpacked > content.tell() * MOST_TIMES)


def extension_of(name: str) -> str:
    """Return the extension of a file's name in lower case without its dot, or "" if it has none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and extension.isalnum() and len(extension) <= 5 else ""


def name_agrees(name: str, kind: str, accepted: Mapping[str, Accepted] = ACCEPTED) -> bool:
    """Return whether a name may be that of an accepted `kind`: one of its extensions, or none at all."""
    extension = extension_of(name)
    return not extension or extension in accepted[kind].extensions


def extension_for(kind: str, accepted: Mapping[str, Accepted]) -> str:
    """Return how the name of an accepted `kind` ends."""
    return f".{accepted[kind].extensions[0]}"


def words_for(accepted: Mapping[str, Accepted]) -> str:
    """Return the accepted kinds as a person names them in a sentence."""
    return ACCEPTED_WORDS if accepted is ACCEPTED else ", ".join(one.extensions[0].upper() for one in accepted.values())


def clean_name(name: str, media_type: str = "") -> str:
    """Return a file's name safe to keep and to show: no folders, no control or direction marks, at most MAX_NAME characters.

    A name with no extension gets that of `media_type`; an empty one becomes «archivo».
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if unicodedata.category(ch).startswith(("C", "Z")) else ch for ch in base)
    plain = " ".join(plain.split()).strip(". ") or "archivo"
    extension = extension_of(plain)
    stem = plain[: -len(extension) - 1] if extension else plain
    if not extension:
        extension = next((one.extensions[0] for one in ACCEPTED.values() if one.media_type == media_type), "")
    suffix = f".{extension}" if extension else ""
    return f"{stem[: MAX_NAME - len(suffix)]}{suffix}"
