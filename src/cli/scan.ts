// `nt2 scan`: where secrets lie in what was exported from chats and mailboxes, and in folders. It asks no server and prints no value.

import { SCAN_FORMATS, type ScanFormat } from '../scan/formats.ts';
import { createScanWriter } from '../scan/report.ts';
import { scan } from '../scan/scan.ts';
import { EXIT } from './exit-codes.ts';
import { parseFlags } from './flags.ts';
import { UsageError } from './output.ts';
import { escapeForTerminal, tellPerson } from './terminal-text.ts';
import { VERSION } from './version.ts';

/** Waits where a reader is slower. */
const write = (text: string): Promise<void> => new Promise((resolve) => void process.stdout.write(text, () => resolve()));

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** 0: nothing was found; 3: something was; 1: nothing was, but not all could be read. */
export async function runScan(args: readonly string[]): Promise<number> {
  const flags = parseFlags('scan', args);
  if (flags.rest.length === 0) throw new UsageError('nt2 scan takes a file, a folder or a zip archive');
  const { head, row, foot } = createScanWriter((flags.one('--format') ?? SCAN_FORMATS[0]) as ScanFormat, VERSION);
  let [found, troubles, passedBy] = [0, 0, 0];
  await write(head);
  for await (const one of scan(flags.rest)) {
    if (one.kind === 'finding') {
      await write(row(one, found === 0));
      found += 1;
    } else if (one.kind === 'trouble') {
      troubles += 1;
      tellPerson(`${escapeForTerminal(one.file)} ${one.trouble}.`);
    } else passedBy += 1;
  }
  await write(foot);
  const rest = passedBy === 0 ? '' : ` ${counted(passedBy, 'file')} passed by: no text.`;
  tellPerson(
    found === 0
      ? `Nothing found.${rest}`
      : `${counted(found, 'place')} with what looks like a secret.${rest} Change those keys at their issuers: deleting the message takes nothing back.`,
  );
  if (found > 0) return EXIT.found;
  return troubles > 0 ? EXIT.failed : EXIT.done;
}
