// Which perfect subtrees make up a part of a tree, left to right: what is hashed of the leaves that nobody shows.

/** The perfect subtree over leaves [index · 2^level, (index + 1) · 2^level). */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Of the first `size` leaves: one for each set bit, as in a frontier. */
export const frontierOf = (size: number): Subtree[] => subtreesBetween(0, size);

/** The largest that fit, over leaves [from, to). */
export function subtreesBetween(from: number, to: number): Subtree[] {
  const found: Subtree[] = [];
  for (let at = from; at < to;) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1;
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
}
