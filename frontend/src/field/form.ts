// The screens on which one writes: what is typed is kept in the device as it is typed.
import { writeMoment, writeSize } from "../words";
import { itemsOf, peopleOf, problemsOf, readNames, trueToday } from "./captures";
import { part, screen, setText, warn, word } from "./page";
import { shrink } from "./shrink";
import { dropCapture, dropPhoto, getPhoto, putCapture, putPhoto, queue, removePhoto, type Capture, type Package, type Person, type Plan, type Promise_ } from "./store";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const WAIT_MS = 300;
/** As many people of last time are shown at once. */
const FEW = 12;

const controls = (root: ParentNode, attribute: string): Control[] => Array.from(root.querySelectorAll<Control>(`[${attribute}]`));
const valueOf = (control: Control): string | boolean =>
  control instanceof HTMLInputElement && control.type === "checkbox" ? control.checked : control.value;
function put(control: Control, value: unknown): void {
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value === true;
  else control.value = String(value ?? "");
}

/** Tell apart a device with no room from any other fault; what is on the screen stays on it. */
export async function keep(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    warn(word(error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "private"));
    return false;
  }
}

export class Form {
  readonly root: DocumentFragment;
  private readonly form: HTMLFormElement;
  private timer = 0;
  private wasKept = true;

  constructor(
    readonly capture: Capture,
    private readonly given: Package,
    private readonly plan: Plan | undefined,
    private readonly done: (isQueued: boolean) => void,
  ) {
    this.root = capture.kind === "session" ? this.sessionScreen() : this.milestoneScreen();
    this.form = this.root.querySelector("form") as HTMLFormElement;
    controls(this.form, "name").forEach((control) => put(control, capture.values[control.name]));
    if (capture.kind === "session") this.fillLists();
    void this.showPhotos();
    this.listen();
  }

  private sessionScreen(): DocumentFragment {
    const { plan, capture } = this;
    const copy = screen("session", {
      heading: word(capture.base === null ? "new-session" : capture.isHeld ? "correct-session" : "record"),
      plan: plan ? `${plan.entity} · ${plan.title}` : "",
      consent: this.given.consent?.text ?? "",
    });
    const service = copy.querySelector<HTMLSelectElement>("[name=service]");
    for (const one of plan?.services ?? []) service?.add(new Option(one.name, one.id));
    const hide = (name: string, isHidden: boolean): void => {
      copy.querySelector(`[data-field="${name}"]`)?.toggleAttribute("hidden", isHidden);
    };
    hide("service", (plan?.services.length ?? 0) < 2);
    hide("again", !plan?.people.length);
    setText(copy, "again", word("people-count", { count: plan?.people.length ?? 0 }));
    copy.querySelector("details[data-field=again]")?.toggleAttribute("open", (plan?.people.length ?? 0) <= FEW);
    hide("milestones", !plan?.milestones.length);
    hide("consent", !this.given.consent);
    return copy;
  }

  private milestoneScreen(): DocumentFragment {
    const milestone = this.plan?.milestones.find((one) => one.id === this.capture.target);
    return screen("milestone", {
      name: milestone?.name ?? "",
      observation: milestone?.status === "returned" && milestone.observation ? word("returned", { reason: milestone.observation }) : "",
    });
  }

  private fillLists(): void {
    const { values } = this.capture;
    const choices = (name: string, all: { id: string | number; said: string }[], chosen: (string | number)[]): void => {
      for (const one of all) {
        const label = document.createElement("label");
        const box = document.createElement("input");
        const said = document.createElement("span");
        label.className = "choice";
        box.type = "checkbox";
        box.value = String(one.id);
        box.dataset["choice"] = name;
        box.checked = chosen.includes(one.id);
        said.textContent = one.said;
        label.append(box, said);
        part(this.form, name).append(label);
      }
    };
    choices("again", (this.plan?.people ?? []).map((one) => ({ id: one.id, said: one.post ? `${one.name} · ${one.post}` : one.name })), values.again ?? []);
    choices("milestones", (this.plan?.milestones ?? []).map((one) => ({ id: one.id, said: one.name })), values.milestones ?? []);
    for (const person of values.people ?? []) this.addRow("people", person);
    for (const promise of values.commitments ?? []) this.addRow("commitments", promise);
    this.number();
  }

