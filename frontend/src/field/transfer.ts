// What was not sent, in a file: for another device, or for when this one cannot send.
import { getPhoto, listCaptures, listItems, putItem, putPhoto, putCapture, type Capture, type Item, type Package } from "./store";

interface Kept {
  format: "llegada-campo";
  version: 1;
  savedAt: string;
  captures: Capture[];
  items: Item[];
  photos: { id: string; name: string; type: string; base64: string }[];
}

function toBase64(bytes: ArrayBuffer): string {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

const fromBase64 = (text: string): ArrayBuffer => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

export async function saveFile(): Promise<void> {
  const [captures, items] = await Promise.all([listCaptures(), listItems()]);
  const ids = new Set([...captures.flatMap((one) => one.photos), ...items.flatMap((one) => (one.photo ? [one.photo] : []))]);
  const photos: Kept["photos"] = [];
  for (const id of ids) {
    const photo = await getPhoto(id);
    if (photo) photos.push({ id, name: photo.name, type: photo.type, base64: toBase64(photo.bytes) });
  }
  const kept: Kept = { format: "llegada-campo", version: 1, savedAt: new Date().toISOString(), captures, items, photos };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(kept)], { type: "application/json" }));
  link.download = `llegada-campo-${kept.savedAt.slice(0, 16).replace(/[:T]/g, "-")}.json`;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function isKept(found: unknown): found is Kept {
  const kept = found as Partial<Kept> | null;
  return kept?.format === "llegada-campo" && kept.version === 1 && [kept.captures, kept.items, kept.photos].every(Array.isArray);
}

/** Take in a file; what is here already stays as it is. What another person captured becomes, with new identifiers, of who is here. */
export async function loadFile(file: File, given: Package): Promise<number | null> {
  let kept: unknown;
  try {
    kept = JSON.parse(await file.text());
  } catch {
    return null;
  }
  if (!isKept(kept)) return null;
  const [captures, items] = [new Set((await listCaptures()).map((one) => one.id)), new Set((await listItems()).map((one) => one.id))];
  const renewed = new Map<string, string>();
  const renew = (id: string, owner: string): string => {
    if (owner === given.person) return id;
    if (!renewed.has(id)) renewed.set(id, crypto.randomUUID());
    return renewed.get(id) ?? id;
  };
  for (const photo of kept.photos) await putPhoto({ id: photo.id, name: photo.name, type: photo.type, bytes: fromBase64(photo.base64) });
  for (const one of kept.captures) {
    if (!captures.has(one.id)) await putCapture({ ...one, id: renew(one.id, one.owner), attendanceId: renew(one.attendanceId, one.owner), owner: given.person });
  }
  let count = 0;
  for (const one of kept.items) {
    if (items.has(one.id)) continue;
    const isMine = one.owner === given.person;
    await putItem({
      ...one, id: renew(one.id, one.owner), capture: renew(one.capture, one.owner), owner: given.person,
      ...(isMine ? {} : { status: "unsent" as const, sentence: "", url: "" }),
    });
    count += 1;
  }
  return count;
}
