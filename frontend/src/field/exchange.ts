// Sends what waits and brings what is new, from the page or from its worker. Whatever happens on the way, an item leaves the device only
// when the server has it.
import {
  adopt, countUnsent, forgetWithdrawn, getDevice, getMeta, getPhoto, listItems, listWithdrawn, putItem, renewItem, setMeta, settle,
  type Item, type Package, type Photo, type Status, type Withdrawn,
} from "./store";

export type State = "idle" | "offline" | "sending" | "login" | "server" | "forbidden";
/** Where things are sent, and the mark with which the server knows that it is the app that sends. */
export interface Door { download: string; send: string; piece: string; pieceBytes: number; csrf: string }
interface Answer { id: string; outcome: string; sentence: string; url?: string }
interface Reply { clock_offset: number; is_clock_wrong: boolean; answers: Answer[] }
interface Arrived { received: number; is_whole: boolean }

const BATCH = 20;
const TIMEOUT_MS = 60_000;
/** The statuses with which the server says, in a sentence, that it will not take what was sent. */
const REFUSALS = [409, 413, 422];

class Stopped extends Error {
  constructor(readonly state: State) {
    super(state);
  }
}
class Refused extends Error {}

async function ask<T>(door: Door, url: string, body?: FormData): Promise<T> {
  let response: Response;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    response = await fetch(url, {
      redirect: "manual",
      cache: "no-store",
      credentials: "same-origin",
      signal: stop.signal,
      ...(body ? { method: "POST", body, headers: { "X-CSRFToken": door.csrf } } : {}),
    });
    if (response.type === "opaqueredirect" || response.status === 401) throw new Stopped("login");
    if (response.status === 403) throw new Stopped("forbidden");
    if (REFUSALS.includes(response.status)) throw await refusal(response);
    if (!response.ok) throw new Stopped("server");
    return (await response.json()) as T;
  } catch (error) {
    throw error instanceof Stopped || error instanceof Refused ? error : new Stopped("offline");
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<Error> {
  try {
    const { sentence } = (await response.json()) as { sentence?: string };
    return sentence ? new Refused(sentence) : new Stopped("server");
  } catch {
    return new Stopped("server");
  }
}

const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Send the file of a record in pieces, from where it stopped; return its hash once it is whole on the server. */
async function sendFile(door: Door, item: Item, photo: Photo): Promise<string> {
  const sha256 = hex(await crypto.subtle.digest("SHA-256", photo.bytes));
  const device = await getDevice();
  const step = async (offset: number, piece?: ArrayBuffer): Promise<Arrived> => {
    const form = new FormData();
    const said = { device, sha256, name: photo.name, size: String(photo.bytes.byteLength), offset: String(offset) };
    for (const [name, value] of Object.entries(said)) form.set(name, value);
    if (piece) form.set("piece", new Blob([piece]), "piece");
    return ask<Arrived>(door, door.piece.replace("00000000-0000-0000-0000-000000000000", item.id), form);
  };
  let arrived: Arrived = { received: 0, is_whole: false };
  if (item.hasBegun) arrived = await step(0);
  else await putItem({ ...item, hasBegun: true });
  // A piece that is spoilt on the way begins again; a link that spoils every one is left for later.
  for (let tries = 2 + 2 * Math.ceil(photo.bytes.byteLength / door.pieceBytes); !arrived.is_whole; tries -= 1) {
    if (tries <= 0) throw new Stopped("server");
    const from = arrived.received;
    arrived = await step(from, photo.bytes.slice(from, from + door.pieceBytes));
  }
  return sha256;
}

async function send(door: Door, items: Item[], toAsk: Item[] = [], toDrop: Withdrawn[] = [], files: Record<string, string> = {}): Promise<void> {
  const { items: unsent, oldest } = await countUnsent();
  const form = new FormData();
  const device = {
    id: await getDevice(),
    label: describeDevice(),
    unsent,
    oldest_at: oldest === null ? null : new Date(oldest).toISOString(),
    sent_at: new Date().toISOString(),
  };
  const words = items.map(({ id, kind, target, base, capturedAt, body }) => ({ id, kind, target, base, captured_at: capturedAt, body, file: files[id] ?? "" }));
  const drop = toDrop.map(({ id, kind, target, base, capturedAt }) => ({ id, kind, target, base, captured_at: capturedAt, body: {} }));
  form.set("lote", JSON.stringify({ device, items: words, ask: toAsk.map((item) => item.id), drop }));
  const reply = await ask<Reply>(door, door.send, form).catch((error: unknown) => {
    throw error instanceof Refused ? new Stopped("server") : error;
  });
  await setMeta("clock", reply.clock_offset);
  const byId = new Map([...items, ...toAsk].map((item) => [item.id, item]));
  for (const answer of reply.answers) {
    const item = byId.get(answer.id);
    if (item) await take(item, answer);
  }
  const told = new Set(reply.answers.filter((answer) => answer.outcome !== "failed").map((answer) => answer.id));
  if (toDrop.length) await forgetWithdrawn(new Set(toDrop.map((one) => one.id).filter((id) => told.has(id))));
}

async function take(item: Item, answer: Answer): Promise<void> {
  if (answer.outcome === "applied" || answer.outcome === "discarded") await settle(item);
  else if (answer.outcome === "withdrawn") await renewItem(item, answer.sentence);
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

/** Send one record whose file travels before it; a file that is refused stays with its reason and does not stop the others. */
async function sendWithFile(door: Door, item: Item): Promise<void> {
  const photo = item.photo ? await getPhoto(item.photo) : undefined;
  try {
    await send(door, [item], [], [], photo ? { [item.id]: await sendFile(door, item, photo) } : {});
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await putItem({ ...item, status: "refused", sentence: error.message });
  }
}

async function exchange(door: Door): Promise<State> {
  try {
    const given = await ask<Package>(door, door.download);
    await adopt(given);
    const mine = (await listItems()).filter((item) => item.owner === given.person);
    const waiting = mine.filter((item) => item.status === "held" || item.status === "conflict");
    const unsent = mine.filter((item) => item.status === "unsent");
    const plain = unsent.filter((item) => !item.photo);
    for (let start = 0; start < plain.length; start += BATCH) await send(door, plain.slice(start, start + BATCH));
    for (const item of unsent) if (item.photo) await sendWithFile(door, item);
    const gone = (await listWithdrawn()).filter((one) => one.owner === given.person);
    for (let start = 0; start < gone.length; start += BATCH) await send(door, [], [], gone.slice(start, start + BATCH));
    const reported = await getMeta<number>("reported");
    const left = (await countUnsent()).items;
    if (unsent.length || waiting.length || reported !== left) {
      await send(door, [], waiting.slice(0, 50));
      await setMeta("reported", (await countUnsent()).items);
    }
    if (unsent.length || waiting.length) await adopt(await ask<Package>(door, door.download));
    return "idle";
  } catch (error) {
    if (error instanceof Stopped) return error.state;
    if (error instanceof Refused) return "server";
    throw error;
  }
}

/** Exchange with the server once at a time, also among several tabs and their worker. */
export async function synchronize(door: Door): Promise<State> {
  if (!navigator.onLine) return "offline";
  if (!("locks" in navigator)) return exchange(door);
  return (await navigator.locks.request("llegada-campo", { ifAvailable: true }, (lock) => (lock ? exchange(door) : "sending"))) as State;
}