  private addRow(name: "people" | "commitments", values: object, focus = false): void {
    const row = screen(`row-${name}`).querySelector<HTMLElement>("[data-row]");
    if (!row) return;
    const key = crypto.randomUUID().slice(0, 8);
    row.dataset["id"] = (values as Partial<Promise_>).id ?? crypto.randomUUID();
    for (const control of controls(row, "data-name")) {
      const field = control.dataset["name"] ?? "";
      control.id = `campo-${key}-${field}`;
      const label = control.closest("label") ?? control.parentElement?.querySelector("label");
      label?.setAttribute("for", control.id);
      if (field in values) put(control, (values as Record<string, unknown>)[field]);
    }
    this.form.querySelector(`[data-rows="${name}"]`)?.append(row);
    if (focus) row.querySelector<HTMLElement>("[data-name]")?.focus();
  }

  private number(): void {
    for (const rows of Array.from(this.form.querySelectorAll("[data-rows]"))) {
      Array.from(rows.children).forEach((row, index) => {
        setText(row, "number", String(index + 1));
        setText(row, "number-2", String(index + 1));
        row.setAttribute("aria-label", (row.querySelector(".label")?.textContent ?? "").trim());
      });
    }
    const count = peopleOf(this.capture).length + (this.capture.values.again ?? []).length;
    setText(this.form, "people", count ? word("people-count", { count }) : "");
  }

  private read(): void {
    const { values } = this.capture;
    for (const control of controls(this.form, "name")) values[control.name] = valueOf(control);
    if (this.capture.kind !== "session") return;
    const rows = (name: string): Record<string, unknown>[] =>
      Array.from(this.form.querySelectorAll<HTMLElement>(`[data-rows="${name}"] > [data-row]`), (row) => ({
        ...(name === "commitments" ? { id: row.dataset["id"] } : {}),
        ...Object.fromEntries(controls(row, "data-name").map((control) => [control.dataset["name"] ?? "", valueOf(control)])),
      }));
    values.people = rows("people") as unknown as Person[];
    values.commitments = rows("commitments") as unknown as Promise_[];
    values.quick = readNames(String(values["names"] ?? ""), this.plan?.entity ?? "");
    const chosen = (name: string): string[] =>
      Array.from(this.form.querySelectorAll<HTMLInputElement>(`[data-choice="${name}"]:checked`), (box) => box.value);
    values.again = chosen("again").map(Number);
    values.milestones = chosen("milestones");
  }

  /** Keep what was typed a moment ago and is not kept yet: this screen is about to go. */
  async flush(): Promise<boolean> {
    return this.timer || !this.wasKept ? this.save() : true;
  }

  /** Keep what is written now. */
  async save(): Promise<boolean> {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.read();
    this.number();
    this.capture.changedAt = Date.now();
    const isKept = await keep(() => putCapture(this.capture));
    if (isKept && !this.wasKept) warn("");
    this.wasKept = isKept;
    if (isKept) setText(this.form, "saved", `${word("saved")} ${writeMoment(new Date())}`);
    return isKept;
  }

