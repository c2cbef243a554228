// What HTMX needs of us: clean addresses for filters, typing that searches, and a word when the server cannot be reached.
import { say } from "./words";

const WAIT_MS = 400;

function complain(sentence: string): void {
  const list = document.getElementById("mensajes");
  if (!list) return;
  const line = document.createElement("p");
  const strong = document.createElement("strong");
  line.className = "message message-error";
  strong.textContent = say("No se pudo.");
  line.append(strong, ` ${say(sentence)}`);
  list.replaceChildren(line);
  list.scrollIntoView({ block: "nearest" });
}

export function startExchange(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, parameters } = (event as CustomEvent<{ verb: string; parameters: FormData | Record<string, unknown> }>).detail;
    if (verb !== "get") return;
    const names = parameters instanceof FormData ? Array.from(parameters.keys()) : Object.keys(parameters);
    for (const name of new Set(names)) {
      const value: unknown = parameters instanceof FormData ? parameters.get(name) : parameters[name];
      if (value !== "") continue;
      if (parameters instanceof FormData) parameters.delete(name);
      else delete parameters[name];
    }
  });
  document.addEventListener("htmx:sendError", () =>
    complain("No hay conexión con el servidor. Lo que escribió sigue aquí; inténtelo de nuevo."),
  );
  document.addEventListener("htmx:responseError", (event) =>
    complain(
      (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status === 503
        ? "La base de datos está ocupada o no responde. Lo que escribió sigue aquí; inténtelo de nuevo en un momento."
        : "El servidor no respondió bien. Lo que escribió sigue aquí; inténtelo de nuevo en un minuto.",
    ),
  );
  let timer = 0;
  document.addEventListener("input", (event) => {
    const input = event.target as HTMLInputElement;
    if (!input.matches("form.filters[hx-get] input[type=search], form.filters[hx-get] input[type=text]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => input.dispatchEvent(new Event("change", { bubbles: true })), WAIT_MS);
  });
}
