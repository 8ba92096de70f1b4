// What the handler's parts work with.

import type { Clock } from '../../core/ports.ts';
import type { RefusalCode } from '../../core/refusal.ts';
import type { PersonKey, Share } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { Tokens } from '../../core/tokens.ts';
import type { Button, Capabilities, Card, FirstResponse, Inbound } from '../port.ts';
import { personOf } from '../read/contacts.ts';
import { refusalCard } from '../say/answers.ts';
import type { Voice } from '../say/voice.ts';

export interface Desk {
  readonly shares: Pick<
    Shares,
    'create' | 'find' | 'list' | 'acceptInChat' | 'decline' | 'revoke' | 'sealInChat' | 'block' | 'unblock' | 'blocked'
  >;
  readonly tokens: Pick<Tokens, 'issue'>;
  readonly clock: Clock;
  readonly voice: Voice;
  readonly can: Capabilities;
  readonly modalEntry: boolean;
  /** Hears the code of each no. */
  readonly refused: (code: RefusalCode) => void;
  /** Words for modal entry: makes good ones, and says whether typed ones are good enough. */
  readonly secretWords: { readonly generate: () => string; readonly good: (typed: string) => boolean };
}

/** The person has seen an error already: nothing more is said, and above all nothing is done. */
export const TOO_LATE: FirstResponse = { do: 'nothing' };

export function refused(desk: Desk, { code }: { readonly code: RefusalCode }): Card {
  desk.refused(code);
  return refusalCard(desk.voice, { code });
}

export function roleOf({ sender, recipient }: Share, person: PersonKey): 'sender' | 'recipient' | null {
  return person === sender.key ? 'sender' : person === recipient?.key ? 'recipient' : null;
}

/** Also before the sweeper has ended it. */
export const isOver = ({ state, expiresAt }: Share, now: number): boolean => state.status === 'ended' || now >= expiresAt;

/** The address of the page, or of the receipt, with a token that signs in whoever pressed. Only for private cards. */
export async function passFor(desk: Desk, inbound: Inbound, share: Share, to: '' | '/receipt' = ''): Promise<string> {
  const token = await desk.tokens.issue({ person: personOf(inbound.actor), share: share.id, tenant: inbound.tenant });
  return `${desk.voice.publicUrl}/go#${token}${to}`;
}

export const pageButton = (url: string, label: string): Button => ({ kind: 'open', url, label, tone: 'go' });
