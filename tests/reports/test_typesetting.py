"""What every document is, whatever it says: PDF/A-2a and PDF/UA-1, tagged, with its fonts inside."""

from __future__ import annotations

from typing import Any

import pytest

from llegada.reports.content import (
    Bar,
    Column,
    Content,
    Facts,
    Gantt,
    Items,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Strip,
    Strips,
    Table,
    Tree,
)
from llegada.reports.errors import FontsMissing, NotTypeset
from llegada.reports.typesetting import draw_alone, typeset
from tests import factories as make
from tests.reports.reading import Pdf

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2" fill="#004884"/></svg>'
FRAME: dict[str, Any] = {
    "organization": "Instituto de Prueba",
    "short_name": "IP",
    "kind": "Ficha de prueba",
    "code": "DE-FO-012",
    "version": "3",
    "process": "Direccionamiento",
    "in_force_on": "1 feb 2026",
    "logo_sha256": None,
    "is_demo": True,
    "sha256": "3f2a91bc" * 8,
    "verify_code": "3F2A 91BC 3F2A 91BC",
    "verify_site": "https://llegada.example/verificar/",
    "verify_url": "https://llegada.example/verificar/3f2a/",
    "issued_on": "21 nov 2026, 10:00",
}
BLOCKS = [
    Facts([("Vigencia", "2027"), ("Costo", None)]),
    Paragraph("#let x = 1 *negrilla* _cursiva_ $x$ <a> @b\nOtra línea.\n\nOtro párrafo 🚀.", "Texto"),
    Paragraph(None),
    Items(["Uno", "Dos"]),
    Items([]),
    Table(
        caption="Noventa filas",
        columns=[Column("Actividad", 3), Column("Valor", 1, is_number=True)],
        rows=[[f"Actividad {number}", "1.234,5" if number else None] for number in range(90)],
        empty="No hay filas.",
        total=["Total", "109.870,5"],
    ),
    Table(caption="Vacía", columns=[Column("Nada")], rows=[], empty="No hay nada."),
    Gantt(
        caption="Cronograma",
        alt="Dos actividades en tres meses.",
        head="Actividad",
        periods=["1", "2", "3"],
        bars=[Bar("Uno", 0, 1.5), Bar("Dos", 1.5, 1.5, is_control=True)],
    ),
    Tree(
        "Árbol",
        "Efecto: sube. Problema: pasa. Causa: baja.",
        [("Efectos", ["Sube", "–"]), ("Problema", ["Pasa"]), ("Causas", ["Baja"])],
    ),
    Strips(
        "Franjas",
        "Dos lugares: uno en la mitad y otro de último.",
        [Strip("Uno", 0.2, 0.4, 0.6, 0.5), Strip("Dos", 0, 0, 1, 0)],
    ),
    Signatures([Signature("Ana Cuenca", "Secretaría"), Signature("", "Presidencia")]),
]


def drawn(**frame: Any) -> Pdf:
    content = Content("Título de prueba", "Subtítulo", [Section("Primera", BLOCKS)])
    return Pdf(typeset({**content.as_data(), "frame": FRAME | frame}, logo=draw_alone(SVG), now=make.NOW))


@pytest.fixture(scope="module")
def pdf() -> Pdf:
    return drawn()


