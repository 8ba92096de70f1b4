// How a terminal is let in, in the shape of RFC 8628: it asks for a code, and then what became of it. See docs/decisions/log-in.md.

import type { Answer } from '../wire/answer.ts';
import { post, postAgain, request, silent, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';

export interface WaitingLogin {
  /** The device's own, and its secret. */
  readonly deviceCode: string;
  /** As its person types it: `WDJB-MJHT`. */
  readonly userCode: string;
  readonly expiresInMs: number;
  /** How long to wait between two questions. */
  readonly intervalMs: number;
}

export interface LoggedIn {
  readonly token: string;
  /** As whom, as chat names them. */
  readonly person: string;
}

const SECOND = 1_000;
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Null: that is no such answer. What a person shall type is made of letters of the code alone: a server that lies puts no other command there. */
export function parseStartedLogin(value: unknown): WaitingLogin | null {
  const { device_code: deviceCode, user_code: userCode, expires_in: seconds, interval } = asJson(value) ?? {};
  const isTime = (time: unknown): time is number => typeof time === 'number' && time > 0 && time <= 3_600;
  if (typeof deviceCode !== 'string' || deviceCode.length > 200) return null;
  if (typeof userCode !== 'string' || !/^[A-Z]{4}-[A-Z]{4}$/.test(userCode)) return null;
  return isTime(seconds) && isTime(interval)
    ? { deviceCode, userCode, expiresInMs: seconds * SECOND, intervalMs: interval * SECOND }
    : null;
}

function parseLoggedIn(value: unknown): LoggedIn | null {
  const { access_token: token, person } = asJson(value) ?? {};
  if (typeof token !== 'string' || !/^nt2t_[a-z2-7]{38}$/.test(token)) return null;
  return typeof person === 'string' ? { token, person: person.slice(0, 400) } : null;
}

/** Null: that is no JSON, so no server of ours says it. @throws where it is cut off */
export async function jsonIfAny(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

export const beginLogin = (connection: Connection, name: string): Promise<Answer<WaitingLogin>> =>
  request(connection, '/api/logins', post({ name }), async (response) => parseStartedLogin(await jsonIfAny(response)));

/** Never sent again by itself: a code is redeemed once. */
export const pollLogin = (connection: Connection, deviceCode: string): Promise<Answer<LoggedIn>> =>
  request(connection, '/api/logins/token', post({ grant_type: GRANT, device_code: deviceCode }), async (response) =>
    parseLoggedIn(await jsonIfAny(response)),
  );

/** Of a terminal or a machine: nobody can confirm it any more. */
export const giveUpLogin = (connection: Connection, deviceCode: string): Promise<Answer<null>> =>
  silent(connection, '/api/logins/withdraw', postAgain({ device_code: deviceCode }));

/** Ends the log-in of the token that asks. */
export const endLogin = (connection: Connection): Promise<Answer<null>> =>
  silent(connection, '/api/session', { method: 'DELETE', isRepeatable: true });
