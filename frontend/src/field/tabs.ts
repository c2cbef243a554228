// One tab writes on a draft at a time; another one may ask for it, and gets it with everything that was written.
const PATIENCE_MS = 4_000;
const CHANNEL = "llegada-campo";
export interface Word { kind: "yield" | "sent"; target?: string }
export type Release = () => void;

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : null;

export function tell(said: Word): void {
  channel?.postMessage(said);
}

export function listen(hear: (said: Word) => void): void {
  channel?.addEventListener("message", (event: MessageEvent<Word>) => hear(event.data));
}

/** Take a draft for this tab; null if another one has it and, where this one waits, does not let it go. */
export function hold(target: string, isWaiting = false): Promise<Release | null> {
  if (!("locks" in navigator)) return Promise.resolve(() => undefined);
  const stop = new AbortController();
  return new Promise((resolve) => {
    const timer = isWaiting ? setTimeout(() => stop.abort(), PATIENCE_MS) : 0;
    const held = (lock: Lock | null): Promise<void> | undefined => {
      clearTimeout(timer);
      if (lock) return new Promise<void>((release) => resolve(() => release()));
      resolve(null);
      return undefined;
    };
    const options = isWaiting ? { signal: stop.signal } : { ifAvailable: true };
    navigator.locks.request(`${CHANNEL}:${target}`, options, held).catch(() => resolve(null));
  });
}
