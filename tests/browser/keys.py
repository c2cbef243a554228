"""A person who only has a keyboard: goes with Tab, and sees at every stop where they are."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

#: How the focused element looks: no words when it is seen; otherwise what is wrong with it.
_SEEN = """() => {
  const found = document.activeElement;
  if (!found || found === document.body) return "";
  document.getAnimations().forEach((one) => one instanceof CSSTransition && one.finish());
  const name = `${found.outerHTML.slice(0, 160)}`;
  const box = found.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 2)];
  if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth) return `off the screen: ${name}`;
  const top = document.elementFromPoint(x, y);
  const labels = Array.from(found.labels ?? []);
  const own = top && (found.contains(top) || top.contains(found) || labels.some((one) => one.contains(top)));
  if (!own) return `covered by ${top?.outerHTML.slice(0, 120)}: ${name}`;
  if (found.matches("main")) return "";
  const ringed = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const drawn = found.closest("svg") && parseFloat(getComputedStyle(found.lastElementChild).strokeWidth) >= 2;
  return ringed(found) || drawn ? "" : `without a mark of focus: ${name}`;
}"""


def assert_focus_is_seen(page: Page) -> None:
    """Fail if the element with the focus is off the screen, covered, or looks as the others do."""
    problem = page.evaluate(_SEEN)
    assert problem == "", f"{page.url}: {problem}"


def tab_to(page: Page, target: Locator, *, key: str = "Tab", limit: int = 150) -> None:
    """Press a key until the focus is on `target`; every stop on the way must be seen."""
    page.emulate_media(reduced_motion="reduce")  # what is scrolled to is there at once
    expect(target).to_be_attached()
    for _ in range(limit):
        page.keyboard.press(key)
        assert_focus_is_seen(page)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: {limit} times {key} did not reach {target}")


def write(page: Page, target: Locator, words: str) -> None:
    """Go to a field and type in it."""
    tab_to(page, target)
    page.keyboard.type(words)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to a control and press it."""
    tab_to(page, target)
    page.keyboard.press(key)
