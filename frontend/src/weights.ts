// Weights that move: a slider and a number that say the same, the part of each in the sum, and the list that answers.
// One request is on its way at a time; what moved meanwhile is asked as soon as it comes back, so that the last always wins.
import htmx from "htmx.org";
import { all } from "./find";
import { writeNumber } from "./words";

const WAIT_MS = 30;

const numbersOf = (form: HTMLElement): HTMLInputElement[] =>
  Array.from(form.querySelectorAll<HTMLInputElement>("[data-weight-number]"));

const valueOf = (input: HTMLInputElement): number => Math.max(0, Number(input.value) || 0);

/** Say the part of each weight in the sum, and give the form that saves them what is on the page. */
function tell(form: HTMLElement): void {
  const numbers = numbersOf(form);
  const total = numbers.reduce((sum, input) => sum + valueOf(input), 0);
  numbers.forEach((input) => {
    const share = input.closest("[data-weight]")?.querySelector("[data-weight-share]");
    if (share) share.textContent = `${writeNumber(total ? Math.round((1000 * valueOf(input)) / total) / 10 : 0, 1)} %`;
  });
  const place = form.querySelector("[data-weight-total]");
  if (place) place.textContent = writeNumber(Math.round(total * 100) / 100, 2);
  const kept = document.querySelectorAll<HTMLInputElement>("[data-weights-kept] input[name=peso]");
  kept.forEach((input, index) => (input.value = numbers[index]?.value ?? input.value));
}

function startAsking(form: HTMLFormElement): () => void {
  const target = document.getElementById(form.dataset["target"] ?? "");
  const summary = document.getElementById(form.dataset["summary"] ?? "");
  let [isAsking, isDue, timer] = [false, false, 0];

  async function ask(): Promise<void> {
    if (!target) return;
    if (isAsking) {
      isDue = true;
      return;
    }
    isAsking = true;
    const query = new URLSearchParams(new FormData(form) as unknown as Record<string, string>).toString();
    const address = `${form.action}?${query}`;
    const open = target.querySelector("details")?.open ?? false;
    try {
      await htmx.ajax("get", address, { target, swap: "innerHTML" });
      const details = target.querySelector("details");
      if (details) details.open = open;
      window.history.replaceState(window.history.state, "", address);
      const said = target.querySelector<HTMLElement>("[data-ranking]")?.dataset["summaryText"] ?? "";
      if (summary && summary.textContent !== said) summary.textContent = said;
    } finally {
      isAsking = false;
      if (isDue) {
        isDue = false;
        void ask();
      }
    }
  }

  return () => {
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      void ask();
    }, WAIT_MS);
  };
}

export function startWeights(root: ParentNode): void {
  all<HTMLFormElement>(root, "form[data-weights]").forEach((form) => {
    const ask = startAsking(form);
    form.querySelectorAll<HTMLElement>("[data-weight]").forEach((weight) => {
      const range = weight.querySelector<HTMLInputElement>("[data-weight-range]");
      const number = weight.querySelector<HTMLInputElement>("[data-weight-number]");
      if (!range || !number) return;
      range.hidden = false;
      range.step = "1";
      range.addEventListener("input", () => {
        number.value = range.value;
        tell(form);
        ask();
      });
      number.addEventListener("input", () => {
        range.value = number.value;
        tell(form);
        ask();
      });
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    form.querySelector<HTMLElement>("[data-weights-ask]")?.setAttribute("hidden", "");
  });
}
