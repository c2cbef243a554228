// The field with no signal: one page that the device keeps, with the screens of the advisor's work.
import { Form, keep } from "./form";
import { beginReport, beginSession } from "./captures";
import { age, day, part, screen, warn, word } from "./page";
import {
  countUnsent, dropCapture, dropItem, getCapture, getMeta, getPackage, listCaptures, listItems, markUnsent, putItem, reopen, wipe, wipeIfForgotten,
  type Capture, type Package, type Plan,
} from "./store";
import { loadFile, saveFile } from "./transfer";
import type { State } from "./exchange";
import { hold, listen, tell, type Release } from "./tabs";
import { csrfToken, exchangeNow, sendLater } from "./wire";

const EVERY_MS = 60_000;
const PILLS = { unsent: "warn", held: "info", conflict: "warn", refused: "bad" } as const;
let state: State = "idle";
let form: Form | null = null;
/** Lets another tab write on the draft that is open here. */
let release: Release | null = null;

const place = (): HTMLElement => document.getElementById("pantalla") as HTMLElement;

async function drawBar(): Promise<void> {
  const { items, drafts, oldest } = await countUnsent();
  const said = items === 0 ? word("unsent-none") : items === 1 ? word("unsent-one") : word("unsent-many", { count: items });
  const bar = screen("bar", {
    unsent: oldest === null ? said : `${said}, ${word("since", { when: age(oldest) })}`,
    state: [drafts ? word("drafts", { count: drafts }) : "", word(`state-${state}`)].filter(Boolean).join(" "),
  });
  const login = bar.querySelector<HTMLAnchorElement>("[data-when=login]");
  if (login) {
    login.hidden = state !== "login";
    login.href = `${document.body.dataset["login"]}?next=${encodeURIComponent(document.body.dataset["home"] ?? "/")}`;
  }
  const box = document.getElementById("sin-enviar");
  box?.classList.toggle("has-unsent", items + drafts > 0);
  if (box && box.textContent !== bar.textContent) box.replaceChildren(bar);
}

async function sync(): Promise<void> {
  if (state === "sending") return;
  state = "sending";
  await drawBar();
  const before = (await countUnsent()).items;
  try {
    state = await exchangeNow();
  } catch (error) {
    // What could not be put in the device stays where it was: here if it was unsent, there if it was new.
    state = "server";
    if (error instanceof DOMException && error.name === "QuotaExceededError") warn(word("full-plans"));
  }
  const after = (await countUnsent()).items;
  await drawBar();
  if (before > 0 && after === 0) warn(word("all-sent"), "ok");
  if (after > 0 && (state === "offline" || state === "server")) void sendLater();
  if (!form) await route();
}

const findPlan = (given: Package, id: string): Plan | undefined => given.plans.find((plan) => plan.id === id);

async function drawHome(given: Package | undefined): Promise<void> {
  const fetched = await getMeta<number>("fetchedAt");
  const copy = screen("home", {
    freshness: fetched ? [word("freshness", { when: age(fetched) }), given?.has_more ? word("freshness-more") : ""].filter(Boolean).join(" ") : "",
  });
  if (!given) {
    place().replaceChildren(copy);
    part(place(), "sessions").closest("section")?.replaceWith(screen("empty-home"));
    part(place(), "plans").closest("section")?.remove();
    return;
  }
  const captures = (await listCaptures()).filter((one) => one.owner === given.person);
  for (const one of captures.filter((capture) => !capture.isReady)) {
    part(copy, "drafts").append(
      screen("draft-item", { title: titleOf(given, one) }, { open: [`#/captura/${one.id}`] }),
    );
  }
  const busy = new Set(captures.map((one) => one.target));
  const sessions = given.plans.flatMap((plan) => plan.sessions.map((session) => ({ plan, session })));
  sessions.sort((a, b) => a.session.held_on.localeCompare(b.session.held_on) || a.session.starts_at.localeCompare(b.session.starts_at));
  for (const { plan, session } of sessions) {
    const isOpen = session.is_open && !busy.has(session.id);
    part(copy, session.is_awaited ? "sessions" : "held").append(
      screen(
        "session-item",
        {
          status: busy.has(session.id) ? word("waiting-to-send") : session.status_label,
          title: session.title,
          detail: `${day(session.held_on)}, ${session.starts_at} · ${plan.entity} · ${session.place}`,
        },
        isOpen ? { open: [`#/sesion/${plan.id}/${session.id}`, word(session.is_awaited ? "record" : "correct")] } : {},
      ),
    );
  }
  if (!sessions.some(({ session }) => session.is_awaited)) part(copy, "sessions").append(Object.assign(document.createElement("li"), { textContent: word("no-sessions") }));
  if (!part(copy, "held").childElementCount) part(copy, "held").closest("details")?.remove();
  for (const plan of given.plans) part(copy, "plans").append(drawPlan(plan, busy));
  replaceKeepingOpen(copy);
}

const summaryOf = (one: HTMLDetailsElement): string => one.querySelector("summary")?.textContent ?? "";

