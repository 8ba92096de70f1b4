// `nt2 receipt`: the receipt of a share. For a person, as the server gives it to them; where the settings of a server are, the whole of it
// from its store, as an auditor gets it.

import { ownEnvironment } from '../account/environment.ts';
import type { Environment } from '../../config/setting.ts';
import { withClient } from '../connect.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { printIssues } from '../output.ts';
import { printReceiptFile } from '../receipt/file.ts';
import { shareIdOf } from '../share-id.ts';

export async function receipt(args: readonly string[]): Promise<number> {
  const flags = parseFlags('receipt', args);
  const id = shareIdOf(flags);
  if (isOperators(flags, ownEnvironment())) {
    const read = (await import('../../config/read.ts')).readConfig();
    if (!read.ok) return printIssues(read.issues);
    return (await import('../receipt/print.ts')).printReceipt(read.config, { id, flags });
  }
  return withClient(flags, async (client) => {
    const { text, waiting, signature } = await client.receipt(id);
    return printReceiptFile({ id, text, waiting, signature: async () => signature }, flags);
  });
}

/** Whether this shell is the server's: it has its settings, and nobody named a server to ask. */
function isOperators(flags: Flags, env: Environment): boolean {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  return flags.one('--server') === undefined && !isSet('NT2_URL') && ['NT2_SECRET', 'NT2_SECRET_FILE', 'NT2_STORE'].some(isSet);
}
