// How many connections the system lets this process have: each is an open file.

import { readFileSync } from 'node:fs';

/** Left for files, the store and chat. */
const OTHERS = 200;

/** Infinite if the system does not say. */
export function maxConnections(): number {
  try {
    const most = Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity);
    return Math.max(most - OTHERS, OTHERS);
  } catch {
    return Infinity;
  }
}
