// Turns errors of Redis and its client into faults that quote nothing of what they were given.

import { Fault } from '../../../core/refusal.ts';

/** One field of an INFO answer; empty when it is not there. */
export function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}

/** The reply's own word, e.g. OOM, when Redis did answer with an error. */
export function replyWord(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return null;
  // Of a command inside a script, it says so in words.
  if (/ACL failure in script|can't run this command/.test(error.message)) return 'NOPERM';
  return /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';
}

/** A node of a cluster is gone; what was under way on it may have been done. */
export function isClosed(error: unknown): boolean {
  return error instanceof Error && error.message === 'Connection is closed.';
}

const SENTENCES: Record<string, string> = {
  OOM: 'Redis is full.',
  MISCONF: 'Redis cannot save to its disk and therefore takes no writes. Its own log says why.',
  READONLY: 'Redis is a replica and takes no writes.',
  LOADING: 'Redis is still loading its data.',
  NOAUTH: 'Redis asks for a password.',
  WRONGPASS: 'Redis does not accept the user or the password.',
  NOPERM: 'The Redis user may not run a command that nt2 needs: docs/storage.md has the list.',
  MASTERDOWN: 'Redis is a replica without its primary.',
  NOREPLICAS: 'Redis has lost its replicas and therefore takes no writes.',
  CLUSTERDOWN: 'The Redis Cluster is down, or no node serves this part of it.',
  TRYAGAIN: 'The Redis Cluster is moving this tenant to another node.',
  MOVED: 'The Redis Cluster has moved this tenant, and its nodes do not agree where to.',
  ASK: 'The Redis Cluster is moving this tenant to another node.',
};

/** Redis refused it, so it was not done. */
function refusal(word: string): Fault {
  return new Fault('store.unavailable', SENTENCES[word] ?? `Redis refuses: ${word}.`, { cause: new Error(word) });
}

/** What ioredis makes of the answers of Sentinels. */
const SENTINELS = [
  {
    says: ['invalid reply: null', 'because ERR No such master'],
    sentence: 'The Sentinels know no primary of the name that NT2_STORE gives.',
  },
  {
    says: ['because NOAUTH', 'because WRONGPASS'],
    sentence: 'The Sentinels do not accept the user or the password: see sentinel_username and sentinel_password in NT2_STORE.',
  },
];

/** Why a connection failed, where the other side said so. */
export function reasonOf(error: unknown): Fault | null {
  const word = replyWord(error);
  if (word !== null) return refusal(word);
  const text = error instanceof Error ? error.message : '';
  const ofSentinels = text.includes('sentinel ') ? text.slice(text.indexOf('sentinel ')) : '';
  const sentinels = SENTINELS.find(({ says }) => says.some((words) => ofSentinels.includes(words)));
  if (sentinels) return new Fault('store.unavailable', sentinels.sentence, { cause: new Error('Sentinel') });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/CERT|SIGNATURE|_SSL_|_TLS_/.test(code)) return null;
  const sentence = 'No TLS with Redis: one side does not trust the certificate of the other. See NT2_REDIS_CA and NT2_REDIS_CERT.';
  return new Fault('store.unavailable', sentence, { cause: new Error(code) });
}

/**
 * ioredis hangs the command with its arguments on every error, and replies may quote arguments. Neither may reach a log,
 * so the cause carries no more than the kind of the error.
 */
export function toFault(error: unknown, write: boolean): Fault {
  if (error instanceof Fault) return error;
  const word = replyWord(error);
  if (word !== null) return refusal(word);
  const message = error instanceof Error ? error.message : '';
  // A cluster that sent us from node to node: each of them refused.
  const last = /^Too many Cluster redirections.*?\b(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)\b/.exec(message)?.[1];
  if (last !== undefined) return refusal(last);
  const cause = new Error(error instanceof Error ? error.name : typeof error);
  // This is what ioredis says of a command that it never put on the wire.
  if (!write || /enableOfflineQueue|Failed to refresh slots|Cluster is ended/.test(message))
    return new Fault('store.unavailable', 'Redis does not answer.', { cause });
  return new Fault('store.unknown', 'Redis did not say whether it took the change.', { cause });
}
