// What the fake answers to a call, before any transport, and the faults that a test can order for the next calls.

import type { Block, Installation, ViewInput } from '../model/types.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
  /** What the connection does with it: everything arrives, half of the body, nothing and a reset, nothing at all. */
  readonly cut: 'whole' | 'half' | 'reset' | 'hang';
}

/**
 * `done`: Slack does what was asked and only the answer goes wrong, so that a careless second try does it twice.
 * `half` always does it; `delay` does it after the wait; an `error` is Slack's own refusal, in its usual form.
 */
export type Fault = { readonly times?: number; readonly done?: boolean } & (
  | { readonly answer: 'delay'; readonly ms: number }
  | { readonly answer: 'rate-limited'; readonly retryAfter: number }
  | { readonly answer: 'status'; readonly status: number }
  | { readonly answer: 'reset' | 'half' | 'hang' }
  | { readonly answer: 'error'; readonly error: string }
);

export type Result = { readonly ok: boolean; readonly error?: string } & Readonly<Record<string, unknown>>;

/** Arguments as every method may find them. The judge has looked at them already; nothing here is to be trusted. */
export interface Args {
  readonly token?: string;
  readonly channel?: string;
  readonly user?: string;
  readonly users?: string;
  readonly user_id?: string;
  readonly text?: string;
  readonly blocks?: Block[];
  readonly attachments?: unknown;
  readonly metadata?: unknown;
  readonly thread_ts?: string;
  readonly ts?: string;
  readonly client_msg_id?: string;
  readonly unfurl_links?: unknown;
  readonly unfurl_media?: unknown;
  readonly reply_broadcast?: unknown;
  readonly return_im?: unknown;
  readonly prevent_creation?: unknown;
  readonly trigger_id?: string;
  readonly view?: ViewInput;
  readonly view_id?: string;
  readonly external_id?: string;
  readonly hash?: string;
  readonly bot?: string;
  readonly team?: string;
  readonly team_id?: string;
  readonly test?: unknown;
  readonly code?: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly redirect_uri?: string;
  readonly grant_type?: string;
}

export interface Method {
  /** Any one of these scopes; none is needed when absent. */
  readonly scopes?: readonly string[];
  /** Which token: a bot's (the default), an app-level one, or none. */
  readonly token?: 'app' | 'none';
  readonly run: (args: Args, who: Installation) => Result;
}

export const refuse = (error: string, more: Readonly<Record<string, unknown>> = {}): Result => ({ ok: false, error, ...more });

/** How Slack says that an argument is wrong. */
export const invalid = (...messages: readonly string[]): Result =>
  refuse('invalid_arguments', { response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } });

export const isFalse = (value: unknown): boolean => value === false || value === 'false' || value === '0';
export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1';

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

export const answerOf = (result: Result, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { ...JSON_HEADERS, ...headers },
  body: JSON.stringify(result),
  delayMs: 0,
  cut: 'whole',
});

/** The ordered fault in place of the answer (`null`: the fault came before anything was done). */
export function spoil(fault: Fault, answer: Answer): Answer {
  switch (fault.answer) {
    case 'delay':
      return { ...answer, delayMs: fault.ms };
    case 'rate-limited':
      return {
        ...answerOf(refuse('ratelimited'), { 'retry-after': String(fault.retryAfter) }),
        status: 429,
      };
    case 'status':
      return { ...answer, status: fault.status, headers: { 'content-type': 'text/html' }, body: '<html>Something went wrong</html>' };
    case 'error':
      return answerOf(refuse(fault.error));
    case 'reset':
    case 'half':
    case 'hang':
      return { ...answer, cut: fault.answer };
  }
}
