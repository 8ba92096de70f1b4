// Talks to the playground's server: the state as it stands, and what people do.

import type { WireAnswer, WireState } from '../render.ts';

type Body = Readonly<Record<string, unknown>>;

/** A press is made once: the same id sent again is the same press. */
const newPress = (): string => crypto.randomUUID();

/** @throws Error with one sentence for the person. */
async function post(path: string, body: Body): Promise<WireAnswer> {
  const response = await fetch(`/playground/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-NT2': '1' },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response === null) throw new Error('The playground does not answer. Is nt2 still running?');
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Error(detailOf(answer) ?? 'That did not work. Reload the page.');
  return answer as WireAnswer;
}

function detailOf(problem: unknown): string | null {
  return typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string'
    ? problem.detail
    : null;
}

export const send = {
  command: (as: string, place: string, text: string) => post('command', { as, place, text, press: newPress() }),
  shortcut: (as: string, place: string) => post('shortcut', { as, place, press: newPress() }),
  action: (as: string, place: string, action: string, ref: string) => post('action', { as, place, action, ref, press: newPress() }),
  form: (as: string, form: string, values: Body) => post('form', { as, form, values, press: newPress() }),
  say: (as: string, place: string, text: string) => post('say', { as, place, text }),
  remove: (message: string) => post('remove', { message }),
  door: (person: string, closed: boolean) => post('door', { person, closed }),
} as const;

/** Gives the state now and after every change. */
export function follow(onState: (state: WireState) => void, onConnection: (here: boolean) => void): void {
  let asking = false;
  let again = false;
  const ask = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const response = await fetch('/playground/state').catch(() => null);
    if (response?.ok) onState((await response.json()) as WireState);
    asking = false;
    if (again) {
      again = false;
      await ask();
    }
  };
  hear((news) => (news === 'changed' ? void ask() : onConnection(news === 'open')));
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void ask());
  void ask();
}

type News = 'changed' | 'open' | 'error';

/**
 * One stream for all tabs of the toy chat: over HTTP/1.1 a browser keeps six connections to a server, and a press needs one of them.
 * Whoever holds the lock listens and tells the others; when that tab is closed, the next one does.
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
