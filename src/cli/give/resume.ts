// `nt2 share --resume`: goes on with a share that was left waiting for its recipient. The secret lies encrypted at the server, and the key of
// it in a file of this user; no plaintext was kept.

import { withClient } from '../connect.ts';
import type { Flags } from '../flags.ts';
import { print, UsageError } from '../output.ts';
import { parseShareId } from '../share-id.ts';
import { localTime, tellPerson } from '../terminal-text.ts';
import { checkWords, sealingOf, tellWords, untilSealed } from './sealing.ts';

/** What was said when it began, and holds. */
const SAID = [
  '--to',
  '--link',
  '--file',
  '--from',
  '--field',
  '--label',
  '--note',
  '--kind',
  '--template',
  '--expires',
  '--no-wait',
] as const;

/** @throws UsageError, CommandFailure */
export async function resumeShare(flags: Flags): Promise<number> {
  if (SAID.some((flag) => flags.has(flag)))
    throw new UsageError('--resume goes on with what was said before: give --compare besides, or nothing');
  const id = parseShareId(flags.one('--resume') ?? '');
  const { compare } = sealingOf(flags);
  return withClient(
    flags,
    async (client, isKept) => {
      const { mode, recipient, expiresAt } = await client.view(id);
      const words = mode.endsWith('words');
      checkWords(words, flags);
      const { passphrase } = await untilSealed(isKept, async ({ call, onWaiting }) => {
        try {
          return await client.resume(id, { words, compare, onWaiting }, call);
        } catch (error) {
          if (call.signal?.aborted) await client.revoke(id).catch(() => undefined);
          throw error;
        }
      });
      if (flags.has('--json')) return print(JSON.stringify({ id, expiresAt, to: recipient, passphrase: passphrase ?? null }));
      tellPerson(`Sent. It can be opened until ${localTime(expiresAt)}.`);
      tellWords(passphrase);
      return print(id);
    },
    { keeps: 'waiting' },
  );
}
