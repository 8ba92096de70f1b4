// A few streams for all tabs of a browser together: over HTTP/1.1 it keeps six connections to a server, and a press needs one of them.
// See docs/decisions/streams-are-shared-between-tabs.md.

/** Streams that all tabs hold together. The others look now and then. */
const SLOTS = 3;

const CHANNEL = 'nt2.stream';
const name = (n: number): string => `nt2.stream.${n}`;

/** Lets go of it. Called twice it does nothing more. */
export type Release = () => void;

/** Null: every one is taken. Without locks, tabs do not know of each other, and each may. */
export async function takeSlot(): Promise<Release | null> {
  for (let n = 1; n <= SLOTS; n += 1) {
    const release = await take(name(n)).catch((): Release => () => {});
    if (release !== null) return release;
  }
  return null;
}

function take(lock: string): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lock, { ifAvailable: true }, (held) => {
        if (held === null) return resolve(null);
        return new Promise<void>((letGo) => resolve(letGo));
      })
      .catch(reject);
  });
}

/** A tab that is seen and has none asks; one that is not seen and has one gives its own away. */
export function createTurns(giveAway: () => void): { ask(): void; close(): void } {
  // Blocked site data take the channel away too; then each tab polls by itself.
  const channel = openChannel();
  if (channel === null) return { ask() {}, close() {} };
  channel.onmessage = () => {
    if (document.visibilityState === 'hidden') giveAway();
  };
  return { ask: () => channel.postMessage('wanted'), close: () => channel.close() };
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}
