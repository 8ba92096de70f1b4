// A process that sends the cards of a store, as an instance of nt2 does. Its chat is the test, which answers its calls and kills it.

import { createOutboxSender } from '../../src/bot/outbox-sender.ts';
import type { Adapter, Card, Outbound, Sent } from '../../src/bot/port.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { createShares } from '../../src/core/shares.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { createOutboxDispatcher } from '../../src/jobs/outbox-dispatcher.ts';
import { openStore, type Where } from '../store/open.ts';
import { scryptNative } from '../support/actors.ts';

export interface CardOrder {
  readonly where: Where;
  /** How far its clock is ahead, in ms. */
  readonly aheadMs: number;
}

/** What reaches the chat. `key`: what makes a message that is posted twice one. */
export type ChatCall =
  | { readonly kind: 'post'; readonly to: PersonKey; readonly card: Card; readonly key: string }
  | { readonly kind: 'edit'; readonly ref: string; readonly card: Card };

const KEY = new Uint8Array(32).fill(5);

export async function openCardInstance({ where, aheadMs }: CardOrder, chat: (call: ChatCall) => Promise<Sent>) {
  const clock = (): number => Date.now() + aheadMs;
  const store = await openStore(where, { clock });
  const { tag } = deriveKeys(KEY);
  const shares = createShares({
    store,
    clock,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    tenantTags: { tagOf: (tenant) => tenantTag(tag, tenant) as TenantTag },
    host: 'nt2.example',
    storage: 'test',
    modalEntry: false,
    retentionMs: 86_400_000,
    scrypt: scryptNative,
  });
  const outbound: Outbound = {
    sendDirect: (to, card, key) => chat({ kind: 'post', to: to.key, card, key }),
    post: () => Promise.resolve({ ok: false, reason: 'refused' }),
    postEphemeral: () => Promise.resolve({ ok: false, reason: 'refused' }),
    update: (ref, card) => chat({ kind: 'edit', ref, card }),
  };
  const sender = createOutboxSender({
    adapters: new Map([
      [
        'playground',
        { platform: 'playground', name: 'Toy', capabilities: { fields: 10, rejectForms: true, redrawForms: true }, outbound } as Adapter,
      ],
    ]),
    publicUrl: 'https://nt2.example',
    isKnown: () => Promise.resolve(false),
    blocked: () => Promise.resolve([]),
    waitsLongest: shares.waitsLongest,
    find: store.load,
  });
  return { store, shares, dispatcher: createOutboxDispatcher({ store, shares, sender, clock }) };
}

if (process.argv[1] === import.meta.filename) {
  let answered = (_sent: Sent): void => undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** One call at a time, so that answers need no numbers. */
  const ask = (call: ChatCall): Promise<Sent> => {
    const mine = turn.then(
      () =>
        new Promise<Sent>((resolve) => {
          answered = resolve;
          process.send?.(call);
        }),
    );
    turn = mine;
    return mine;
  };
  process.once('message', (order: CardOrder) => {
    process.on('message', (sent: Sent) => answered(sent));
    void openCardInstance(order, ask).then(({ dispatcher }) => dispatcher.dispatch());
  });
}
