// What a server refuses a command, as one sentence and an exit code.

import { exitCodeOf } from './exit-codes.ts';
import { CommandFailure } from './output.ts';
import { escapeForTerminal } from './terminal-text.ts';
import type { ApiError } from '../client/api-error.ts';

/** What a server says to a browser would not help at a terminal. */
const SENTENCES: Readonly<Record<string, string>> = {
  'session.required': 'You are not logged in there. Type `nt2 login`, or give a program NT2_URL and NT2_TOKEN.',
  'token.invalid': 'This token is not known there, or has ended. Type `nt2 login`, or ask the operator for a new one.',
  'input.invalid': 'The server did not understand a part of it. Is this nt2 as new as the server?',
  'share.gone': 'There is no such share, or it is over.',
};

/** By its shape, so that a command which asks no server need not load the client. */
export const isApiError = (error: unknown): error is ApiError => error instanceof Error && error.name === 'ApiError' && 'code' in error;

export function failureOf({ code, detail, field, retryAfterMs }: ApiError): CommandFailure {
  const own = field === undefined && Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined;
  const later = retryAfterMs === undefined ? '' : ` Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} s.`;
  // The server wrote it: it may not move the cursor or change colours.
  return new CommandFailure(exitCodeOf(code), `${own ?? escapeForTerminal(detail)}${later}`);
}
