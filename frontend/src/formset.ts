// Rows of a Django formset: add, take away, number, and the running sum of one of their fields.
import { all } from "./find";
import { writeNumber } from "./words";

const rowsOf = (formset: HTMLElement): HTMLElement[] =>
  Array.from(formset.querySelectorAll<HTMLElement>("[data-formset-row]")).filter((row) => !row.hidden);

function number(formset: HTMLElement): void {
  rowsOf(formset).forEach((row, index) => {
    const place = row.querySelector("[data-formset-number]");
    if (place) place.textContent = String(index + 1);
    const title = row.querySelector("[data-formset-title]")?.textContent ?? "";
    row.setAttribute("aria-label", `${title} ${index + 1}`);
  });
  sum(formset);
}

/** Read 33, 33.5 or 33,5; null when it is no number. */
function readNumber(text: string): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}

function sum(formset: HTMLElement): void {
  const { sumField, sumTarget } = formset.dataset;
  const line = formset.querySelector<HTMLElement>("[data-formset-sum]");
  if (!line || !sumField || !sumTarget) return;
  const total = rowsOf(formset)
    .flatMap((row) => Array.from(row.querySelectorAll<HTMLInputElement>(`[name$="-${CSS.escape(sumField)}"]`)))
    .reduce((so_far, input) => so_far + (readNumber(input.value) ?? 0), 0);
  const rest = Math.round((Number(sumTarget) - total) * 1e6) / 1e6;
  const sentence = rest === 0 ? line.dataset["exact"] : rest > 0 ? line.dataset["short"] : line.dataset["over"];
  const said = (sentence ?? "").replace("{sum}", writeNumber(total, 2)).replace("{rest}", writeNumber(Math.abs(rest), 2));
  line.hidden = false;
  line.classList.toggle("is-exact", rest === 0);
  if (line.textContent !== said) line.textContent = said;
}

/** Add an empty row at the end; move the focus to its first control unless told not to. */
export function addRow(formset: HTMLElement, focus = true): void {
  const empty = formset.querySelector<HTMLTemplateElement>("template[data-formset-empty]");
  const total = formset.querySelector<HTMLInputElement>("input[name$=-TOTAL_FORMS]");
  const place = formset.querySelector("[data-formset-rows]");
  if (!empty || !total || !place) return;
  const holder = document.createElement("div");
  holder.innerHTML = empty.innerHTML.replace(/__prefix__/g, total.value);
  const row = holder.querySelector<HTMLElement>("[data-formset-row]");
  if (!row) return;
  place.append(row);
  total.value = String(Number(total.value) + 1);
  prepareRow(formset, row);
  number(formset);
  if (focus) row.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
}

function removeRow(formset: HTMLElement, row: HTMLElement): void {
  const box = row.querySelector<HTMLInputElement>("[data-formset-delete] input[type=checkbox]");
  if (!box) return;
  const rows = rowsOf(formset);
  const neighbour = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  box.checked = true;
  row.hidden = true;
  number(formset);
  const next = neighbour?.querySelector<HTMLElement>("[data-formset-remove]");
  (next ?? formset.querySelector<HTMLElement>("[data-formset-add]"))?.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function prepareRow(formset: HTMLElement, row: HTMLElement): void {
  const cell = row.querySelector<HTMLElement>("[data-formset-delete]");
  const button = row.querySelector<HTMLElement>("[data-formset-remove]");
  if (!cell || !button) return;
  cell.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => removeRow(formset, row));
}

function hideDeleted(formset: HTMLElement): void {
  formset.querySelectorAll<HTMLInputElement>("[data-formset-delete] input[type=checkbox]").forEach((box) => {
    const row = box.closest<HTMLElement>("[data-formset-row]");
    if (row) row.hidden = box.checked;
  });
  number(formset);
}

export function startFormsets(root: ParentNode): void {
  all<HTMLElement>(root, "[data-formset]").forEach((formset) => {
    formset.querySelectorAll<HTMLElement>("[data-formset-row]").forEach((row) => prepareRow(formset, row));
    const add = formset.querySelector<HTMLElement>("[data-formset-add]");
    if (add) {
      add.hidden = false;
      add.addEventListener("click", () => addRow(formset));
    }
    formset.addEventListener("input", () => sum(formset));
    formset.closest("form")?.addEventListener("draft:filled", () => hideDeleted(formset));
    hideDeleted(formset);
  });
}
