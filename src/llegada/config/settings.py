"""All settings, in one typed file. Every variable is documented in `docs/operations/configuration.md`.

Nothing is configured by editing this file: an installation sets environment variables.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from llegada.config.api_settings import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - Django reads them from here

django_stubs_ext.monkeypatch()
# Each request counts on one processor: threads of the arithmetic library of numpy, which reads this when it is first imported, wait
# for one another where several processes share a machine, and take five times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

REPO_DIR = Path(__file__).resolve().parents[3]
env = environ.Env()

# --- where things are kept -------------------------------------------------------------------------------------------
DATA_DIR = Path(env.str("LLEGADA_DATA_DIR", default=str(REPO_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
FILES_DIR = DATA_DIR / "files"
MEDIA_ROOT = FILES_DIR
FRONTEND_DIR = REPO_DIR / "frontend" / "dist"
#: The whole fonts of the documents, which the build of the front end copies here (docs/adr/0017-documents.md).
DOCUMENT_FONTS_DIR = REPO_DIR / "frontend" / "document-fonts"


def _kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, making it once, readable by its owner only.

    It appears whole: of two that start at once both read the same; one that is killed, or finds no room, leaves none that is empty.
    """
    with suppress(FileNotFoundError):
        if kept := path.read_text(encoding="ascii").strip():
            return kept
        path.unlink(missing_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key.", encoding="ascii") as made:
        made.write(get_random_secret_key())
        made.flush()
        with suppress(FileExistsError):
            os.link(made.name, path)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY: str = env.str("LLEGADA_SECRET_KEY", default="") or _kept_secret(DATA_DIR / "secret_key")
DEBUG: bool = env.bool("LLEGADA_DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list("LLEGADA_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
BASE_URL: str = env.str("LLEGADA_BASE_URL", default="")
#: What begins the addresses that travel by mail, where there is no request to take it from.
SITE_URL: str = BASE_URL or "http://127.0.0.1:8000"
#: Addresses of the reverse proxies whose word is taken for who is asking (docs/operations/installation.md).
TRUSTED_PROXIES: list[str] = env.list("LLEGADA_TRUSTED_PROXIES", default=[])
IS_HTTPS: bool = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS: list[str] = [BASE_URL] if BASE_URL else []

# --- applications: faces first, ground last --------------------------------------------------------------------------
INSTALLED_APPS = [
    "llegada.demo",
    "llegada.portal",
    "llegada.reports",
    "llegada.exports",
    "llegada.insights",
    "llegada.imports",
    "llegada.delivery",
    "llegada.workplans",
    "llegada.planning",
    "llegada.targeting",
    "llegada.portfolio",
    "llegada.indicators",
    "llegada.records",
    "llegada.accounts",
    "llegada.territory",
    "llegada.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "llegada.core.call_room.with_room",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "llegada.core.middleware.UploadLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "llegada.core.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "llegada.accounts.middleware.ActorMiddleware",
    "llegada.accounts.recovery.RecoveryMiddleware",
    "llegada.core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "llegada.config.urls"
WSGI_APPLICATION = "llegada.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "llegada.core.forms.LlegadaRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "django.contrib.auth.context_processors.auth",
                "llegada.config.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "llegada.core.templatetags.llegada"],
        },
    }
]

# --- database --------------------------------------------------------------------------------------------------------
_SQLITE_OPTIONS: dict[str, Any] = {
    # Without IMMEDIATE, concurrent writers fail with «database is locked» (docs/adr/0002-databases.md).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;",
}
DATABASE_URL: str = env.str("LLEGADA_DATABASE_URL", default="")
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA_DIR / "llegada.sqlite3"),
        "OPTIONS": _SQLITE_OPTIONS,
        # A test database in a file, opened with the same options: in memory, two writers would share one connection.
        "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
    }
}
if DATABASE_URL:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A page waits longer for parallel workers to begin, or for its question to be compiled, than either saves it. What counts
    # millions asks for workers itself (`insights.services.holding`). `?options=` in the address says otherwise.
    _OPTIONS: dict[str, Any] = DATABASES["default"].setdefault("OPTIONS", {})
    _OPTIONS.setdefault("options", "-c max_parallel_workers_per_gather=0 -c jit=off")
    # A machine that is not there says nothing: without this, a page would wait for it two minutes and more.
    _OPTIONS.setdefault("connect_timeout", 5)

