// A form travels once: its button says so and a second press does nothing, until the page is shown again.
const PATIENCE_MS = 15_000; // an answer that is a download leaves the page where it was

function release(form: HTMLFormElement): void {
  delete form.dataset["travelling"];
  form.querySelectorAll("[aria-busy]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  });
}

export function startOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset["travelling"]) {
      event.preventDefault();
      return;
    }
    form.dataset["travelling"] = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    event.submitter?.setAttribute("aria-disabled", "true");
    window.setTimeout(() => release(form), PATIENCE_MS);
  });
  const releaseAll = (): void => document.querySelectorAll<HTMLFormElement>("form[data-travelling]").forEach(release);
  window.addEventListener("pageshow", releaseAll);
  document.addEventListener("htmx:afterRequest", releaseAll);
}