  /** Say in the address which draft this is, so that opening the page again opens it and does not begin another. */
  private mark(): void {
    if (/^#\/(sesion|hito)\//.test(location.hash)) history.replaceState(null, "", `#/captura/${this.capture.id}`);
  }

  private listen(): void {
    const later = (): void => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.save().then(() => this.mark()), WAIT_MS);
    };
    this.form.addEventListener("input", later);
    this.form.addEventListener("change", later);
    document.addEventListener("visibilitychange", () => this.timer && void this.save());
    this.form.addEventListener("click", (event) => {
      const button = (event.target as Element).closest("button");
      if (button?.dataset["add"]) {
        const name = button.dataset["add"] as "people" | "commitments";
        this.addRow(name, name === "people" ? { entity_name: this.plan?.entity ?? "" } : {}, true);
        void this.save();
      } else if (button && "remove" in button.dataset) {
        const rows = button.closest<HTMLElement>("[data-rows]");
        button.closest("[data-row]")?.remove();
        rows?.parentElement?.querySelector<HTMLElement>("[data-add]")?.focus();
        void this.save();
      } else if (button?.dataset["do"] === "everybody") {
        this.form.querySelectorAll<HTMLInputElement>("[data-choice=again]").forEach((box) => (box.checked = true));
        void this.save();
      } else if (button?.dataset["do"] === "discard" && window.confirm(word("ask-discard"))) {
        window.clearTimeout(this.timer);
        void dropCapture(this.capture.id).then(() => this.done(false));
      }
    });
    this.form.querySelector<HTMLInputElement>("[data-photo]")?.addEventListener("change", (event) => void this.addPhotos(event.target as HTMLInputElement));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.finish();
    });
  }

  private async addPhotos(input: HTMLInputElement): Promise<void> {
    warn("");
    for (const file of Array.from(input.files ?? [])) {
      const small = await shrink(file);
      if (!small) {
        warn(word("bad-photo", { name: file.name }));
        continue;
      }
      const id = crypto.randomUUID();
      const bytes = await small.arrayBuffer();
      const name = `${file.name.replace(/\.[^.]*$/, "").slice(0, 80) || "foto"}.jpg`;
      if (!(await keep(() => putPhoto({ id, name, type: "image/jpeg", bytes })))) break;
      if (this.capture.kind === "milestone") for (const old of this.capture.photos.splice(0)) await dropPhoto(old);
      this.capture.photos.push(id);
      this.capture.proves = { ...this.capture.proves, [id]: this.form.querySelector<HTMLSelectElement>("[data-proves]")?.value ?? "" };
    }
    input.value = "";
    await this.save();
    await this.showPhotos();
  }

  private async showPhotos(): Promise<void> {
    const list = part(this.form, "photos");
    const lines: HTMLElement[] = [];
    for (const [index, id] of this.capture.photos.entries()) {
      const photo = await getPhoto(id);
      if (!photo) continue;
      const line = document.createElement("li");
      const remove = document.createElement("button");
      line.textContent = word("photo-name", { number: index + 1, size: writeSize(photo.bytes.byteLength) });
      remove.type = "button";
      remove.className = "btn-link";
      remove.textContent = word("remove-photo", { number: index + 1 });
      remove.addEventListener("click", () => {
        this.capture.photos = this.capture.photos.filter((one) => one !== id);
        void removePhoto(this.capture, id).then(() => this.save()).then(() => this.showPhotos());
      });
      line.append(" ", remove);
      lines.push(line);
    }
    list.replaceChildren(...lines);
  }

  private problems(today: string): string[] {
    if (this.capture.kind === "session") {
      const label = (name: string): string => {
        const found = this.form.querySelector(`label[for="campo-${name}"]`)?.firstChild?.textContent ?? name;
        return found.trim();
      };
      return problemsOf(this.capture, this.plan, today, label);
    }
    const said = String(this.capture.values["report"] ?? "").trim();
    const label = this.form.querySelector("label[for=campo-report]")?.textContent ?? "";
    return [...(said ? [] : [word("missing", { field: label.toLowerCase() })]), ...(this.capture.photos.length ? [] : [word("missing-photo")])];
  }

  private async finish(): Promise<void> {
    if (!(await this.save())) return;
    const problems = this.problems(await trueToday());
    const summary = this.form.querySelector<HTMLElement>(".error-summary");
    if (problems.length) {
      if (!summary) return warn(problems.join(" "));
      part(summary, "errors").replaceChildren(
        ...problems.map((problem) => Object.assign(document.createElement("li"), { textContent: problem })),
      );
      summary.hidden = false;
      return summary.focus();
    }
    const title = this.capture.kind === "milestone" ? this.plan?.milestones.find((one) => one.id === this.capture.target)?.name : undefined;
    const items = itemsOf(title ? { ...this.capture, values: { ...this.capture.values, title } } : this.capture);
    // Nothing was added to what the server has: there is nothing to send.
    const work = items.length ? (): Promise<void> => queue(this.capture, items) : (): Promise<void> => dropCapture(this.capture.id);
    if (await keep(work)) this.done(items.length > 0);
  }
}
