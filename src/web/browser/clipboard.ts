// The clipboard, told honestly: copied only when the browser says so, and cleared only where a page may. No browser lets a timer do it
// unless the person has allowed reading, so it is cleared by the next press after its time, inside that very press.
// See docs/decisions/clipboard-is-cleared-by-a-press.md.

export const HOLD_MS = 30_000;

/**
 * `held`: ours. `byItself`: this browser lets the page clear it at `until`, without a press. `waiting`: time is over, the page has no focus.
 * `over`: time is over, and it needs a press. `left`: holds something else.
 */
export type ClipboardState =
  | { readonly kind: 'empty' | 'waiting' | 'over' | 'wiped' | 'left' }
  | { readonly kind: 'held'; readonly until: number; readonly byItself: boolean };

/** What the page may do without a press, and without the browser asking the person. */
export type Leave = 'look' | 'write' | 'nothing';

/** The browser, handed in so that each of its moods can be tested. */
export interface ClipboardDeps {
  /** Rejects when it was not copied. */
  write(text: string): Promise<void>;
  /** Called only where the page may look. */
  read(): Promise<string>;
  may(): Promise<Leave>;
  focused(): boolean;
  now(): number;
  /** Returns a function that cancels. */
  later(ms: number, act: () => void): () => void;
}

export interface Clipboard {
  /** True only when the browser has confirmed it. `writing`: it was asked already, inside an earlier press. */
  copy(text: string, writing?: Promise<void>): Promise<boolean>;
  /** By the press that is meant for it: no question whose it is. */
  wipe(): Promise<void>;
  /** Some other press on this page. Called inside its handler: there every browser lets a page write. */
  pressed(): void;
  /** The person says that what lies there is theirs. */
  leave(): void;
  left(): void;
  returned(): void;
  /** The person copied something else on this page. */
  replaced(): void;
  state(): ClipboardState;
}

export function createClipboard(deps: ClipboardDeps, changed: (state: ClipboardState) => void): Clipboard {
  let state: ClipboardState = { kind: 'empty' };
  let held: string | null = null;
  let copies = 0;
  let copying = false;
  let away = false;
  let cancel = (): void => {};

  const become = (next: ClipboardState): void => {
    state = next;
    if (next.kind === 'wiped' || next.kind === 'left') {
      held = null;
      cancel();
    }
    changed(next);
  };

  const empty = async (): Promise<void> => {
    const mine = copies;
    try {
      await deps.write('');
      if (copies === mine) become({ kind: 'wiped' });
    } catch {
      if (copies === mine) become({ kind: 'over' });
    }
  };

  const due = async (): Promise<void> => {
    const mine = copies;
    if (!deps.focused()) return become({ kind: 'waiting' });
    const leave = await deps.may();
    const found = leave === 'look' ? await deps.read().catch(() => null) : null;
    if (copies !== mine || held === null) return;
    if (found !== null && found !== held) return become({ kind: 'left' });
    // Unreadable, and the person was elsewhere in between: what lies there may be theirs, so no clock touches it.
    if (leave === 'nothing' || (found === null && away)) return become({ kind: 'over' });
    await empty();
  };

  return {
    async copy(text, writing) {
      copying = true;
      try {
        await (writing ?? deps.write(text));
      } catch {
        return false;
      } finally {
        copying = false;
      }
      cancel();
      copies += 1;
      const mine = copies;
      held = text;
      away = !deps.focused();
      const until = deps.now() + HOLD_MS;
      cancel = deps.later(HOLD_MS, () => void due());
      const byItself = (await deps.may()) === 'look';
      if (copies === mine && held !== null) become({ kind: 'held', until, byItself });
      return true;
    },
    wipe: empty,
    pressed() {
      // A press on Copy puts something else there by itself.
      if (!copying && (state.kind === 'over' || state.kind === 'waiting')) void empty();
    },
    leave() {
      copies += 1;
      become({ kind: 'left' });
    },
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
