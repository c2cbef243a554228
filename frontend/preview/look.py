"""Photograph the preview at 1280 and 390 px under the strict content policy, and let axe read every page.

Run after `render.py`. Prints one line for each violation or complaint of the browser; leaves the pictures in `out/shots/`.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

OUT = Path(__file__).resolve().parent / "out"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
WIDTHS = (1280, 390)


class Handler(SimpleHTTPRequestHandler):
    """Serve the preview with the policy of the product."""

    def end_headers(self) -> None:
        """Add the policy to every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Keep quiet."""


def look(page: Page, address: str, name: str, width: int) -> list[str]:
    """Photograph one page and return what is wrong with it."""
    page.goto(f"{address}/{name}.html")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / "shots" / f"{name}_{width}.png", full_page=True)
    found = [f"axe {v['id']}: {n['html'][:160]}" for v in Axe().run(page).response["violations"] for n in v["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the screen")
    return found


def main() -> int:
    """Look at every page; return how many complaints there are."""
    (OUT / "shots").mkdir(exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(OUT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in WIDTHS:
            page = browser.new_page(locale="es-CO", viewport={"width": width, "height": 900}, bypass_csp=False)
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            for path in sorted(OUT.glob(sys.argv[1] + ".html" if len(sys.argv) > 1 else "*.html")):
                complaints += [
                    f"{path.stem} {width}: {one}" for one in look(page, f"http://127.0.0.1:{server.server_port}", path.stem, width)
                ]
        browser.close()
    server.shutdown()
    print("\n".join(complaints) or "nothing to complain about")
    return len(complaints)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