/** Put a screen in its place again without closing what the person has open: it is drawn at each exchange with the server. */
function replaceKeepingOpen(copy: DocumentFragment): void {
  const open = new Set([...place().querySelectorAll<HTMLDetailsElement>("details[open]")].map(summaryOf));
  const focused = document.activeElement instanceof HTMLElement && document.activeElement.tagName === "SUMMARY" ? document.activeElement.textContent : null;
  for (const one of copy.querySelectorAll("details")) one.open = open.has(summaryOf(one));
  place().replaceChildren(copy);
  if (focused === null) return;
  [...place().querySelectorAll("summary")].find((one) => one.textContent === focused)?.focus({ preventScroll: true });
}

function drawPlan(plan: Plan, busy: Set<string>): DocumentFragment {
  const copy = screen("plan", { entity: plan.entity, title: plan.title }, { new: [`#/sesion/${plan.id}`] });
  for (const one of plan.milestones) {
    const canReport = one.can_report && !busy.has(one.id);
    part(copy, "milestones").append(
      screen(
        "milestone-item",
        {
          status: busy.has(one.id) ? word("waiting-to-send") : one.status_label,
          name: one.name,
          due: word("due", { date: day(one.due_on) }),
          observation: one.status === "returned" && one.observation ? word("returned", { reason: one.observation }) : "",
        },
        canReport ? { report: [`#/hito/${plan.id}/${one.id}`] } : {},
      ),
    );
  }
  return copy;
}

function titleOf(given: Package, capture: Capture): string {
  const plan = findPlan(given, capture.plan);
  const said = capture.kind === "milestone" ? plan?.milestones.find((one) => one.id === capture.target)?.name : String(capture.values["title"] ?? "");
  return [said || word("untitled"), plan?.entity].filter(Boolean).join(" · ");
}

async function drawUnsent(): Promise<void> {
  const items = await listItems();
  const { oldest } = await countUnsent();
  const clock = (await getMeta<number>("clock")) ?? 0;
  const copy = screen("unsent", {
    summary: items.length ? word("since", { when: age(oldest ?? Date.now()) }) : word("unsent-none"),
    clock: Math.abs(clock) > 600 ? word("clock", { hours: Math.round(Math.abs(clock) / 360) / 10 }) : "",
  });
  const owner = await getMeta<string>("owner");
  for (const item of items) {
    const isMine = !owner || item.owner === owner;
    const line = screen(
      "unsent-item",
      { status: word(`status-${item.status}`), title: isMine ? item.title : word("somebody-else"), detail: age(Date.parse(item.capturedAt)), sentence: item.sentence },
      item.url ? { choose: [item.url] } : {},
    );
    line.querySelector(".pill")?.classList.add(`pill-${PILLS[item.status]}`);
    const correct = line.querySelector<HTMLButtonElement>("[data-do=correct]");
    const mayCorrect = isMine && (item.status === "refused" || item.status === "unsent") && item.kind !== "evidence";
    if (!mayCorrect) correct?.remove();
    correct?.addEventListener("click", () => void reopen(item.capture).then(() => (location.hash = `#/captura/${item.capture}`)));
    const mayRetry = isMine && item.status === "refused";
    const retry = line.querySelector<HTMLButtonElement>("[data-do=retry]");
    const drop = line.querySelector<HTMLButtonElement>("[data-do=drop]");
    if (!mayRetry) [retry, drop].forEach((button) => button?.remove());
    retry?.addEventListener("click", () => void putItem({ ...item, status: "unsent", sentence: "" }).then(sync));
    drop?.addEventListener("click", () => {
      // Without its session nothing of a capture would ever be let in.
      const go = item.kind === "session" ? (): Promise<void> => dropCapture(item.capture) : (): Promise<void> => dropItem(item);
      if (window.confirm(word("ask-drop"))) void go().then(sync);
    });
    part(copy, "items").append(line);
  }
  if (!items.length) copy.querySelector("[data-field=items]")?.remove();
  place().replaceChildren(copy);
}

async function summary(): Promise<string> {
  const { items, drafts } = await countUnsent();
  const said = items === 0 ? word("unsent-none") : items === 1 ? word("unsent-one") : word("unsent-many", { count: items });
  return drafts ? `${said}. ${word("drafts", { count: drafts })}` : `${said}.`;
}

async function drawFile(given: Package | undefined): Promise<void> {
  const copy = screen("file", { summary: await summary() });
  const input = copy.querySelector<HTMLInputElement>("[data-load]");
  if (input) input.disabled = !given;
  input?.addEventListener("change", () => {
    const file = input.files?.[0];
    if (!file || !given) return;
    void keep(async () => {
      const count = await loadFile(file, given);
      warn(count === null ? word("bad-file") : word("loaded", { count }), count === null ? "bad" : "ok");
      await drawBar();
    });
  });
  copy.querySelector("[data-do=save]")?.addEventListener("click", () => void keep(saveFile));
  place().replaceChildren(copy);
}

