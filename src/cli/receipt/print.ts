// The whole receipt of a share from the store of this installation, as an auditor gets it, for the operator's own use.

import { asCalled } from '../as-called.ts';
import type { Config } from '../../config/settings.ts';
import type { ShareId } from '../../core/share.ts';
import type { Flags } from '../flags.ts';
import { withInstallation } from '../with-installation.ts';
import { printReceiptFile } from './file.ts';

const WHY: Readonly<Record<string, string>> = {
  'share.not_yet': 'The log hasn’t signed anything about this share yet. Is nt2 running? `nt2 doctor` says whether the log has stopped.',
};

export function printReceipt(config: Config, { id, flags }: { readonly id: ShareId; readonly flags: Flags }): Promise<number> {
  return withInstallation(config, async ({ logs }) => {
    const made = await logs.receipts.build(id, 'auditor');
    if (!made.ok) {
      console.error(asCalled(WHY[made.code] ?? 'There is no share with that id, or its retention is over.'));
      return 1;
    }
    const { text, waiting } = made.value;
    return printReceiptFile({ id, text, waiting, signature: () => logs.receipts.sign(id, text) }, flags);
  });
}
