from __future__ import annotations

import pytest

from llegada.config.wsgi import heard_through_proxies


def address_seen(trusted: list[str], **environ: str) -> str:
    seen: list[str] = []
    application = heard_through_proxies(lambda environ, respond: seen.append(environ["REMOTE_ADDR"]), trusted)
    application({"wsgi.url_scheme": "http", **environ}, lambda *_: None)
    return seen[0]


class TestHeardThroughProxies:
    @pytest.mark.parametrize("proxy", ["127.0.0.1", "10.0.0.7"])
    def test_sees_who_asks_through_a_trusted_proxy(self, proxy):
        seen = address_seen(["127.0.0.1", "10.0.0.0/8"], REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR="190.0.0.1")
        assert seen == "190.0.0.1"

    def test_believes_no_address_that_the_asker_wrote_before_the_proxy_did(self):
        seen = address_seen(["127.0.0.1"], REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.9, 190.0.0.1")
        assert seen == "190.0.0.1"

    @pytest.mark.parametrize("trusted", [[], ["10.0.0.7"]])
    def test_does_not_believe_strangers(self, trusted):
        assert address_seen(trusted, REMOTE_ADDR="190.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1") == "190.0.0.1"
