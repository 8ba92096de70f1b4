// Sends one event to one endpoint: signed by Standard Webhooks, to an address that was checked, without following a redirect, and without
// reading more of the answer than its status.

import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '../core/ports/clock.ts';
import { AddressRefused, createCheckedLookup, type AddressRule } from './addresses.ts';
import type { Endpoint } from './endpoints.ts';
import { signMessage } from './signature.ts';

/** From the look-up of the name to the status. */
const PATIENCE_MS = 10_000;
const HEADER_BYTES = 8 * 1024;

/**
 * Why it did not arrive. `address`: not one that may be reached. `redirect`: the answer leads elsewhere. `status`: another one than 2xx.
 * `silent`: no answer in time. `unreachable`: no connection, or a broken one. `unknown`: there is nothing to send, or nobody to send it to.
 */
export type SendFailure = 'address' | 'redirect' | 'status' | 'silent' | 'unreachable' | 'unknown';
export type SendResult =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly reason: SendFailure; readonly status: number | null; readonly retryAfterMs: number | null };

export interface WebhookMessage {
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

export type SendMessage = (endpoint: Pick<Endpoint, 'url' | 'secrets'>, message: WebhookMessage) => Promise<SendResult>;

export interface SendDeps {
  readonly rule: AddressRule;
  readonly clock: Clock;
  readonly patienceMs?: number;
  /** Certificates to trust beside the usual ones. */
  readonly ca?: string;
  readonly lookup?: Parameters<typeof createCheckedLookup>[2];
}

export function createSender({ rule, clock, patienceMs = PATIENCE_MS, ca, lookup }: SendDeps): SendMessage {
  return async ({ url: address, secrets }, message) => {
    const url = new URL(address);
    const isTls = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0 && !rule.allows(host, isTls)) return failed('address');
    const body = Buffer.from(message.body);
    const options: RequestOptions & { readonly ca?: string } = {
      method: 'POST',
      // A connection of its own: one that is kept would lead to an address that was checked long ago.
      agent: false,
      lookup: createCheckedLookup(rule, isTls, lookup),
      maxHeaderSize: HEADER_BYTES,
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        ...signMessage(secrets, message, clock()),
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'nt2-webhooks',
        connection: 'close',
      },
      ...(ca !== undefined && { ca }),
    };
    return new Promise((resolve) => {
      const sent = (isTls ? requestHttps : requestHttp)(url, options, (answer) => {
        resolve(resultOf(answer, clock()));
        answer.destroy();
      });
      // Without a listener Node closes the connection and says nothing more, not even when the time is over.
      sent.on('upgrade', (answer, socket) => {
        resolve(resultOf(answer, clock()));
        socket.destroy();
      });
      sent.on('error', (error) => resolve(failed(reasonOf(error))));
      // Whatever else a connection can end with: a lane that waited for it would be held for good.
      sent.on('close', () => resolve(failed('unreachable')));
      sent.end(body);
    });
  };
}

function resultOf({ statusCode = 0, headers }: IncomingMessage, now: number): SendResult {
  if (statusCode >= 200 && statusCode < 300) return { ok: true, status: statusCode };
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return { ok: false, reason: isRedirect ? 'redirect' : 'status', status: statusCode, retryAfterMs: waitOf(headers['retry-after'], now) };
}

/** Seconds, or a date. */
function waitOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const wait = /^\d{1,7}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(wait) && wait > 0 ? wait : null;
}

function reasonOf(error: Error): SendFailure {
  if (error instanceof AddressRefused) return 'address';
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'silent' : 'unreachable';
}

const failed = (reason: SendFailure): SendResult => ({ ok: false, reason, status: null, retryAfterMs: null });
