// What asks for the examples of docs/protocol/http.md, and writes each as a reader needs it.

import type { Answer, Ask, Harness } from '../server/harness.ts';

/** Asks, and keeps the text of the request and its answer under this name. */
export type Tell = (name: string, method: string, path: string, ask?: Ask, said?: string) => Promise<Answer>;

const LONG = 20;
/** Of RFC 8628: new each time. */
const CODES: Readonly<Record<string, string>> = { user_code: 'WDJB-MJHT', command: '/nt2 login WDJB-MJHT' };

/** Keys, hashes and texts shrink to what a reader needs of them. */
function short(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('nt2/event')) return `${value.split('\n').slice(0, 2).join('\n')}\n…`;
    if (/^nt2\/(?:opener|prekey|bond|sign-in|machine)/.test(value)) return `${value.split('\n')[0]}\n…`;
    if (value.startsWith('urn:')) return value;
    if (value.startsWith('https://')) return value.replace(/\/(s|calendar)\/.*/, '/$1/…');
    return value.length > LONG && !value.includes(' ') ? '…' : value;
  }
  if (Array.isArray(value)) return value.map(short);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'id' || key === 'ref' || key === 'otherRef' || key === 'log' || key === 'share' || key === 'tag' || key === 'tenant'
        ? '…'
        : (CODES[key] ?? (key === 'error' ? one : short(one))),
    ]),
  );
}

/** One line for each key, so that a change shows as one line. */
export function pretty(value: unknown): string {
  const json = short(value);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return JSON.stringify(json);
  const rows = Object.entries(json).map(([key, one]) => `  ${JSON.stringify(key)}: ${JSON.stringify(one)}`);
  return rows.length === 0 ? '{}' : `{\n${rows.join(',\n')}\n}`;
}

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly ask: Ask;
  readonly answer: Answer;
}

export type Seen = (exchange: Exchange) => void;
/** Asks this door, and keeps the text of each request and its answer in `told`. `said`: what stands for a file that is new each time. */
export function createTell({ ask: send }: Pick<Harness, 'ask'>, told: Map<string, string>, seen: Seen): Tell {
  return async (name, method, path, ask = {}, said = '') => {
    const answer = await send(method, path, ask);
    seen({ method, url: path, ask, answer });
    const sent =
      ask.json !== undefined
        ? `\n${pretty(ask.json)}\n`
        : typeof ask.body === 'string'
          ? `\n${ask.body}\n`
          : ask.body !== undefined
            ? path.startsWith('/api/files/')
              ? '\n(bytes of the chunk)\n'
              : '\n(bytes of payload.age)\n'
            : '';
    const isBytes = answer.headers.get('content-type') === 'application/octet-stream';
    const isFile = answer.headers.has('content-disposition');
    const body = isFile
      ? `(${said})`
      : isBytes
        ? path.includes('/chunks/')
          ? '(bytes of the chunk)'
          : '(bytes of payload.age)'
        : answer.text.startsWith('{')
          ? pretty(answer.json)
          : answer.text.trim();
    const got = answer.text === '' ? '' : `\n${body}\n`;
    told.set(
      name,
      `${method} ${path.replace(/[a-z2-7]{52}|[a-z2-7]{32}|(?<=devices\/|tokens\/)[a-z2-7]+/, '<id>').replace(/[a-z2-7]{32}/, '<file>')}\n${sent}\n${answer.status}\n${got}`,
    );
    return answer;
  };
}
