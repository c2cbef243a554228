// What the device keeps: the plans it carries, what is being written, what waits to be sent and its photos.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface Person { name: string; entity_name: string; post: string; email: string; has_consented: boolean }
export interface Promise_ { id: string; description: string; side: string; responsible: string; due_on: string; deliverable: string }
export interface Milestone {
  id: string; name: string; status: string; status_label: string; can_report: boolean; due_on: string; observation: string; report: string; revision: number;
}
export interface Session {
  id: string; status: string; status_label: string; is_awaited: boolean; is_open: boolean; revision: number; service: string; attendance: number; milestones: string[]; url: string;
  title: string; kind: string; other_kind: string; modality: string; place: string; agenda: string; what_was_done: string;
  no_commitments: boolean; held_on: string; starts_at: string; ends_at: string;
}
export interface Plan {
  id: string; title: string; entity: string; starts_on: string; ends_on: string;
  services: { id: string; name: string }[]; milestones: Milestone[]; sessions: Session[];
  people: { id: number; name: string; post: string }[];
}
export interface Package {
  person: string; name: string; now: string; today: string; has_more: boolean;
  consent: { version: string; text: string } | null; plans: Plan[];
}
export interface Values {
  [name: string]: unknown;
  /** Written together, one in a line, as `names` says. */
  quick?: Person[];
  people?: Person[]; commitments?: Promise_[]; again?: number[]; milestones?: string[];
}
/** What somebody writes on one screen, kept at every letter; when it is ready it becomes one item or more. */
export interface Capture {
  id: string; owner: string; kind: "session" | "milestone"; target: string; plan: string; base: number | null; isHeld: boolean;
  isReady: boolean; changedAt: number; values: Values; photos: string[]; proves?: Record<string, string>; attendanceId: string; original?: string;
  /** It was put among what is sent: some of it may have arrived. */
  wasQueued?: boolean;
}
export type Status = "unsent" | "held" | "conflict" | "refused";
/** One record to send, under an identifier of its own that makes sending it again harmless. */
export interface Item {
  id: string; owner: string; capture: string; kind: string; target: string; base: number | null; capturedAt: string;
  body: Record<string, unknown>; photo: string | null; title: string; status: Status; sentence: string; url: string;
  /** Its file began to travel: the server is asked how much it has. */
  hasBegun?: boolean;
}
/** What was discarded here and may have arrived: the server is told until it answers. */
export interface Withdrawn { id: string; owner: string; kind: string; target: string; base: number | null; capturedAt: string }
export interface Photo { id: string; name: string; type: string; bytes: ArrayBuffer }

interface Schema extends DBSchema {
  meta: { key: string; value: unknown };
  captures: { key: string; value: Capture };
  items: { key: string; value: Item };
  photos: { key: string; value: Photo };
}

export const DATABASE = "llegada-campo";
/** How many records and drafts there are, for the rest of the site, which does not open the database. */
export const UNSENT_MARK = "llegada:campo:unsent";
const DAY_MS = 86_400_000;
export const IDLE_DAYS = 30;

/** The service worker has none. */
const shelf = (globalThis as { localStorage?: { setItem(key: string, value: string): void; removeItem(key: string): void } }).localStorage;

let opened: Promise<IDBPDatabase<Schema>> | null = null;

function db(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>(DATABASE, 1, {
    upgrade(base) {
      base.createObjectStore("meta");
      base.createObjectStore("captures", { keyPath: "id" });
      base.createObjectStore("items", { keyPath: "id" });
      base.createObjectStore("photos", { keyPath: "id" });
    },
    blocking: () => void close(),
    terminated: () => (opened = null),
  });
  return opened;
}

export async function close(): Promise<void> {
  const base = await opened;
  opened = null;
  base?.close();
}

export async function getMeta<T>(name: string): Promise<T | undefined> {
  return (await (await db()).get("meta", name)) as T | undefined;
}

export async function setMeta(name: string, value: unknown): Promise<void> {
  await (await db()).put("meta", value, name);
}

