// In a form whose dates follow a year, typing another year moves to it the dates that nobody has touched.
import { all } from "./find";

const DAY = /^(\d{4})(-\d\d-\d\d)$/;

/** The same day of another year; 29 February of a year without it is the 28th. */
function moved(day: string, by: number): string {
  const found = DAY.exec(day);
  if (!found) return day;
  const other = `${String(Number(found[1]) + by).padStart(4, "0")}${found[2]}`;
  return new Date(`${other}T00:00:00Z`).toISOString().startsWith(other) ? other : other.replace("-02-29", "-02-28");
}

function follow(year: HTMLInputElement): void {
  const first = Number(year.defaultValue);
  const wanted = Number(year.value);
  if (!first || !year.value || !year.validity.valid) return;
  year.form?.querySelectorAll<HTMLInputElement>("input[type=date]").forEach((input) => {
    const shown = input.dataset["moved"] ?? input.defaultValue;
    if (!input.defaultValue || input.value !== shown) return; // somebody wrote it
    input.value = input.dataset["moved"] = moved(input.defaultValue, wanted - first);
  });
}

export function startYears(root: ParentNode): void {
  all<HTMLInputElement>(root, "input[data-moves-years]").forEach((year) => {
    year.addEventListener("input", () => follow(year));
  });
}
