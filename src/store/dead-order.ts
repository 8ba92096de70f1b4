// What was given up, in the order in which it is listed and sent again: one share after the other, and of each its events as they happened.

import type { DeadDelivery } from '../core/ports/delivery-store.ts';

/** `<share>_<version>_<n>`: numbers that a comparison of texts would get wrong from ten on. */
const stepsOf = ({ id }: DeadDelivery): readonly number[] => id.split('_').slice(1).map(Number);

export function orderDead(found: readonly DeadDelivery[]): DeadDelivery[] {
  const firstAt = new Map<string, number>();
  for (const { share, at } of found) firstAt.set(share, Math.min(at, firstAt.get(share) ?? Infinity));
  const order = (a: DeadDelivery, b: DeadDelivery): number => {
    if (a.share !== b.share) return (firstAt.get(a.share) ?? 0) - (firstAt.get(b.share) ?? 0) || (a.share < b.share ? -1 : 1);
    const [[version = 0, n = 0], [otherVersion = 0, otherN = 0]] = [stepsOf(a), stepsOf(b)];
    return version - otherVersion || n - otherN || a.at - b.at || (a.id < b.id ? -1 : 1);
  };
  return found.toSorted(order);
}
