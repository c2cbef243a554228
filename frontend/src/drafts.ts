// What is typed in a form with data-draft="key" is kept in this browser until the server accepts it, so that a reload, a
// closed window or an expired session loses nothing. Kept per person; passwords, files and hidden fields never are.
import { all } from "./find";
import { addRow } from "./formset";
import { say, writeMoment } from "./words";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Values = [name: string, value: string, chosen: boolean][];
interface Draft {
  savedAt: string;
  values: Values;
  rows: Record<string, number>;
}

const MAX_AGE_DAYS = 14;
const WAIT_MS = 400;
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

const prefix = (): string => `llegada:draft:${document.body.dataset["who"] ?? ""}:`;
const SENT = "llegada:sent";

function controls(form: HTMLFormElement): Control[] {
  return Array.from(form.elements).filter(
    (element): element is Control =>
      (element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) &&
      element.name !== "" &&
      !NEVER.has(element.type),
  );
}

function valuesOf(form: HTMLFormElement): Values {
  return controls(form).flatMap((control): Values => {
    if (control instanceof HTMLSelectElement && control.multiple) {
      return Array.from(control.options, (option) => [control.name, option.value, option.selected]);
    }
    return [[control.name, control.value, control instanceof HTMLInputElement && control.checked]];
  });
}

function rowsOf(form: HTMLFormElement): Record<string, number> {
  const totals = form.querySelectorAll<HTMLInputElement>("input[name$=-TOTAL_FORMS]");
  return Object.fromEntries(Array.from(totals, (total) => [total.name.replace("-TOTAL_FORMS", ""), Number(total.value)]));
}

function read(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(prefix() + key) ?? "null") as Draft | null;
    const age = draft ? Date.now() - Date.parse(draft.savedAt) : 0;
    return age > MAX_AGE_DAYS * 86_400_000 ? null : draft;
  } catch {
    return null;
  }
}

function write(form: HTMLFormElement, key: string): boolean {
  const draft: Draft = { savedAt: new Date().toISOString(), values: valuesOf(form), rows: rowsOf(form) };
  try {
    localStorage.setItem(prefix() + key, JSON.stringify(draft));
    return true;
  } catch {
    return false; // storage full or refused: the form works as if there were no drafts
  }
}

export function forget(key: string): void {
  localStorage.removeItem(prefix() + key);
}

function fill(form: HTMLFormElement, draft: Draft): void {
  for (const [name, total] of Object.entries(draft.rows)) {
    const formset = form.querySelector<HTMLElement>(`[data-formset="${CSS.escape(name)}"]`);
    for (let missing = total - (rowsOf(form)[name] ?? total); formset && missing > 0; missing--) addRow(formset, false);
  }
  const all = controls(form);
  for (const [name, value, chosen] of draft.values) {
    for (const control of all.filter((candidate) => candidate.name === name)) {
      if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
        if (control.value === value) control.checked = chosen;
      } else if (control instanceof HTMLSelectElement && control.multiple) {
        for (const option of Array.from(control.options)) if (option.value === value) option.selected = chosen;
      } else if (!(control instanceof HTMLSelectElement) || Array.from(control.options, (o) => o.value).includes(value)) {
        control.value = value;
      }
    }
  }
  form.dispatchEvent(new CustomEvent("draft:filled", { bubbles: true }));
}

function note(form: HTMLFormElement, key: string, savedAt: string): void {
  const box = document.createElement("div");
  const words = document.createElement("span");
  const discard = document.createElement("button");
  box.className = "draft-note";
  box.setAttribute("role", "status");
  const when = writeMoment(new Date(savedAt));
  words.textContent = `${say("Recuperamos lo que había escrito.")} ${say("Guardado en este equipo:")} ${when}.`;
  discard.type = "button";
  discard.className = "btn btn-quiet btn-s";
  discard.textContent = say("Descartar");
  discard.addEventListener("click", () => {
    forget(key);
    location.reload();
  });
  box.append(words, discard);
  form.prepend(box);
}

/** A form was sent: the page that follows says whether the server took it. */
function settleSent(): void {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (key && document.querySelector("#mensajes .message-success")) forget(key);
}

function watch(form: HTMLFormElement): void {
  const key = form.dataset["draft"];
  if (!key) return;
  // A form drawn again with errors already holds what was last typed: nothing older may cover it.
  const draft = form.querySelector(".error-summary, .errorlist") ? null : read(key);
  if (draft && JSON.stringify(draft.values) !== JSON.stringify(valuesOf(form))) {
    fill(form, draft);
    note(form, key, draft.savedAt);
  }
  const status = form.querySelector<HTMLElement>("[data-draft-status]");
  let timer = 0;
  const save = (): void => {
    window.clearTimeout(timer);
    timer = 0;
    if (write(form, key) && status) {
      status.textContent = `${say("Borrador guardado en este equipo:")} ${writeMoment(new Date())}`;
    }
  };
  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, WAIT_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("pagehide", () => timer && save());
  form.addEventListener("submit", () => {
    save();
    sessionStorage.setItem(SENT, key);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: HTMLElement; successful: boolean }>).detail;
    if (successful && elt === form) forget(key); // a part that only looks something up saves nothing
  });
  // A button that belongs to the form from elsewhere in the page (its `form` attribute) says that it saves all of it.
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: HTMLElement; successful: boolean }>).detail;
    if (successful && elt.dataset["draftSaved"] === key) forget(key);
  });
}

export function startDrafts(root: ParentNode): void {
  if (root === document) settleSent();
  all<HTMLFormElement>(root, "form[data-draft]").forEach(watch);
}