async function drawLeave(): Promise<void> {
  const { items, drafts } = await countUnsent();
  const isLosing = items + drafts > 0;
  const copy = screen("leave", { summary: await summary(), leave: word(isLosing ? "leave-losing" : "leave-clean") });
  copy.querySelector("[data-when=unsent]")?.toggleAttribute("hidden", !isLosing);
  const leaving = copy.querySelector<HTMLFormElement>("[data-leave]");
  leaving?.addEventListener("submit", (event) => {
    event.preventDefault();
    leaving.action = document.body.dataset["logout"] ?? "/";
    (leaving.elements.namedItem("csrfmiddlewaretoken") as HTMLInputElement).value = csrfToken();
    void wipe().then(() => leaving.submit());
  });
  place().replaceChildren(copy);
}

async function drawForm(capture: Capture, given: Package): Promise<void> {
  release ??= await hold(capture.target); // a new one, which nobody else can have
  form = new Form(capture, given, findPlan(given, capture.plan), (isQueued) => {
    form = null;
    letGo();
    location.hash = "#/";
    if (isQueued) warn(word("queued"), "ok");
    void drawBar().then(sync);
  });
  place().replaceChildren(form.root);
}

function letGo(): void {
  release?.();
  release = null;
}

/** Say that the draft is open in another tab, and offer to go on with it here. */
function drawBusy(target: string): void {
  place().replaceChildren(screen("busy"));
  place().querySelector("[data-do=take]")?.addEventListener("click", () => {
    tell({ kind: "yield", target });
    void hold(target, true).then((held) => {
      if (!held) return warn(word("tab-silent"));
      release = held;
      return route(true, target);
    });
  });
}

/** Give the draft that is open here to the tab that asks for it, with all that was written. */
async function giveAway(): Promise<void> {
  const given = form;
  if (!given || !(await given.save())) return; // with no room to keep it, it stays where it is
  form = null;
  place().replaceChildren(screen("given"));
  letGo();
}

async function open(given: Package | undefined, what: string, first: string, second: string, held = ""): Promise<boolean> {
  if (!given) return false;
  const target = what === "captura" ? (await getCapture(first))?.target : second;
  if (target && target !== held) {
    release = await hold(target);
    if (!release) {
      drawBusy(target);
      return true;
    }
  }
  // Read only now: whoever had it has put it away.
  if (what === "captura") {
    const capture = await getCapture(first);
    if (!capture || capture.isReady) return false;
    await drawForm(capture, given);
    return true;
  }
  const plan = findPlan(given, first);
  if (!plan) return false;
  const started = (await listCaptures()).find((one) => one.target === second && !one.isReady);
  if (started) await drawForm(started, given);
  else if (what === "hito") await drawForm(beginReport(given, plan, second), given);
  else await drawForm(await beginSession(given, plan, plan.sessions.find((one) => one.id === second)), given);
  return true;
}

/** The address whose screen is there. */
let drawn = "";
let routing: Promise<void> = Promise.resolve();
/** Draw what the address says, one at a time: two at once would contend for the same draft. */
function route(isMove = false, held = ""): Promise<void> {
  routing = routing.then(() => draw(isMove, held));
  return routing;
}

async function draw(isMove: boolean, held: string): Promise<void> {
  if (form && (!isMove || drawn === location.hash)) return; // somebody began to write meanwhile
  if (form && !(await form.flush())) {
    // With no room to keep it, it stays on the screen.
    return history.replaceState(null, "", `#/captura/${form.capture.id}`);
  }
  form = null;
  drawn = location.hash;
  if (!held) letGo();
  const [, what = "", first = "", second = ""] = location.hash.split("/");
  const given = await getPackage();
  if (isMove && what) warn("");
  if (what === "sin-enviar") await drawUnsent();
  else if (what === "archivo") await drawFile(given);
  else if (what === "salir") await drawLeave();
  else if (!["sesion", "hito", "captura"].includes(what)) await drawHome(given);
  else if (!(await open(given, what, first, second, held))) {
    letGo();
    warn(word("not-found"));
    await drawHome(given);
  }
  const title = place().querySelector("h1");
  document.title = `${title?.textContent ?? ""} · Llegada`;
  if (isMove && title) {
    title.tabIndex = -1;
    title.focus();
  }
}

async function start(): Promise<void> {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-do=sync]")) void sync();
  });
  listen((said) => {
    if (said.kind === "yield" && form && form.capture.target === said.target) void giveAway();
    if (said.kind === "sent") void drawBar().then(() => (form ? undefined : route()));
  });
  window.addEventListener("hashchange", () => void route(true));
  window.addEventListener("online", () => void sync());
  window.addEventListener("offline", () => {
    state = "offline";
    void drawBar();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void sync());
  window.setInterval(() => void countUnsent().then(({ items }) => (items && state !== "login" ? sync() : drawBar())), EVERY_MS);
  if ("serviceWorker" in navigator) {
    const { worker, home } = document.body.dataset;
    navigator.serviceWorker.register(worker ?? "", { scope: home ?? "/" }).catch(() => undefined);
  }
  const isKept = await keep(async () => {
    await wipeIfForgotten(Date.now());
    await markUnsent();
  });
  if (!isKept) return;
  void navigator.storage?.persist?.().catch(() => false);
  await drawBar();
  await route();
  await sync();
}

void start();
