// Menus that close when one leaves them, questions that Escape takes back, dialogs for browsers without `commandfor`, and the
// focus on what needs reading.
import { all } from "./find";

export function startMenus(): void {
  const close = (except: Node | null): void =>
    document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  document.addEventListener("click", (event) => {
    close(event.target as Node);
    const button = (event.target as Element).closest<HTMLElement>("[data-dialog]");
    if (!button || "commandForElement" in HTMLButtonElement.prototype) return;
    const dialog = document.getElementById(button.dataset["dialog"] ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inside = document.activeElement?.closest<HTMLDetailsElement>("details:is([data-menu], .confirm)[open]");
    close(null);
    if (!inside) return;
    inside.open = false; // what was typed in it stays, should it open again
    inside.querySelector("summary")?.focus();
  });
}

/** On a phone a row of tabs is wider than the screen: begin with the current one in sight. */
export function startTabs(root: ParentNode): void {
  all<HTMLElement>(root, ".tabs [aria-current]").forEach((tab) => {
    const row = tab.closest<HTMLElement>(".tabs");
    if (!row) return;
    const [here, whole] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += here.left - whole.left - (whole.width - here.width) / 2;
  });
}

/** Put the focus on the summary of errors, where there is one. */
export function startFocus(root: ParentNode): void {
  all<HTMLElement>(root, "[data-focus]")[0]?.focus();
}
