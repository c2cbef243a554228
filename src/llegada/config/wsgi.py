"""WSGI entry that the web server loads."""

import gc
import os
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

Application = Callable[..., Any]


def heard_through_proxies(application: Application, trusted: list[str]) -> Application:
    """Return the application seeing the address of who asks, as the trusted proxies tell it.

    Without it, everybody behind a proxy has the proxy's address: one person's failed logins would be everybody's, and
    `/metrics` would take strangers for this machine. Nobody else's X-Forwarded-For is believed.
    """
    return wrap_wsgi_with_proxy_headers(application, trusted_hosts=trusted) if trusted else application


#: New things after which Python looks for garbage: more than the largest page makes, so that it waits until the page is done.
_NEW_THINGS: Final = 50_000


def settle() -> None:
    """Load the pages, and keep all that is loaded out of what Python looks through for garbage.

    It looks through everything each time a page has made thousands of rows: a quarter of a million things that never go away.
    """
    _pages = get_resolver().url_patterns  # reading loads them
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_THINGS)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llegada.config.settings")
application = heard_through_proxies(get_wsgi_application(), settings.TRUSTED_PROXIES)
settle()
