"""A file is kept only if the antivirus of the installation, where there is one, finds nothing in it."""

from __future__ import annotations

import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from llegada.core.roles import Role
from llegada.records.models import StoredFile
from llegada.records.scanning import Infected, ScannerAway, find_threat
from llegada.records.services import store_file
from tests.factories import NOW, make_actor
from tests.records.samples import PDF, upload

#: The file with which antivirus programs are tried: harmless, and found by all (EICAR), written in two so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


class _Clamd(socketserver.StreamRequestHandler):
    """Speaks as clamd does: finds EICAR, and says what it is told to say otherwise."""

    says = b"stream: OK\0"

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else self.says
        self.wfile.write(found)


@contextmanager
def clamd(says: bytes = b"stream: OK\0") -> Iterator[str]:
    handler = type("_Saying", (_Clamd,), {"says": says})
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class TestFindThreat:
    def test_finds_nothing_in_what_is_clean_and_leaves_it_at_its_beginning(self):
        content = io.BytesIO(PDF * 3000)
        with clamd() as address:
            assert find_threat(content, address=address) is None
        assert content.tell() == 0

    def test_names_what_it_finds(self):
        with clamd() as address:
            assert find_threat(io.BytesIO(EICAR), address=address) == "Eicar-Test-Signature"

    @pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b""])
    def test_trusts_nothing_that_is_not_an_answer(self, says):
        with clamd(says) as address, pytest.raises(ScannerAway):
            find_threat(io.BytesIO(PDF), address=address)

    @pytest.mark.parametrize("address", ["127.0.0.1:1", "clamd", "/no/such/socket"])
    def test_says_that_it_is_away(self, address):
        with pytest.raises(ScannerAway):
            find_threat(io.BytesIO(PDF), address=address)


@pytest.mark.django_db
class TestStoreFile:
    def keep(self, content: bytes = PDF) -> StoredFile:
        return store_file(actor=make_actor(Role.IT_ADMIN), upload=upload(content), now=NOW)

    def test_refuses_what_is_infected_and_keeps_nothing(self, settings):
        with clamd() as address:
            settings.SCANNER_ADDRESS = address
            with pytest.raises(Infected) as refused:
                self.keep(PDF + EICAR)
        assert "Eicar-Test-Signature" in refused.value.fields["file"][0]
        assert not StoredFile.objects.exists()

    def test_keeps_nothing_while_it_is_away(self, settings):
        settings.SCANNER_ADDRESS = "127.0.0.1:1"
        with pytest.raises(ScannerAway, match="antivirus"):
            self.keep()
        assert not StoredFile.objects.exists()

    def test_keeps_what_is_clean(self, settings):
        with clamd() as address:
            settings.SCANNER_ADDRESS = address
            assert self.keep().size == len(PDF)
