"""What several journeys do on the pages: log in, act, make a plan, find one in course, write down what a form sent."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, Request, expect

from llegada.demo.catalogue import MAIL_DOMAIN, PASSWORD

#: The one sentence for what does not exist and for what a stranger may not know.
HIDDEN = "No encontramos lo que busca."
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def enter(page: Page, login: str) -> Page:
    """Fill in the login page that is open, or open it, as one of the demonstration's people."""
    if "/cuenta/login/" not in page.url:
        page.goto("/cuenta/login/")
    page.get_by_label("Correo electrónico").fill(f"{login}@{MAIL_DOMAIN}")
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ingresar", exact=True).click()
    expect(page.get_by_role("link", name="Ingresar")).to_have_count(0)
    page.wait_for_url(lambda address: "/cuenta/login/" not in address)
    return page


def act(page: Page, label: str, reason: str = "") -> None:
    """Press an action of the page; one that asks to confirm opens first, and is given its `reason`."""
    summary = page.locator("details.confirm > summary", has_text=label)
    if summary.count():
        summary.first.click()
    if reason:
        page.locator("details.confirm[open] textarea[name=reason]").fill(reason)
    page.get_by_role("button", name=label, exact=True).first.click()


def open_plan_form(page: Page) -> None:
    """Choose Ricaurte (Nariño), whose mayor's office has accounts, and open the form of its plan."""
    page.goto("/planes-de-trabajo/nuevo/?q=ricaurte+narino+alcaldia")
    page.get_by_role("link", name=re.compile("^Elegir Alcaldía de Ricaurte")).first.click()
    expect(page.get_by_label("Título")).to_be_visible()


def fill_plan(page: Page, title: str) -> None:
    """Fill in the form of a plan."""
    page.get_by_label("Título").fill(title)
    page.get_by_label("Objetivos").fill("Que la alcaldía sepa cuántas personas necesita.")
    page.get_by_label("Inicio").fill(date.today().isoformat())
    page.get_by_label("Fin").fill((date.today() + timedelta(days=90)).isoformat())
    page.get_by_label(re.compile("Plan de previsión del empleo")).check()
    say_why_unplanned(page)
    page.get_by_label("Contraparte en la entidad").fill("Rosa Trigal Vegal")


def say_why_unplanned(page: Page) -> None:
    """Say why the assistance is not in the annual plan."""
    page.get_by_label("¿por qué?").select_option(label="Solicitud de la entidad posterior al plan anual")
    page.get_by_label("Explique la razón").fill("La alcaldía lo pidió por carta en el segundo semestre.")


def make_plan(page: Page, title: str) -> str:
    """Make a plan in draft as the advisor who is in; return its address."""
    open_plan_form(page)
    fill_plan(page, title)
    page.get_by_role("button", name="Crear el plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url


def find_plan_in_course(page: Page) -> str:
    """Return the public id of a plan in which the advisor who is in may record a session."""
    page.goto("/sesiones/nueva/")
    href = page.locator("main a.btn[href*='?plan=']").first.get_attribute("href") or ""
    return href.rsplit("=", 1)[1]


def keep_posts(page: Page) -> list[Request]:
    """Return a list that fills with the forms that the page sends."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent
