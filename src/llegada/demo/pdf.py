"""Small PDF files that stand for the evidence of the demonstration."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile


def small_pdf(number: int, name: str) -> SimpleUploadedFile:
    """Return the small PDF of that number, under a name: the same bytes are kept once."""
    text = f"Documento de demostracion {number}"
    stream = f"BT /F1 18 Tf 60 700 Td ({text}) Tj ET"
    body = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return SimpleUploadedFile(name, body.encode("ascii"), content_type="application/pdf")
