// Who gets a secret, as a policy names them: a standing, or one machine by its name. A rule about `machine` is about every machine.

import { isMachine, type Person, type Standing } from '../share.ts';

export type Receiver = Standing | `machine:${string}`;

export const standingIn = (receiver: Receiver): Standing => (receiver.startsWith('machine:') ? 'machine' : (receiver as Standing));

/** A machine is named by its key, whatever a door knows of it. `standing`: null where nobody knows. */
export function receiverOf<T extends Standing | null>(standing: T, person: Pick<Person, 'key'> | null): Receiver | T {
  if (person === null || !isMachine(person.key)) return standing;
  return `machine:${person.key.slice(person.key.lastIndexOf('~') + 1)}`;
}

/** Whether a list of a policy is about them. Absent: it is about all. */
export const isFor = (list: readonly Receiver[] | undefined, receiver: Receiver): boolean =>
  list === undefined || list.includes(receiver) || list.includes(standingIn(receiver));
