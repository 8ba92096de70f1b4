// The names under which the list of ended sessions has those of the board: of accounts, of a provider's sessions and of its messages. No platform
// gives such names and no bond has them.

import { createHash } from 'node:crypto';
import type { PersonKey } from '../../core/share.ts';
import type { EndedSession } from '../../core/ports/sign-in-provider.ts';
import type { SessionPerson } from './session.ts';

const hash = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url');

export function createBoardNames(issuer: string) {
  /** Sessions that the provider names, and others, are ended apart. */
  const account = (subject: string, isNamed: boolean): PersonKey =>
    `oidc:${isNamed ? 'session' : 'board'}:${hash(issuer, subject)}` as PersonKey;
  return {
    account,
    /** As the cookie holds it. */
    session: (session: string): string => hash(issuer, 'session', session),
    /** As a bond, for its id too is never used again. `named`: of `session`. */
    bond: (named: string): string => `oidc:${named}`,
    /** A message of the provider, as a session that is over once it was acted on. */
    message: ({ id, issuedAt }: EndedSession): SessionPerson => ({
      key: `oidc:message:${hash(issuer, id)}` as PersonKey,
      name: '',
      ref: '',
      untilAt: issuedAt + MESSAGE_MS,
      bond: null,
    }),
  };
}

/** Longer than a message of the provider is believed, by any of two clocks. */
const MESSAGE_MS = 15 * 60_000;
