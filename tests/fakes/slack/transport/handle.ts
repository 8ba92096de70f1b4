// One HTTP request to Slack, whatever brought it: the Web API, an answer by response_url, the consent page.

import type { Answer } from '../api/answer.ts';
import { type Asked, decode } from './decode.ts';

export interface Doors {
  call(method: string, args: Readonly<Record<string, unknown>>, token: string | null): Answer;
  respond(path: string, body: unknown): Answer;
  authorizeError(address: string): string | null;
  complain(what: string): void;
}

const page = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body,
  delayMs: 0,
  cut: 'whole',
});

/** `path` without its query: `/api/chat.postMessage`, `/commands/…`, `/actions/…`, `/oauth/v2/authorize`. */
export function handle(doors: Doors, path: string, asked: Asked): Answer {
  const [, method] = /^\/api\/([^/]+)$/.exec(path) ?? [];
  if (method !== undefined) {
    const { args, token, problem } = decode(asked);
    if (problem !== null) doors.complain(`${method}: called with ${problem}`);
    return doors.call(method, args, token);
  }
  if (/^\/(?:commands|actions)\//.test(path)) {
    const { args, problem } = decode(asked);
    if (problem !== null) doors.complain(`response_url: called with ${problem}`);
    return doors.respond(path, args);
  }
  if (path === '/oauth/v2/authorize') {
    const error = doors.authorizeError(`https://slack.com${path}?${asked.query.toString()}`);
    return error === null ? page(200, '<h1>May this app enter your workspace?</h1>') : page(400, `<h1>${error}</h1>`);
  }
  doors.complain(`Slack has nothing at ${asked.verb} ${path}`);
  return page(404, 'not found');
}
