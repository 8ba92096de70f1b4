// Talks to the playground's server: the state as it stands, and what people do.

import type { WireAnswer, WireState } from '../render.ts';

type Body = Readonly<Record<string, unknown>>;

/** The id of one press: sent again, it is the same press. */
const newPress = (): string => crypto.randomUUID();

const GONE = 'The playground does not answer. Is nt2 still running?';
const REFUSED = 'That didn’t work. Reload the page.';

/** @throws Error with one sentence for the person. */
async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`/playground/${path}`, init).catch(() => null);
  if (response === null) throw new Error(GONE);
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Error(detailOf(answer) ?? REFUSED);
  // The answer was cut off.
  if (answer === null) throw new Error(GONE);
  return answer as T;
}

const post = (path: string, body: Body): Promise<WireAnswer> =>
  call(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-NT2': '1' }, body: JSON.stringify(body) });

function detailOf(problem: unknown): string | null {
  return typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string'
    ? problem.detail
    : null;
}

export const send = {
  command: (as: string, place: string, text: string) => post('command', { as, place, text, press: newPress() }),
  shortcut: (as: string, place: string, message: string) => post('shortcut', { as, place, message, press: newPress() }),
  action: (as: string, place: string, action: string, ref: string) => post('action', { as, place, action, ref, press: newPress() }),
  form: (as: string, form: string, values: Body) => post('form', { as, form, values, press: newPress() }),
  formPress: (as: string, form: string, button: string, values: Body) =>
    post('form-press', { as, form, button, values, press: newPress() }),
  say: (as: string, place: string, text: string) => post('say', { as, place, text }),
  remove: (message: string) => post('remove', { message }),
  door: (person: string, closed: boolean) => post('door', { person, closed }),
} as const;

/** Reports the state now and after every change. While it cannot, it reports a sentence that says so, and null once it can again. */
export function follow(onState: (state: WireState) => void, onTrouble: (sentence: string | null) => void): void {
  let asking = false;
  let again = false;
  let later: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    clearTimeout(later);
    try {
      onState(await call<WireState>('state'));
      onTrouble(null);
    } catch (error) {
      onTrouble(error instanceof Error ? error.message : REFUSED);
      later = setTimeout(() => void ask(), AGAIN_MS);
    }
    asking = false;
    if (again) {
      again = false;
      await ask();
    }
  };
  // A stream that has come back may have missed something.
  hear((news) => (news === 'error' ? onTrouble(GONE) : void ask()));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void ask());
  void ask();
}

const AGAIN_MS = 3_000;

type News = 'changed' | 'open' | 'error';

/**
 * One stream for all tabs of the toy chat: over HTTP/1.1 a browser keeps six connections to a server, and a press needs one of them.
 * The tab that holds the lock listens and tells the others; when it is closed, the next one takes over.
 */
function hear(tell: (news: News) => void): void {
  const tabs = new BroadcastChannel('nt2.playground');
  tabs.onmessage = ({ data }: MessageEvent<News>) => tell(data);
  void navigator.locks.request('nt2.playground', () => {
    const events = new EventSource('/playground/events');
    for (const news of ['changed', 'open', 'error'] as const)
      events.addEventListener(news, () => {
        tell(news);
        tabs.postMessage(news);
      });
    return new Promise<void>(() => {});
  });
}
