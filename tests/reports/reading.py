"""Opens a PDF with a reader that is not the one that wrote it, and says of it what the tests ask."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


class Pdf:
    """A PDF with its structure."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content), strict=True)
        self.root: Any = self.reader.trailer["/Root"]

    @property
    def text(self) -> str:
        """Return all the text, the blanks as one."""
        return " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())

    @property
    def pages(self) -> list[str]:
        return [" ".join(page.extract_text().split()) for page in self.reader.pages]

    @property
    def xmp(self) -> str:
        return str(self.root["/Metadata"].get_object().get_data().decode())

    def elements(self) -> Iterator[DictionaryObject]:
        """Yield every element of the structure, in the order in which it is read."""
        yield from self._below(self.root["/StructTreeRoot"].get_object().get("/K"))

    def _below(self, node: Any) -> Iterator[DictionaryObject]:
        found = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(found, ArrayObject):
            for one in found:
                yield from self._below(one)
        elif isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from self._below(found.get("/K"))

    @property
    def roles(self) -> Counter[str]:
        """Return how many elements there are of each role."""
        return Counter(str(one["/S"]) for one in self.elements())

    def fonts(self) -> list[DictionaryObject]:
        """Return the descriptors of every font that a page uses."""
        found = {}
        for page in self.reader.pages:
            for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
                descendant = font.get_object()["/DescendantFonts"][0].get_object()
                found[str(descendant["/BaseFont"])] = descendant["/FontDescriptor"].get_object()
        return list(found.values())
