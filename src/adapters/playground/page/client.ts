// Talks to the playground's server: the state as it stands, and what people do.

import type { WireAnswer, WireState } from '../render.ts';

import { post, request, type CallInit, type Connection } from '../../../client/wire/connection.ts';
import { withRetry } from '../../../client/wire/retry.ts';

type Body = Readonly<Record<string, unknown>>;

/** By the client of all pages: what counts once is sent again where no answer came. */
const server: Connection = { origin: '', headers: () => ({}), fetch: (url, init) => fetch(url, init), repeat: withRetry };

/** The id of one press: sent again, it is the same press. */
const newPress = (): string => crypto.randomUUID();

const GONE = 'The playground does not answer. Is nt2 still running?';
const REFUSED = 'That didn’t work. Reload the page.';

/** @throws Error with one sentence for the person. */
async function call<T>(path: string, asked: CallInit = {}, by = server): Promise<T> {
  const answer = await request(by, `/playground/${path}`, asked, async (response) => (await response.json()) as T | null);
  if (answer.ok) return answer.value;
  const { code, problem } = answer;
  if (code === 'network') throw new Error(GONE);
  throw new Error(typeof problem?.['detail'] === 'string' ? problem['detail'] : REFUSED);
}

/** Not sent again by itself: what was taken already answers nothing the second time, and a form would not open. */
const press = (path: string, body: Body): Promise<WireAnswer> => call(path, post({ ...body, press: newPress() }));
/** Sent twice it counts once. */
const again = (path: string, body: Body): Promise<WireAnswer> => call(path, { ...post(body), isRepeatable: true });

export const send = {
  command: (as: string, place: string, text: string) => press('command', { as, place, text }),
  shortcut: (as: string, place: string, message: string) => press('shortcut', { as, place, message }),
  action: (as: string, place: string, action: string, ref: string) => press('action', { as, place, action, ref }),
  form: (as: string, form: string, values: Body) => press('form', { as, form, values }),
  formPress: (as: string, form: string, button: string, values: Body) => press('form-press', { as, form, button, values }),
  say: (as: string, place: string, text: string) => call<WireAnswer>('say', post({ as, place, text })),
  remove: (message: string) => again('remove', { message }),
  door: (person: string, closed: boolean) => again('door', { person, closed }),
} as const;

/** Without tries in between. */
const once: Connection = { origin: '', headers: server.headers, fetch: server.fetch };

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
      // It asks again by itself, and says meanwhile that there is no answer.
      onState(await call<WireState>('state', {}, once));
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
