// How the methods of a client fail: with the server's own code and sentence, or with one of the client's.

import type { Answer, ApiFailure } from './wire/answer.ts';

/** What a client says by itself, with the sentence that goes along. All other codes are the server's (docs/protocol/http.md). */
const OWN = {
  network: 'The server did not answer. Check the address and your network, then try again.',
  answer: 'The server’s answer makes no sense. Check that nt2 runs at this address, in a version that this client knows.',
  aborted: 'The call was aborted.',
  deadline: 'The call took longer than its deadline.',
  host: 'The server calls itself by another name than the address that was given. Use the address under which it is served.',
  'link.missing': 'There is no key in this link. Copy all of it, with what follows the #.',
  'link.damaged': 'This link is incomplete or was changed on the way. Copy it again.',
  'link.version': 'This link was made by a newer nt2.',
  'link.host': 'This link belongs to another server.',
  passphrase: 'A passphrase is needed to open this.',
  acceptance: 'The key that the server names is not signed by the device that accepted. Nothing was encrypted to it.',
  no_prekey: 'No device of theirs has left a key, so they must accept first.',
  no_pending: 'This was not begun here, or it is over: its secret is not here.',
  compared: 'The words of the two devices are not the same. Nothing was encrypted.',
  words: 'The passphrase is not the one that this was encrypted with.',
  no_key: 'The key that opens this is not here. It was accepted on another device.',
  capsule: 'What the server sent can’t be decrypted. The sender has been told.',
  payload: 'What the server sent is not what the sender encrypted. The sender has been told.',
  'file.changed': 'A file changed while it was read, or can’t be read any more. Attach it again.',
  'file.over': 'The time to fetch the files is over. Ask the sender for a new share.',
  'file.damaged': 'A file is not what the sender encrypted. Nothing of it was kept; ask the sender for it again.',
  mismatch: 'What the server says of this share does not agree with what was signed. Nothing was opened.',
} as const;

export type OwnErrorCode = keyof typeof OWN;
export const OWN_ERROR_CODES = Object.keys(OWN) as readonly OwnErrorCode[];
/** A code of the server, or one of `OwnErrorCode`. */
export type ApiErrorCode = OwnErrorCode | (string & {});

interface Said {
  /** The HTTP status; 0: there was no answer. */
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly field?: string | undefined;
  readonly triesLeft?: number | null;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  /** The HTTP status; 0: it is no answer of a server. */
  readonly status: number;
  /** A sentence for people, which tells the next step. Repeats nothing of what was sent. */
  readonly detail: string;
  /** The part of the input that was refused. */
  readonly field?: string;
  /** Wrong passphrases that are still allowed. */
  readonly triesLeft?: number;
  /** When to try again, in ms from now. */
  readonly retryAfterMs?: number;

  constructor(code: ApiErrorCode, { status = 0, detail, field, triesLeft, retryAfterMs, cause }: Said = {}) {
    const sentence = detail ?? (Object.hasOwn(OWN, code) ? OWN[code as OwnErrorCode] : code);
    super(`${code}: ${sentence}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.detail = sentence;
    if (field !== undefined) this.field = field;
    if (typeof triesLeft === 'number') this.triesLeft = triesLeft;
    if (typeof retryAfterMs === 'number') this.retryAfterMs = retryAfterMs;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function errorOf({ code, status, triesLeft, retryAfterMs, problem }: ApiFailure): ApiError {
  const { detail, field } = problem ?? {};
  return new ApiError(code, { status, triesLeft, retryAfterMs, detail: textOf(detail), field: textOf(field) });
}

/** The value. @throws ApiError */
export function taken<T>(answer: Answer<T>): T {
  if (!answer.ok) throw errorOf(answer);
  return answer.value;
}
