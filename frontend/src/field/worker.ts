// Keeps the app of the field in the device, so that it opens with no signal, and sends what waits when the browser says that there is
// signal again, also with the app closed. It keeps nobody's data: those are in IndexedDB.
import { synchronize, type Door } from "./exchange";
import { countUnsent, getMeta } from "./store";
import { tell } from "./tabs";

interface Kept { version: string; home: string; assets: string[] }
declare const self: ServiceWorkerGlobalScope & { LLEGADA: Kept };

const { version, home, assets } = self.LLEGADA;
const PREFIX = "llegada-campo-";
const NAME = PREFIX + version;

self.addEventListener("install", (event) => {
  // All or nothing: a half-kept app would open blank far from any signal.
  const all = [home, ...assets].map((address) => new Request(address, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(all)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = async (): Promise<void> => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname === home) {
    event.respondWith(caches.match(home, { cacheName: NAME, ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  } else if (assets.includes(address.pathname)) {
    event.respondWith(caches.match(address.pathname, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  }
});

interface SyncEvent extends ExtendableEvent { readonly tag: string }

/** Send what waits; what is left is left for another call of the browser. */
async function sendWaiting(): Promise<void> {
  const door = await getMeta<Door>("door");
  if (!door || (await countUnsent()).items === 0) return;
  const state = await synchronize(door);
  tell({ kind: "sent" });
  if (state === "offline" || state === "server") throw new Error(state); // so that the browser calls again
}

self.addEventListener("sync", (event) => {
  const call = event as SyncEvent;
  if (call.tag === "llegada-campo") call.waitUntil(sendWaiting());
});