export const getPackage = (): Promise<Package | undefined> => getMeta<Package>("package");
export const getOwner = async (): Promise<string> => (await getMeta<string>("owner")) ?? "";

export async function getDevice(): Promise<string> {
  const known = await getMeta<string>("device");
  if (known) return known;
  const made = crypto.randomUUID();
  await setMeta("device", made);
  return made;
}

/** Take in what the server gave; of somebody else's nothing stays but what they have not sent. */
export async function adopt(given: Package): Promise<void> {
  await setMeta("package", given);
  await setMeta("owner", given.person);
  await setMeta("fetchedAt", Date.now());
  await setMeta("clock", Math.round((Date.now() - Date.parse(given.now)) / 1000)); // known before the first sending
}

export const listCaptures = async (): Promise<Capture[]> => (await db()).getAll("captures");
export const getCapture = async (id: string): Promise<Capture | undefined> => (await db()).get("captures", id);
export const listItems = async (): Promise<Item[]> =>
  (await (await db()).getAll("items")).sort((a, b) => a.capturedAt.localeCompare(b.capturedAt) || rank(a) - rank(b));
export const getPhoto = async (id: string): Promise<Photo | undefined> => (await db()).get("photos", id);
const rank = (item: Item): number => (item.kind === "session" ? 0 : 1);

export async function putCapture(capture: Capture): Promise<void> {
  await (await db()).put("captures", capture);
  await markUnsent();
}

export async function putPhoto(photo: Photo): Promise<void> {
  await (await db()).put("photos", photo);
}

export async function dropPhoto(id: string): Promise<void> {
  await (await db()).delete("photos", id);
}

export const listWithdrawn = async (): Promise<Withdrawn[]> => (await getMeta<Withdrawn[]>("withdrawn")) ?? [];

/** Write down what the server must be told that was discarded, in the same stroke in which it goes from here. */
async function withdraw(meta: Shelf, gone: Withdrawn[]): Promise<void> {
  const known = ((await meta.get("withdrawn")) as Withdrawn[] | undefined) ?? [];
  await meta.put([...new Map([...known, ...gone].map((one) => [one.id, one])).values()], "withdrawn");
}
interface Shelf { get(key: string): Promise<unknown>; put(value: unknown, key: string): Promise<unknown> }

export async function forgetWithdrawn(ids: Set<string>): Promise<void> {
  const work = (await db()).transaction("meta", "readwrite");
  const known = ((await work.store.get("withdrawn")) as Withdrawn[] | undefined) ?? [];
  await work.store.put(known.filter((one) => !ids.has(one.id)), "withdrawn");
  await work.done;
}

const withdrawnOf = ({ id, owner, kind, target, base, capturedAt }: Item): Withdrawn => ({ id, owner, kind, target, base, capturedAt });
const photoOf = (capture: Capture, id: string): Withdrawn => ({
  id, owner: capture.owner, kind: "evidence", target: capture.target, base: null, capturedAt: new Date(capture.changedAt).toISOString(),
});

/** Take a photo out of a draft; if it may have arrived, the server is told. */
export async function removePhoto(capture: Capture, id: string): Promise<void> {
  const work = (await db()).transaction(["meta", "items", "photos"], "readwrite");
  void work.objectStore("photos").delete(id);
  if (capture.wasQueued && capture.kind === "session") {
    void work.objectStore("items").delete(id);
    await withdraw(work.objectStore("meta"), [photoOf(capture, id)]);
  }
  await work.done;
}

/** Put what a capture became in its place, all or nothing. */
export async function queue(capture: Capture, items: Item[]): Promise<void> {
  const work = (await db()).transaction(["captures", "items"], "readwrite");
  await Promise.all([
    work.objectStore("captures").put({ ...capture, isReady: true, wasQueued: true }),
    ...items.map((item) => work.objectStore("items").put(item)),
    work.done,
  ]);
  await markUnsent();
}

