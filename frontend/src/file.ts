// A file that the server would refuse for its size is refused here, before it travels. The server checks again.
import { say, writeSize } from "./words";

function check(input: HTMLInputElement): void {
  const limit = Number(input.dataset["maxBytes"]);
  const files = Array.from(input.files ?? []);
  const heavy = files.find((file) => limit > 0 && file.size > limit);
  const problem = heavy
    ? say("Este archivo pesa {size} y el máximo es {limit}. Redúzcalo o divídalo en partes.", {
        size: writeSize(heavy.size),
        limit: writeSize(limit),
      })
    : files.some((file) => file.size === 0)
      ? say("Este archivo está vacío (0 bytes). Revise que sea el correcto.")
      : "";
  input.setCustomValidity(problem);
  const noteId = `${input.id || input.name}_tamano`;
  let note = document.getElementById(noteId);
  if (!note) {
    note = document.createElement("p");
    note.id = noteId;
    note.setAttribute("role", "status");
    input.after(note);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${noteId}`.trim());
  }
  note.className = problem ? "errorlist" : "help";
  note.textContent = problem || files.map((file) => `${file.name}: ${writeSize(file.size)}`).join(" · ");
  if (problem) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

export function startFiles(): void {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.type === "file" && input.dataset["maxBytes"]) check(input);
  });
}
