// Screens come from <template data-screen>, sentences from <template data-word>: the server wrote both in the reader's language.
import { writeMoment } from "../words";

export function word(key: string, values: Record<string, string | number> = {}): string {
  const found = document.querySelector<HTMLTemplateElement>(`template[data-word="${key}"]`);
  const said = (found?.content.textContent ?? key).trim();
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Return a copy of a screen with its words written, empty ones taken away. */
export function screen(name: string, texts: Record<string, string> = {}, links: Record<string, [string, string?]> = {}): DocumentFragment {
  const found = document.querySelector<HTMLTemplateElement>(`template[data-screen="${name}"]`);
  const copy = (found?.content.cloneNode(true) ?? document.createDocumentFragment()) as DocumentFragment;
  for (const place of Array.from(copy.querySelectorAll<HTMLElement>("[data-text]"))) {
    const key = place.dataset["text"] ?? "";
    if (key in texts) place.textContent = texts[key] ?? "";
    if (place.textContent === "" && place.tagName === "P" && key in texts) place.remove();
  }
  for (const place of Array.from(copy.querySelectorAll<HTMLAnchorElement>("a[data-link]"))) {
    const link = links[place.dataset["link"] ?? ""];
    if (!link) {
      place.remove();
      continue;
    }
    place.href = link[0];
    if (link[1]) place.textContent = link[1];
  }
  return copy;
}

export function part(root: ParentNode, name: string): HTMLElement {
  return root.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? document.createElement("div");
}

export function setText(root: ParentNode, name: string, said: string): void {
  const place = root.querySelector<HTMLElement>(`[data-text="${name}"]`);
  if (place && place.textContent !== said) place.textContent = said;
}

export function warn(sentence: string, kind = "bad"): void {
  const place = document.getElementById("aviso");
  if (!place) return;
  place.replaceChildren();
  if (!sentence) return;
  const line = document.createElement("p");
  line.className = `notice notice-${kind}`;
  line.textContent = sentence;
  place.append(line);
}

/** Write how long ago something was. */
export function age(from: number, now = Date.now()): string {
  const minutes = Math.floor(Math.max(0, now - from) / 60_000);
  if (minutes < 1) return word("now");
  if (minutes < 60) return word("minutes", { count: minutes });
  if (minutes < 48 * 60) return word("hours", { count: Math.floor(minutes / 60) });
  return word("days", { count: Math.floor(minutes / 1440) });
}

/** Write a day as 21 nov 2026. */
export function day(iso: string): string {
  return writeMoment(new Date(`${iso}T12:00:00`)).split(",")[0] ?? iso;
}