class TestTypeset:
    def test_claims_both_standards(self, pdf):
        assert "<pdfaid:part>2</pdfaid:part>" in pdf.xmp
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in pdf.xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp

    def test_is_tagged_in_spanish_and_shows_its_title(self, pdf):
        assert pdf.root["/MarkInfo"]["/Marked"]
        assert str(pdf.root["/Lang"]).startswith("es")
        assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert pdf.reader.metadata.title == "Título de prueba · Instituto de Prueba"

    def test_says_what_its_colours_are(self, pdf):
        (intent,) = pdf.root["/OutputIntents"]
        assert intent.get_object()["/S"] == "/GTS_PDFA1"
        assert intent.get_object()["/DestOutputProfile"].get_object().get_data()

    def test_carries_every_font_inside(self, pdf):
        fonts = pdf.fonts()
        assert len(fonts) >= 4
        assert all({"/FontFile2", "/FontFile3"} & one.keys() for one in fonts)

    def test_gives_each_page_its_label(self, pdf):
        assert "/PageLabels" in pdf.root
        assert pdf.reader.page_labels == [str(number) for number in range(1, len(pdf.reader.pages) + 1)]

    def test_has_headings_in_their_order(self, pdf):
        headings = [str(one["/S"]) for one in pdf.elements() if str(one["/S"]) in {"/H1", "/H2", "/H3"}]
        assert headings == ["/H1", "/H2", "/H3", "/H2"]

    def test_has_tables_whose_headings_say_what_they_head(self, pdf):
        headings = [one for one in pdf.elements() if one["/S"] == "/TH"]
        attributes = [one["/A"].get_object() for one in headings]
        scopes = [
            one["/Scope"]
            for each in attributes
            for one in (each if isinstance(each, list) else [each])
            if "/Scope" in one
        ]
        assert pdf.roles["/Table"] == 2
        assert scopes == ["/Column"] * 4

    def test_repeats_the_heading_of_a_table_on_each_page(self, pdf):
        assert sum("Actividad Valor" in page for page in pdf.pages) >= 2

    def test_says_in_words_what_a_figure_shows(self, pdf):
        figures = [one for one in pdf.elements() if one["/S"] == "/Figure"]
        assert [str(one["/Alt"]) for one in figures] == [
            "Dos actividades en tres meses.",
            "Efecto: sube. Problema: pasa. Causa: baja.",
            "Dos lugares: uno en la mitad y otro de último.",
        ]

    def test_numbers_and_proves_every_page(self, pdf):
        count = len(pdf.pages)
        for number, page in enumerate(pdf.pages, start=1):
            assert f"Página {number} de {count}" in page
            assert "3F2A 91BC 3F2A 91BC" in page
            assert "DE-FO-012" in page
            assert "datos ficticios" in page

    def test_reads_what_people_wrote_as_text(self, pdf):
        assert "#let x = 1 *negrilla* _cursiva_ $x$ <a> @b" in pdf.text

    def test_lets_an_address_go_on_in_the_next_line(self):
        """Without spaces it would cover the next column."""
        address = "rafael.delvalle.guaduas@demo.example"
        table = Table("Quiénes", [Column("Correo", 1), Column("Autoriza", 9)], [[address, "Sí"]], empty="")
        content = Content("Lista", "", [Section("Asistencia", [table])])
        found = Pdf(typeset({**content.as_data(), "frame": FRAME}, logo=None, now=make.NOW))
        assert address not in found.text
        assert address in found.text.replace("\u200b", "").replace(" ", "")

    def test_says_what_is_missing_and_never_zero(self, pdf):
        assert "Costo sin dato" in pdf.text
        assert "Actividad 0 sin dato" in pdf.text

    def test_writes_a_letter_that_no_font_has_by_its_number(self, pdf):
        assert "Otro párrafo [U+1F680]." in pdf.text

    def test_says_that_a_format_has_no_code_and_nothing_of_a_demonstration_that_is_none(self):
        found = drawn(code=None, version=None, in_force_on=None, process=None, is_demo=False)
        assert "Formato sin código" in found.text
        assert "ficticios" not in found.text

    def test_refuses_to_go_on_with_other_letters(self, settings, tmp_path):
        settings.DOCUMENT_FONTS_DIR = tmp_path
        with pytest.raises(FontsMissing, match=str(tmp_path)):
            typeset({}, logo=None, now=make.NOW)

    def test_refuses_an_image_that_does_not_open(self):
        with pytest.raises(NotTypeset):
            draw_alone(b"\x89PNG\r\n\x1a\n damaged")

    @pytest.mark.parametrize("address", ["/etc/passwd", "https://ejemplo.gov.co/x.png", "../logo.png"])
    def test_reads_nothing_of_the_machine_or_of_the_net(self, address):
        hostile = SVG.replace(b"<rect", f'<image href="{address}" width="1" height="1"/><rect'.encode())
        with pytest.raises(NotTypeset):
            draw_alone(hostile)
