"""WSGI entry that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llegada.config.settings")
application = get_wsgi_application()
