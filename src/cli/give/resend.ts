// `nt2 resend`: a share or a request that is over, once more: same people, label and way of opening. The values are given anew, because
// nobody has them.

import type { Client } from '../../client/client.ts';
import { withClient } from '../connect.ts';
import { parseFlags } from '../flags.ts';
import { print, UsageError } from '../output.ts';
import { shareIdOf } from '../share-id.ts';
import { localTime, tellPerson } from '../terminal-text.ts';
import { createProgress } from '../files/transfer-progress.ts';
import { openAttached } from '../files/attached.ts';
import { inputOfProcess } from './process-input.ts';
import { readFields } from './read-fields.ts';
import { tellHints } from './tell-hints.ts';
import { checkWords, sealingOf, tellWords, untilSealed } from './sealing.ts';

export async function resend(args: readonly string[]): Promise<number> {
  const flags = parseFlags('resend', args);
  const id = shareIdOf(flags);
  const sealing = sealingOf(flags);
  const attached = await openAttached(flags);
  const work = async (client: Client, isKept: boolean): Promise<number> => {
    const before = await client.view(id);
    const words = before.mode.endsWith('words');
    checkWords(words, flags);
    const input = inputOfProcess();
    const isOptional = attached.sources.length > 0;
    if (isOptional && before.asked !== null) throw new UsageError('--attach is for a share: a request has no values');
    const fields = before.asked === null ? await readFields(flags, before.kind, { ...input, isOptional }) : null;
    if (fields !== null) tellHints(before.kind, fields, { now: Date.now(), tell: input.tell });
    const progress = createProgress('Sent', flags.has('--json'));
    const files = { files: attached.sources, onProgress: progress.onProgress };
    const made = await untilSealed(isKept, ({ call, onWaiting }) =>
      client.again(id, fields, { ...sealing, ...files, words, onWaiting }, call),
    ).finally(() => progress.end());
    const { id: next, url, expiresAt, passphrase } = made;
    if (flags.has('--json')) return print(JSON.stringify({ id: next, url, expiresAt, passphrase: passphrase ?? null }));
    tellPerson(`Sent again: it waits until ${localTime(expiresAt)}.`);
    tellWords(passphrase);
    return print(url ?? next);
  };
  try {
    return await withClient(flags, work, { keeps: 'all' });
  } finally {
    await attached.close();
  }
}
