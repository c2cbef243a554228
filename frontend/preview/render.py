"""Render every shared piece with invented data into `frontend/preview/out/` or the folder named, to be looked at.

Run from the repository: `PYTHONPATH=src python frontend/preview/render.py`, after `npm run build`. No database is touched.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import include, path

HERE = Path(__file__).resolve().parent
SHAPES = HERE.parents[1] / "src/llegada/territory/data/departments_shapes.json"
OUT = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "out"


def _nothing(request: HttpRequest) -> None:
    """Stand for a page that the preview does not have."""


NAMES = ("account_login", "account_logout", "mfa_index", "account_change_password", "set_language")
urlpatterns = [
    *(path(f"{name}/", _nothing, name=name) for name in NAMES),
    path("", include(([path("rol/", _nothing, name="switch_role")], "accounts"))),
    path("", include(([path(f"{name}/", _nothing, name=name) for name in ("data", "glossary", "accessibility")], "portal"))),
]

settings.configure(
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "pages"],
            "APP_DIRS": True,
            "OPTIONS": {
                "builtins": [
                    "django.templatetags.i18n",
                    "django.templatetags.static",
                    "llegada.core.templatetags.llegada",
                ],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
    INSTALLED_APPS=[
        "llegada.core",
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.staticfiles",
        "django.forms",
    ],
    FORM_RENDERER="llegada.core.forms.LlegadaRenderer",
    STATIC_URL="/static/",
    LANGUAGE_CODE="es-co",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="America/Bogota",
    SECRET_KEY="preview",  # noqa: S106 - nothing is signed here
)
django.setup()

from django.core.paginator import Paginator  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402

from llegada.core.history import register_verbs  # noqa: E402

ENTRIES = [
    ("Mi trabajo", "trabajo"),
    ("Portafolio", "lista"),
    ("Planes de trabajo", "plan"),
    ("Agenda", "formulario"),
    ("Compromisos", "piezas"),
    ("Seguimiento", "publico"),
    ("Mapa", "vacio"),
    ("Administración", "404"),
]
TODAY = date(2026, 11, 21)


class PlanForm(forms.Form):
    """A form with every kind of field."""

    entity = forms.CharField(label="Entidad", help_text="Escriba el nombre o el código DANE.")
    starts_on = forms.DateField(label="Inicio", widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label="Fin", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    modality = forms.ChoiceField(
        label="Modalidad", choices=[("a", "Presencial"), ("b", "Virtual"), ("c", "Mixta")], widget=forms.RadioSelect
    )
    lines = forms.MultipleChoiceField(
        label="Líneas temáticas",
        choices=[("1", "Planeación territorial"), ("2", "Finanzas públicas")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    objective = forms.CharField(label="Objetivo", widget=forms.Textarea(attrs={"rows": 3}), help_text="Máximo dos frases.")
    consent = forms.BooleanField(label="La entidad acepta que se haga seguimiento a este plan.")
    evidence = forms.FileField(
        label="Evidencia",
        required=False,
        help_text="PDF, imagen o documento de oficina, hasta 20 MB.",
        widget=forms.ClearableFileInput(attrs={"data-max-bytes": "20971520"}),
    )


class MilestoneForm(forms.Form):
    """A row of the formset."""

    name = forms.CharField(label="Nombre del hito")
    weight = forms.DecimalField(label="Peso (%)")


class FilterForm(forms.Form):
    """The filters of a list."""

    q = forms.CharField(label="Buscar", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    year = forms.ChoiceField(label="Vigencia", required=False, choices=[("", "Todas"), ("2026", "2026")])
    department = forms.ChoiceField(label="Departamento", required=False, choices=[("", "Todo el país"), ("05", "Antioquia")])


def _event(verb: str, when: datetime, **more: str) -> SimpleNamespace:
    return SimpleNamespace(**({"verb": verb, "at": when, "actor_name": "Marta Lucía Ortega", "before": "", "after": "", "reason": ""} | more))


def _forms() -> dict[str, Any]:
    bad = PlanForm({"entity": "", "starts_on": "2026-11-21", "objective": "Dejar lista la base predial."})
    bad.is_valid()
    bad.add_error("ends_on", "La fecha de fin debe ser posterior a la de inicio.")
    milestones = forms.formset_factory(MilestoneForm, extra=0, can_delete=True)(
        initial=[{"name": "Diagnóstico institucional", "weight": 45}, {"name": "Propuesta de modelo de operación", "weight": 40}],
        prefix="hitos",
    )
    return {"bad_form": bad, "good_form": PlanForm(prefix="otro"), "milestones": milestones, "filter_form": FilterForm()}


def _context(is_inside: bool, current: str) -> dict[str, Any]:
    request = HttpRequest()
    request.path = f"/{current}.html"
    request.method = "GET"
    grants = [
        SimpleNamespace(id=1, label="Asesora · Dirección de Fortalecimiento", is_active=True),
        SimpleNamespace(id=2, label="Jefe de dependencia · Dirección de Fortalecimiento", is_active=False),
    ]
    actor = SimpleNamespace(is_authenticated=is_inside, name="Marta Lucía Ortega", active_role_label="Asesora", person_id=1)
    at = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
    return {
        "request": request,
        "actor": actor,
        "grants": grants if is_inside else [],
        "is_demo": True,
        "today": TODAY,
        "navigation": SimpleNamespace(
            shown=[
                SimpleNamespace(label=label, url=f"/{name}.html", is_current=name == current)
                for label, name in (ENTRIES if is_inside else ENTRIES[1:5])
            ],
            more=[],
        ),
        "messages": [
            _Message("success", "El plan quedó concertado con la Alcaldía de Ricaurte."),
            _Message("warning", "Faltan 2 firmas en el listado de asistencia."),
        ]
        if current == "plan"
        else [],
        "shapes": [(code, d, n % 6) for n, (code, d) in enumerate(json.loads(SHAPES.read_text()).items())],
        "circles": [(180 + 37 * (n % 8), 160 + 53 * (n // 4), 3 + n % 9) for n in range(40)],
        "page_obj": Paginator(range(1, 1123), 25).page(7),
        "rows": [
            ("Alcaldía de Medellín", "Antioquia", 142, 71, 100, "ok", "Al día"),
            ("Alcaldía de San Andrés de Tumaco", "Nariño", 1118, 640, 1000, "warn", "En riesgo"),
            ("Gobernación del Archipiélago de San Andrés, Providencia y Santa Catalina", "San Andrés", 3, 2, 7, "bad", "Rezagado"),
            ("Alcaldía de Barrancominas", "Guainía", 0, None, None, "none", "Sin dato"),
        ],
        "events": [
            _event("workplan.return", at, before="reported", after="returned", reason="La evidencia no tiene la firma del alcalde."),
            _event("workplan.agree", at, before="socialized", after="agreed"),
            _event("workplan.create", at, after="draft"),
        ],
        "states": [("draft", "Borrador"), ("socialized", "Socializado"), ("agreed", "Concertado"), ("reported", "Reportado"), ("returned", "Devuelto")],
        "steps": [
            {"label": "Borrador", "status": "done", "note": "3 nov 2026"},
            {"label": "Socializado", "status": "done", "note": "8 nov 2026"},
            {"label": "Concertado", "status": "current", "note": "Espera la firma"},
            {"label": "Firmado", "status": "pending"},
            {"label": "En ejecución", "status": "pending"},
            {"label": "Terminado", "status": "pending"},
            {"label": "Cerrado", "status": "pending"},
        ],
        **_forms(),
    }


class _Message:
    """A message of django.contrib.messages, without the machinery."""

    def __init__(self, level_tag: str, text: str) -> None:
        self.level_tag, self.text = level_tag, text

    def __str__(self) -> str:
        return self.text


def main() -> None:
    """Write the pages and what they need."""
    register_verbs({"workplan.create": "Creó el plan", "workplan.agree": "Concertó el plan", "workplan.return": "Devolvió el hito"})
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(HERE.parent / "dist", OUT / "static" / "llegada")
    for page in sorted((HERE / "pages").glob("*.html")):
        context = _context(is_inside=page.stem not in {"publico", "entrada"}, current=page.stem)
        (OUT / page.name).write_text(render_to_string(page.name, context, request=context["request"]), encoding="utf-8")
    for code in ("400", "403", "404", "409", "413", "422"):
        (OUT / f"{code}.html").write_text(render_to_string(f"{code}.html", _context(is_inside=True, current=code)), encoding="utf-8")
    (OUT / "500.html").write_text(render_to_string("500.html"), encoding="utf-8")


if __name__ == "__main__":
    main()
