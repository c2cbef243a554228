// Weights that move: a slider and a number that say the same, the part of each in the sum, and the list that answers.
// One request is on its way at a time; what moved meanwhile is asked as soon as it comes back, so that the last always wins.
// The piece is put in as it comes, without HTMX: nothing in it needs any of it, and a list that follows the hand has no time to lose.
import { all } from "./find";
import { writeNumber } from "./words";

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

function startAsking(form: HTMLFormElement): () => Promise<void> {
  const target = document.getElementById(form.dataset["target"] ?? "");
  const summary = document.getElementById(form.dataset["summary"] ?? "");
  let [isAsking, isDue] = [false, false];

  async function show(address: string): Promise<void> {
    if (!target) return;
    const response = await fetch(address, { headers: { "HX-Request": "true" } });
    if (response.redirected || !response.ok) {
      window.location.assign(address); // the session ended, or the page itself says what happened
      return;
    }
    const open = target.querySelector("details")?.open ?? false;
    target.innerHTML = await response.text();
    const details = target.querySelector("details");
    if (details) details.open = open;
    window.history.replaceState(window.history.state, "", address);
    const said = target.querySelector<HTMLElement>("[data-ranking]")?.dataset["summaryText"] ?? "";
    if (summary && summary.textContent !== said) summary.textContent = said;
  }

  return async function ask(): Promise<void> {
    isDue = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (isDue) {
        isDue = false;
        const query = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
        await show(`${form.action}?${query.toString()}`);
      }
    } catch {
      document.dispatchEvent(new Event("htmx:sendError")); // said where every other lost connection is
    } finally {
      isAsking = false;
    }
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
        void ask();
      });
      number.addEventListener("input", () => {
        range.value = number.value;
        tell(form);
        void ask();
      });
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void ask();
    });
    form.querySelector<HTMLElement>("[data-weights-ask]")?.setAttribute("hidden", "");
  });
}
