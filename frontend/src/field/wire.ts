// Sends what waits and brings what is new. Whatever happens on the way, an item leaves the device only when the server has it.
import {
  adopt, countUnsent, getDevice, getMeta, getPhoto, listItems, putItem, setMeta, settle, type Item, type Package, type Status,
} from "./store";

export type State = "idle" | "offline" | "sending" | "login" | "server" | "forbidden";
interface Answer { id: string; outcome: string; sentence: string; url?: string }
interface Reply { clock_offset: number; is_clock_wrong: boolean; answers: Answer[] }

const BATCH = 20;
const TIMEOUT_MS = 60_000;

class Stopped extends Error {
  constructor(readonly state: State) {
    super(state);
  }
}

const address = (name: string): string => document.body.dataset[name] ?? "";

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export const csrfToken = (): string => cookie("csrftoken");

async function ask<T>(url: string, body?: FormData): Promise<T> {
  let response: Response;
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    response = await fetch(url, {
      redirect: "manual",
      cache: "no-store",
      credentials: "same-origin",
      signal: stop.signal,
      ...(body ? { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } } : {}),
    });
    if (response.type === "opaqueredirect" || response.status === 401) throw new Stopped("login");
    if (response.status === 403) throw new Stopped("forbidden");
    if (!response.ok) throw new Stopped("server");
    return (await response.json()) as T;
  } catch (error) {
    throw error instanceof Stopped ? error : new Stopped("offline");
  } finally {
    window.clearTimeout(timer);
  }
}

async function send(items: Item[], toAsk: Item[]): Promise<Reply> {
  const { items: unsent, oldest } = await countUnsent();
  const form = new FormData();
  const device = {
    id: await getDevice(),
    label: describeDevice(),
    unsent,
    oldest_at: oldest === null ? null : new Date(oldest).toISOString(),
    sent_at: new Date().toISOString(),
  };
  const words = items.map(({ id, kind, target, base, capturedAt, body }) => ({ id, kind, target, base, captured_at: capturedAt, body }));
  form.set("lote", JSON.stringify({ device, items: words, ask: toAsk.map((item) => item.id) }));
  for (const item of items) {
    const photo = item.photo ? await getPhoto(item.photo) : undefined;
    if (photo) form.set(item.id, new Blob([photo.bytes], { type: photo.type }), photo.name);
  }
  const reply = await ask<Reply>(address("send"), form);
  await setMeta("clock", reply.clock_offset);
  const byId = new Map([...items, ...toAsk].map((item) => [item.id, item]));
  for (const answer of reply.answers) {
    const item = byId.get(answer.id);
    if (item) await take(item, answer);
  }
  return reply;
}

async function take(item: Item, answer: Answer): Promise<void> {
  if (answer.outcome === "applied" || answer.outcome === "discarded") await settle(item);
  else if (answer.outcome !== "failed") {
    await putItem({ ...item, status: answer.outcome as Status, sentence: answer.sentence, url: answer.url ?? "" });
  }
}

function describeDevice(): string {
  const agent = navigator.userAgent;
  const system = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "";
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? "";
  return [system, browser].filter(Boolean).join(" · ");
}

/** Group what waits: records together, each photo by itself, so that a poor link carries some of it. */
function parcels(items: Item[]): Item[][] {
  const plain = items.filter((item) => !item.photo);
  const found: Item[][] = [];
  for (let start = 0; start < plain.length; start += BATCH) found.push(plain.slice(start, start + BATCH));
  return [...found, ...items.filter((item) => item.photo).map((item) => [item])];
}

async function exchange(): Promise<State> {
  try {
    const given = await ask<Package>(address("download"));
    await adopt(given);
    const mine = (await listItems()).filter((item) => item.owner === given.person);
    const waiting = mine.filter((item) => item.status === "held" || item.status === "conflict");
    const groups = parcels(mine.filter((item) => item.status === "unsent"));
    for (const group of groups) await send(group, []);
    const reported = await getMeta<number>("reported");
    const left = (await countUnsent()).items;
    if (groups.length || waiting.length || reported !== left) {
      await send([], waiting.slice(0, 50));
      await setMeta("reported", (await countUnsent()).items);
    }
    if (groups.length || waiting.length) await adopt(await ask<Package>(address("download")));
    return "idle";
  } catch (error) {
    if (error instanceof Stopped) return error.state;
    throw error;
  }
}

/** Exchange with the server once at a time, also among several tabs. */
export async function synchronize(): Promise<State> {
  if (!navigator.onLine) return "offline";
  if (!("locks" in navigator)) return exchange();
  return (await navigator.locks.request("llegada-campo", { ifAvailable: true }, (lock) => (lock ? exchange() : "sending"))) as State;
}
