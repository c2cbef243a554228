from __future__ import annotations

import io
import zipfile

import pytest

from llegada.records import rules
from llegada.records.choices import FileKind
from tests.records import samples

ODF = b"application/vnd.oasis.opendocument."


def bomb() -> bytes:
    """Return a workbook of some kilobytes that says it unpacks to 60 MiB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (60 * 1024 * 1024))
    return buffer.getvalue()


class TestKindOf:
    def test_names_a_bomb(self):
        assert rules.kind_of(io.BytesIO(bomb())) == "bomb"

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (samples.PDF, "pdf"),
            (samples.PNG, "png"),
            (samples.JPEG, "jpeg"),
            (b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 32, "webp"),
            (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 32, "mp4"),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 32, "heic"),
            (b"ID3\x03\x00" + b"\x00" * 32, "mp3"),
            (samples.XLSX, "xlsx"),
            (samples.DOCX, "docx"),
            (samples.office("ppt/presentation.xml"), "pptx"),
            (samples.zipped(mimetype=ODF + b"text"), "odt"),
            (samples.zipped(mimetype=ODF + b"spreadsheet\n"), "ods"),
            (samples.zipped(mimetype=b"application/epub+zip"), "zip"),
            (samples.zipped(mimetype=ODF + b"text" + b" " * 200), "zip"),
            (samples.office("otra/cosa.xml"), "zip"),
            (samples.zipped(foto=b"x"), "zip"),
            (samples.office("xl/workbook.xml", xl__vbaProject_dot_bin=b"x"), "macros"),
            (b"PK\x03\x04" + b"\x00" * 40, "damaged"),
            (samples.XLSX[:-30], "damaged"),
            (samples.HTML, "html"),
            (b"\n\n  <script>alert(1)</script>", "html"),
            (b"\xef\xbb\xbf<!-- Exportado --><table><head></head></table>", "html"),
            (b"Id;Tema\n1;<script>alert(1)</script>\n2;<svg/onload=x>", "text"),
            (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
            (b"#!/bin/sh\nrm -rf /\n", "program"),
            (b"MZ" + b"\x00" * 64, "program"),
            (b"Hola", "text"),
            ("Código\tNombre".encode("utf-16"), "text"),
            (b"\x01\x00\x02", "other"),
            (b"GIF89a" + b"\x00" * 32, "other"),
        ],
    )
    def test_reads_the_bytes_and_not_the_name(self, content, kind):
        source = io.BytesIO(content)
        assert rules.kind_of(source) == kind
        assert source.tell() == 0

    def test_names_only_kinds_that_have_words(self):
        assert set(rules.ACCEPTED) <= set(FileKind.values)


class TestNameAgrees:
    @pytest.mark.parametrize(
        ("name", "kind", "agrees"),
        [
            ("acta.pdf", "pdf", True),
            ("ACTA.PDF", "pdf", True),
            ("foto.jpeg", "jpeg", True),
            ("acta", "pdf", True),
            ("v1. Acta final", "pdf", True),
            (".pdf", "png", True),
            ("acta.pdf", "png", False),
            ("acta.docx", "xlsx", False),
            ("acta.exe", "pdf", False),
        ],
    )
    def test_accepts_an_extension_of_the_kind_or_none(self, name, kind, agrees):
        assert rules.name_agrees(name, kind) is agrees


class TestCleanName:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("Acta de Pasto.pdf", "Acta de Pasto.pdf"),
            ("C:\\Usuarios\\yo\\acta.pdf", "acta.pdf"),
            ("../../etc/acta.pdf", "acta.pdf"),
            ("acta\x00\r\n  final.pdf", "acta final.pdf"),
            ("acta\u202efdp.pdf", "acta fdp.pdf"),
            ("", "archivo"),
            ("///", "archivo"),
            ("foto", "foto"),
        ],
    )
    def test_keeps_what_a_person_reads(self, given, kept):
        assert rules.clean_name(given) == kept

    def test_adds_the_extension_that_the_content_asks_for(self):
        assert rules.clean_name("acta", "application/pdf") == "acta.pdf"
        assert rules.clean_name("acta", "algo/raro") == "acta"

    def test_is_never_too_long_and_keeps_the_extension(self):
        name = rules.clean_name("a" * 500 + ".pdf")
        assert len(name) == rules.MAX_NAME
        assert name.endswith("a.pdf")
