// The clipboard, told honestly: copied only when the browser says so, cleared only when this page may and when it is still ours.

export const HOLD_MS = 30_000;

/** `held`: ours until then. `waiting`: time is over, the page has no focus. `left`: holds something else. `unsure`: cannot be looked into. */
export type ClipboardState =
  | { readonly kind: 'empty' | 'waiting' | 'wiped' | 'left' | 'unsure' }
  | { readonly kind: 'held'; readonly until: number };

/** The browser, handed in so that each of its moods can be tested. */
export interface ClipboardWorld {
  /** Rejects when it was not copied. */
  write(text: string): Promise<void>;
  /** Null when the page may not read without asking the person. */
  read(): Promise<string | null>;
  focused(): boolean;
  now(): number;
  /** Returns a function that cancels. */
  later(ms: number, act: () => void): () => void;
}

export interface Clipboard {
  /** True only when the browser has confirmed it. */
  copy(text: string): Promise<boolean>;
  /** By a press: no question whose it is. */
  wipe(): Promise<void>;
  left(): void;
  returned(): void;
  /** The person copied something else on this page. */
  replaced(): void;
  state(): ClipboardState;
}

export function createClipboard(world: ClipboardWorld, changed: (state: ClipboardState) => void): Clipboard {
  let state: ClipboardState = { kind: 'empty' };
  let held: string | null = null;
  let away = false;
  let cancel = (): void => {};

  const become = (next: ClipboardState): void => {
    state = next;
    if (next.kind !== 'held' && next.kind !== 'waiting') {
      held = null;
      cancel();
    }
    changed(next);
  };

  const empty = async (): Promise<void> => {
    const mine = held;
    try {
      await world.write('');
      if (held === mine) become({ kind: 'wiped' });
    } catch {
      if (held === mine) become({ kind: 'unsure' });
    }
  };

  const due = async (): Promise<void> => {
    const mine = held;
    if (mine === null) return;
    if (!world.focused()) return become({ kind: 'waiting' });
    const found = await world.read().catch(() => null);
    if (held !== mine) return;
    if (found !== null && found !== mine) return become({ kind: 'left' });
    // Unreadable, and the person was elsewhere in between: what lies there may be theirs, so it is not touched.
    if (found === null && away) return become({ kind: 'unsure' });
    await empty();
  };

  return {
    async copy(text) {
      try {
        await world.write(text);
      } catch {
        return false;
      }
      cancel();
      held = text;
      away = !world.focused();
      cancel = world.later(HOLD_MS, () => void due());
      become({ kind: 'held', until: world.now() + HOLD_MS });
      return true;
    },
    wipe: empty,
    left() {
      away = true;
    },
    returned() {
      if (state.kind === 'waiting') void due();
    },
    replaced() {
      if (held !== null) become({ kind: 'left' });
    },
    state: () => state,
  };
}
