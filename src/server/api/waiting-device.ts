// What a device hears that waits for a person to confirm it in chat, whether it is a terminal or a machine.

import type { LoginProgress, StartedLogin } from '../../core/device-codes.ts';
import { json } from '../http/headers.ts';
import { refuse } from '../../core/refusal.ts';
import { httpError, type HttpRefusal } from '../http/problem.ts';
import type { StartedLoginAnswer } from './device-answers.ts';

const SECOND = 1_000;

/** In the words of RFC 8628. */
export const startedAnswer = ({ deviceCode, userCode, expiresInMs, intervalMs }: StartedLogin, { origin }: URL): Response =>
  json({
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: origin,
    expires_in: expiresInMs / SECOND,
    interval: intervalMs / SECOND,
    command: `/nt2 login ${userCode}`,
  } satisfies StartedLoginAnswer);

type Unconfirmed = Exclude<LoginProgress, { readonly status: 'confirmed' }>;

export function unconfirmedAnswer(progress: Unconfirmed): HttpRefusal {
  if (progress.status === 'off') return refuse('login.off');
  return progress.status === 'early'
    ? { ...httpError('login.early'), retryAfterMs: progress.intervalMs }
    : httpError(`login.${progress.status}`);
}
