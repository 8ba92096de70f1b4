// Which share a command is about: its id, or its address.

import { isShareId, type ShareId } from '../core/share.ts';
import type { Flags } from './flags.ts';
import { UsageError } from './output.ts';

/** @throws UsageError that does not repeat it: what stands behind # opens a share. */
export function parseShareId(text: string): ShareId {
  if (text.includes('#'))
    throw new UsageError('leave out # and what follows it: that is the key, and other people on this machine can read arguments');
  const id = /(?:^|\/[sr]\/)([a-z2-7]+)\/?$/.exec(text)?.[1] ?? '';
  if (!isShareId(id)) throw new UsageError('the id of a share has 32 characters: it stands at the end of its address, and in nt2 list');
  return id;
}

export function shareIdOf({ rest }: Flags): ShareId {
  const [only] = rest;
  if (only === undefined || rest.length > 1) throw new UsageError('this command takes the id or the address of one share');
  return parseShareId(only);
}