/** Open a capture again: what it had become and was not taken in stops waiting. */
export async function reopen(id: string): Promise<void> {
  const base = await db();
  const work = base.transaction(["captures", "items"], "readwrite");
  const capture = await work.objectStore("captures").get(id);
  const items = (await work.objectStore("items").getAll()).filter((item) => item.capture === id);
  for (const item of items) if (item.status === "unsent" || item.status === "refused") void work.objectStore("items").delete(item.id);
  if (capture) void work.objectStore("captures").put({ ...capture, isReady: false });
  await work.done;
  await markUnsent();
}

export async function dropCapture(id: string): Promise<void> {
  const base = await db();
  const work = base.transaction(["meta", "captures", "items", "photos"], "readwrite");
  const capture = await work.objectStore("captures").get(id);
  const items = (await work.objectStore("items").getAll()).filter((item) => item.capture === id);
  for (const photo of capture?.photos ?? []) void work.objectStore("photos").delete(photo);
  for (const item of items) void work.objectStore("items").delete(item.id);
  void work.objectStore("captures").delete(id);
  const photos = capture?.wasQueued && capture.kind === "session" ? capture.photos.map((photo) => photoOf(capture, photo)) : [];
  const whole = capture?.wasQueued ? [{ ...photoOf(capture, capture.id), kind: capture.kind }] : [];
  await withdraw(work.objectStore("meta"), [...items.map(withdrawnOf), ...photos, ...whole]);
  await work.done;
  await markUnsent();
}

/** Discard one record, with its photo: the server is told, since it may have arrived. */
export async function dropItem(item: Item): Promise<void> {
  const work = (await db()).transaction("meta", "readwrite");
  await withdraw(work.store, [withdrawnOf(item)]);
  await work.done;
  await settle(item);
}

/** Give a record another identifier, because the one that it has will not be let in. */
export async function renewItem(item: Item, sentence: string): Promise<void> {
  const work = (await db()).transaction("items", "readwrite");
  void work.store.delete(item.id);
  void work.store.put({ ...item, id: crypto.randomUUID(), status: "refused", sentence, hasBegun: false });
  await work.done;
}

export async function putItem(item: Item): Promise<void> {
  await (await db()).put("items", item);
}

/** An item is safe on the server: it goes, with its photo, and with its capture if it was the last one. */
export async function settle(item: Item): Promise<void> {
  const base = await db();
  const work = base.transaction(["captures", "items", "photos"], "readwrite");
  void work.objectStore("items").delete(item.id);
  if (item.photo) void work.objectStore("photos").delete(item.photo);
  const left = (await work.objectStore("items").getAll()).filter((one) => one.capture === item.capture && one.id !== item.id);
  if (left.length === 0) void work.objectStore("captures").delete(item.capture);
  await work.done;
  await markUnsent();
}

export async function countUnsent(): Promise<{ items: number; drafts: number; oldest: number | null }> {
  const [items, captures] = await Promise.all([listItems(), listCaptures()]);
  const times = items.map((item) => Date.parse(item.capturedAt));
  return {
    items: items.length,
    drafts: captures.filter((capture) => !capture.isReady).length,
    oldest: times.length ? Math.min(...times) : null,
  };
}

export async function markUnsent(): Promise<void> {
  const { items, drafts } = await countUnsent();
  try {
    shelf?.setItem(UNSENT_MARK, String(items + drafts));
  } catch {
    // full or refused: the pages of the site will ask before they wipe
  }
}

/** Forget everything of everybody. */
export async function wipe(): Promise<void> {
  await close();
  shelf?.removeItem(UNSENT_MARK);
  await new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** After 30 days without use, what was carried goes, if nothing waits to be sent; then today counts as use. */
export async function wipeIfForgotten(now: number): Promise<void> {
  const used = await getMeta<number>("usedAt");
  const { items, drafts } = await countUnsent();
  if (used && now - used > IDLE_DAYS * DAY_MS && items + drafts === 0) await wipe();
  await setMeta("usedAt", now);
}
