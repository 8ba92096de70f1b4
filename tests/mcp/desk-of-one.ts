// A desk with one answered request, for tests of the tools: it notes what became of the answer.

import type { Field } from '../../src/crypto/capsule/items.ts';
import { DeskError, type Desk, type Wish } from '../../packages/mcp/src/desk.ts';

export const ANSWERED = 'a'.repeat(32);

export interface DeskOfOne extends Desk {
  readonly wishes: Wish[];
  /** How often it was opened, and how often that was told. */
  readonly counts: { opened: number; delivered: number };
}

export function createDeskOfOne(values: Readonly<Record<string, string>>, more: Partial<Desk> = {}): DeskOfOne {
  const fields: readonly Field[] = Object.entries(values).map(([name, value]) => ({ name, value, hidden: true }));
  const counts = { opened: 0, delivered: 0 };
  const wishes: Wish[] = [];
  return {
    wishes,
    counts,
    request: async (wish) => {
      wishes.push(wish);
      return { id: ANSWERED, url: wish.to === null ? 'https://nt2.example/r/x#1abc' : null, expiresAt: 1_800_000_000_000 };
    },
    async receive(id, handOver) {
      if (id !== ANSWERED || counts.delivered > 0) throw new DeskError('share.gone', 'It is over.');
      counts.opened += 1;
      await handOver({ label: 'Keys', fields });
      counts.delivered += 1;
    },
    list: async () => [{ id: ANSWERED, label: 'Keys', direction: 'asked', state: 'ready', person: 'Ann', expiresAt: 1_800_000_000_000 }],
    ...more,
  };
}
