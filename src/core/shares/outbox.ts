// Records what became of a message that the outbox holds.

import { hashB64 } from '../../crypto/bytes.ts';
import { ok, type Result } from '../refusal.ts';
import type { MessageRef, OutboxMessage, Share } from '../share.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export async function markSent(
  deps: TransactDeps,
  { id, message, ref }: { readonly id: string; readonly message: OutboxMessage; readonly ref: MessageRef },
): Promise<Result<Share>> {
  const command = (share: Share) => ok({ kind: 'mark-sent', message, ref, refHash: hashB64(namedIn(share, message, ref)) } as const);
  return shareOf(await transact(deps, { id, command }));
}

/** The sender's one card for several people has one name in chat: with the share's id no reader of the log sees which shares it is for. */
const namedIn = ({ id, together }: Share, message: OutboxMessage, ref: MessageRef): string =>
  together !== undefined && message.kind === 'surface' && message.surface === 'sender' ? `${ref}\n${id}` : ref;

export async function markUndeliverable(deps: TransactDeps, id: string, message: OutboxMessage): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, command: () => ok({ kind: 'mark-undeliverable', message }) }));
}
