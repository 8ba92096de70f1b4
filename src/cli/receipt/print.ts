// `nt2 receipt`: the whole receipt of a share, as an auditor gets it, for the operator's own use.

import { asCalled } from '../as-called.ts';
import type { Config } from '../../config/settings.ts';
import { isShareId } from '../../core/share.ts';
import { withInstallation } from '../with-installation.ts';
import { expectOne, print, UsageError } from '../output.ts';

const WHY: Readonly<Record<string, string>> = {
  'share.not_yet': 'The log hasn’t signed anything about this share yet. Is nt2 running? `nt2 doctor` says whether the log has stopped.',
};

export function printReceipt(config: Config, args: readonly string[]): Promise<number> {
  const signature = args.includes('--sig');
  const id = expectOne(
    args.filter((arg) => arg !== '--sig'),
    'the id of a share, and --sig for the signature over its receipt',
  );
  if (!isShareId(id)) throw new UsageError('the id of a share has 32 characters: it stands at the end of its address');
  return withInstallation(config, async ({ logs }) => {
    const made = await logs.receipts.build(id, 'auditor');
    if (!made.ok) {
      console.error(asCalled(WHY[made.code] ?? 'There is no share with that id, or its retention is over.'));
      return 1;
    }
    const { text, waiting } = made.value;
    if (waiting.length > 0) console.error(`Not in it yet, because the log hasn’t signed them: ${waiting.join(', ')}.`);
    return print(signature ? await logs.receipts.sign(id, text) : text);
  });
}
