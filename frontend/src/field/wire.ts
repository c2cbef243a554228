// How the page reaches the server, and asks the browser to send later by itself where it knows how.
import { synchronize, type Door, type State } from "./exchange";
import { setMeta } from "./store";

/** The browser calls the worker with this word when signal comes back. */
export const SYNC_TAG = "llegada-campo";

const said = (name: string): string => document.body.dataset[name] ?? "";

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export const csrfToken = (): string => cookie("csrftoken");

const door = (): Door => ({
  download: said("download"), send: said("send"), piece: said("piece"), pieceBytes: Number(said("pieceBytes")) || 262_144,
  get csrf() {
    return csrfToken(); // the first answer may bring it
  },
});

/** Exchange with the server, and leave for the worker where it is. */
export async function exchangeNow(): Promise<State> {
  const state = await synchronize(door());
  await setMeta("door", { ...door() });
  return state;
}

/** Ask the browser to send when there is signal, also with the app closed. Some browsers do not know how: then opening it sends. */
export async function sendLater(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  await registration.sync?.register(SYNC_TAG).catch(() => undefined);
}
