// What stands in a button: `v1|action|ref|people|label`. It grants nothing: nt2 decides by who presses.

import { ACTIONS, type ActionName } from '../../../bot/actions.ts';
import type { KeptField } from '../../../bot/port.ts';
import { USER } from '../config.ts';
import { LIMITS } from '../limits.ts';

export interface Postback {
  readonly action: ActionName;
  readonly ref: string;
  /** User ids. */
  readonly people: readonly string[];
  readonly label: string;
}

const VERSION = 'v1';
const encode = (text: string): string => text.replaceAll('%', '%25').replaceAll('|', '%7C');
const decode = (text: string): string => text.replaceAll('%7C', '|').replaceAll('%25', '%');

/** Null: it does not fit into a button. */
export function formatPostback(action: ActionName, ref: string, kept: readonly KeptField[] = []): string | null {
  const people = kept.flatMap(({ value }) =>
    typeof value === 'string' ? [] : value.map(({ key }) => key.slice(key.lastIndexOf(':') + 1)),
  );
  const label = kept.find(({ id }) => id === 'label')?.value;
  const parts = [action, ref, people.join(','), typeof label === 'string' ? label : ''].map(encode);
  const last = parts.findLastIndex((part) => part !== '');
  const data = [VERSION, ...parts.slice(0, last + 1)].join('|');
  return data.length <= LIMITS.data ? data : null;
}

/** Null: it is none of nt2's. */
export function parsePostback(data: string): Postback | null {
  const [version, action = '', ref = '', people = '', label = '', ...more] = data.split('|').map(decode);
  const known = ACTIONS.find((one) => one === action);
  if (version !== VERSION || known === undefined || ref.length > 80 || more.length > 0) return null;
  return { action: known, ref, people: people.split(',').filter((id) => USER.test(id)), label };
}