# Only the login asks for it (allauth): attempts that failed, codes that served already. In memory, each web process would
# count by itself, and a code that served in one would serve again in another.
CACHES: dict[str, dict[str, Any]] = {"default": {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache", "OPTIONS": {"MAX_ENTRIES": 10_000},
}}  # fmt: skip

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "insights:my_work"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "llegada.accounts.adapters.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Llegada: "
ACCOUNT_SESSION_REMEMBER = False
# Wrong codes of the second step, by person. Wrong passwords are counted by django-axes, in the database (see the adapter).
# `login` bounds attempts of any kind from one address, behind which a whole office or workshop may be.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/300s/key", "login": "300/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Accounts are made by an administrator, who answers for the address: nobody is asked to verify it first.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Llegada"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "llegada.accounts.adapters.login_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False  # one line at the start of every command, in the middle of what the command says
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "llegada.core.refusals.csrf_failure"

# --- safety ----------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
# Largest evidence file and largest whole request, in bytes; the request is refused before it is read.
MAX_FILE_BYTES: int = env.int("LLEGADA_MAX_FILE_MB", default=20) * 1024 * 1024
MAX_REQUEST_BYTES: int = MAX_FILE_BYTES + 2 * 1024 * 1024
# Largest table that is brought in: a million rows of CSV. Only pages that say so take it, and only from who has logged in.
MAX_IMPORT_BYTES: int = env.int("LLEGADA_MAX_IMPORT_MB", default=250) * 1024 * 1024
# ClamAV's daemon, host:port or the path of its socket; empty: files are not scanned.
SCANNER_ADDRESS: str = env.str("LLEGADA_SCANNER_ADDRESS", default="")
# An upload on its way waits on the disk where it will be kept; what a killed process left there is dropped every night.
FILE_UPLOAD_TEMP_DIR = FILES_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# After how many years the indices of those whom a strategy assists are expected to have moved (EST-14).
INDEX_MOVEMENT_YEARS: int = env.int("LLEGADA_INDEX_MOVEMENT_YEARS", default=3)

# --- files and static ------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [("llegada", str(FRONTEND_DIR))] if FRONTEND_DIR.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es-co"
LANGUAGES = [("es-co", _("Español")), ("en", _("Inglés"))]
LOCALE_PATHS = [REPO_DIR / "src" / "llegada" / "locale"]
TIME_ZONE = "America/Bogota"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- mail and tasks --------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("LLEGADA_EMAIL_URL", default="filemail:///" + str(DATA_DIR / "mail"))
vars().update(EMAIL_CONFIG)
if not env.str("LLEGADA_EMAIL_URL", default=""):
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL: str = env.str("LLEGADA_FROM_EMAIL", default="Llegada <llegada@localhost>")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- API -------------------------------------------------------------------------------------------------------------
# Requests a minute, of an address where nobody is known and of a person; 0 is no limit (docs/adr/0013-limits-of-the-api.md).
API_ANONYMOUS_PER_MINUTE: int = env.int("LLEGADA_API_ANONYMOUS_PER_MINUTE", default=120)
API_PERSON_PER_MINUTE: int = env.int("LLEGADA_API_PERSON_PER_MINUTE", default=600)
PUBLIC_FORMS_PER_MINUTE: int = env.int("LLEGADA_PUBLIC_FORMS_PER_MINUTE", default=10)
API_COUNTS_DIR = DATA_DIR / "api-counts"
# Who publishes the open data, and the mailbox to which their users write; said in the catalogue and in packages.
DATA_PUBLISHER: str = env.str("LLEGADA_DATA_PUBLISHER", default="Llegada")
DATA_CONTACT: str = env.str("LLEGADA_DATA_CONTACT", default="")

# --- observation -----------------------------------------------------------------------------------------------------
METRICS_TOKEN: str = env.str("LLEGADA_METRICS_TOKEN", default="")
LOG_LEVEL: str = env.str("LLEGADA_LOG_LEVEL", default="INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "llegada.core.logs.json_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
PROMETHEUS_METRICS_EXPORT_ADDRESS = ""
SILENCED_SYSTEM_CHECKS: list[str] = []
if not IS_HTTPS:
    # On plain HTTP (a trial on one machine) these four can only be true behind TLS: set LLEGADA_BASE_URL=https://…
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
else:
    SILENCED_SYSTEM_CHECKS += ["security.W021"]  # preload is the domain owner's choice
