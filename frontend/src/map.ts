// The map that the server drew: a tooltip under the pointer or at the focus, one stop for the Tab key, arrows to move.
import { all } from "./find";
import { say } from "./words";

type Shape = SVGElement & { dataset: DOMStringMap };

/** Move what `<title>` says to data-tip: the browser's own tooltip would come late, small, and on top of ours. */
function adoptTitles(map: HTMLElement): void {
  map.querySelectorAll("svg title").forEach((title) => {
    const shape = title.parentElement as unknown as Shape | null;
    if (!shape || shape.matches("svg")) return;
    const text = title.textContent?.trim() ?? "";
    shape.dataset["tip"] ??= text;
    if (!shape.hasAttribute("aria-label")) shape.setAttribute("aria-label", text);
    if (!shape.matches("a") && !shape.hasAttribute("role")) shape.setAttribute("role", "img");
    title.remove();
  });
}

function startTip(map: HTMLElement): void {
  const tip = document.createElement("div");
  tip.className = "map-tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true"); // the shape already carries the words
  map.append(tip);
  const show = (target: EventTarget | null): void => {
    const shape = (target as Element | null)?.closest<Shape>("[data-tip]");
    tip.hidden = !shape;
    if (!shape) return;
    tip.textContent = shape.dataset["tip"] ?? "";
    const [box, frame] = [shape.getBoundingClientRect(), map.getBoundingClientRect()];
    const left = box.left + box.width / 2 - frame.left - tip.offsetWidth / 2;
    const top = box.top - frame.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`;
    tip.style.top = `${top < 0 ? box.bottom - frame.top + 8 : top}px`;
  };
  map.addEventListener("pointerover", (event) => show(event.target));
  map.addEventListener("pointerleave", () => show(null));
  map.addEventListener("focusin", (event) => show(event.target));
  map.addEventListener("focusout", () => show(null));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tip.hidden = true;
  });
}

const DIRECTIONS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function centre(shape: Element): [number, number] {
  const box = shape.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

/** The nearest shape on that side, where straying sideways costs double. */
function neighbour(from: Element, shapes: Element[], [dx, dy]: [number, number]): Element | undefined {
  const [x, y] = centre(from);
  const reached = shapes.flatMap((shape) => {
    const [cx, cy] = centre(shape);
    const along = (cx - x) * dx + (cy - y) * dy;
    const aside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
    return shape !== from && along > 1 ? [{ shape, cost: along + 2 * aside }] : [];
  });
  return reached.sort((a, b) => a.cost - b.cost)[0]?.shape;
}

function startKeys(map: HTMLElement): void {
  const links = Array.from(map.querySelectorAll<SVGAElement>("svg a"));
  if (links.length < 2) return;
  links.forEach((link, index) => link.setAttribute("tabindex", index ? "-1" : "0"));
  const hint = document.createElement("p");
  hint.className = "visually-hidden";
  hint.id = `${map.id || "mapa"}-teclas`;
  hint.textContent = say("Use las flechas para recorrer el mapa y Enter para entrar.");
  map.append(hint);
  links.forEach((link) => link.setAttribute("aria-describedby", hint.id));
  map.addEventListener("keydown", (event) => {
    const direction = DIRECTIONS[event.key];
    const from = (event.target as Element).closest("svg a");
    if (!direction || !from) return;
    event.preventDefault();
    const to = neighbour(from, links, direction) as SVGAElement | undefined;
    if (!to) return;
    links.forEach((link) => link.setAttribute("tabindex", link === to ? "0" : "-1"));
    to.focus();
  });
}

export function startMaps(root: ParentNode): void {
  all<HTMLElement>(root, "[data-map]").forEach((map) => {
    adoptTitles(map);
    startTip(map);
    startKeys(map);
  });
}
