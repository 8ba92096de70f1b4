// `nt2 share`: encrypts here what a pipe, a file, a command or a prompt gives, and prints the link alone on standard output.

import type { Client, FilesWish, Shared, ShareOptions } from '../../client/client.ts';
import type { Field } from '../../crypto/capsule/items.ts';
import { ITEM_LIMITS } from '../../crypto/share-terms.ts';
import { withClient } from '../connect.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { escapeForTerminal, localTime, tellPerson } from '../terminal-text.ts';
import { createProgress, type TransferProgress } from '../files/transfer-progress.ts';
import { openAttached, type AttachedSources } from '../files/attached.ts';
import { newValueOf, type NewHolder } from './new-value.ts';
import { inputOfProcess } from './process-input.ts';
import { showQr, wantsQr } from './qr.ts';
import { readFields } from './read-fields.ts';
import { itemsThatFit } from './rows.ts';
import { resumeShare } from './resume.ts';
import { sealingOf, tellWords, untilSealed } from './sealing.ts';
import { tellHints } from './tell-hints.ts';
import { TOO_LARGE } from './too-large.ts';
import { parseWish, peopleOf, refuseValue, type GivenWish } from './wish.ts';

export async function share(args: readonly string[]): Promise<number> {
  const flags = parseFlags('share', args);
  refuseValue(flags);
  if (flags.has('--resume')) return resumeShare(flags);
  const fresh = await newValueOf(flags);
  const people = fresh?.people ?? peopleOf(flags).map((name): NewHolder => ({ name, to: name }));
  const isLink = flags.has('--link');
  const saving = flags.has('--save') || flags.has('--recipient') ? (await import('./share-file.ts')).savingOf(flags) : null;
  if (saving === null && people.length === 0 && !isLink)
    throw new UsageError('say who it is for: --to slack:@name, or --link for a link that opens once');
  const sealing = saving === null ? sealingOf(flags) : {};
  const withQr = wantsQr(flags);
  // Before anything is asked: what is typed should not be lost by a flag.
  const { kind } = parseWish(flags, '', fresh?.kind);
  const input = inputOfProcess();
  const attached = await openAttached(flags);
  const saved = saving === null ? [] : await (await import('./share-file.ts')).filesToSave(attached);
  const fields = await readFields(flags, kind, { ...input, isOptional: attached.sources.length > 0 });
  tellHints(kind, fields, { now: Date.now(), tell: input.tell });
  const wish = parseWish(flags, fresh?.label || titleOf(flags, fields, attached), fresh?.kind);
  if (itemsThatFit({ ...wish, fields }) === null) throw new CommandFailure(EXIT.input, TOO_LARGE(ITEM_LIMITS.bytes));
  if (saving !== null)
    return (await import('./share-file.ts')).saveShareFile(saving, { fields, files: saved, wish, isJson: flags.has('--json') });
  const work = async (client: Client, isKept: boolean): Promise<number> => {
    const isJson = flags.has('--json');
    const progress = createProgress('Sent', isJson);
    const files = { files: attached.sources, onProgress: progress.onProgress };
    const giving: Giving = {
      client,
      isKept,
      fields,
      wish: { ...wish, ...sealing, ...files, rotates: fresh?.rotates },
      isJson,
      withQr,
      progress,
    };
    try {
      const failed = people.length === 0 ? EXIT.done : await shareWithPeople(giving, people);
      if (isLink) await shareLink(giving);
      return failed;
    } finally {
      progress.end();
      await attached.close();
    }
  };
  // A link waits for nobody.
  return withClient(flags, work, people.length === 0 ? {} : { keeps: 'waiting' });
}

interface Giving {
  readonly client: Client;
  readonly isKept: boolean;
  readonly fields: readonly Field[];
  readonly wish: GivenWish & Partial<ReturnType<typeof sealingOf>> & FilesWish & Pick<ShareOptions, 'rotates'>;
  readonly isJson: boolean;
  readonly withQr: boolean;
  readonly progress: TransferProgress;
}

/** Files take a while: Ctrl-C takes back what was begun. */
async function shareLink(giving: Giving): Promise<void> {
  const { client, fields, wish, progress } = giving;
  if ((wish.files ?? []).length === 0) return reportLink(await client.share(fields, wish), giving);
  const made = await untilSealed(false, ({ call }) => client.share(fields, wish, call));
  progress.end();
  reportLink(made, giving);
}

function reportLink({ id, url, expiresAt, passphrase }: Shared, { isJson, withQr }: Giving): void {
  if (isJson) print(lineOf({ id, url, expiresAt, to: null, passphrase }));
  else {
    tellPerson(`Opens once, for anyone who has the link, until ${localTime(expiresAt)}.`);
    tellWords(passphrase);
    print(url);
    if (withQr) showQr(url);
  }
}

/** A line for each of them; who is refused gets none, and the exit code says why. */
async function shareWithPeople(
  { client, isKept, fields, wish, isJson, withQr, progress }: Giving,
  people: readonly NewHolder[],
): Promise<number> {
  const {
    shares = [],
    failed = [],
    passphrase,
  } = await untilSealed(isKept, ({ call, onWaiting }) =>
    client.share(fields, { ...wish, to: people.map(({ to }) => to), onWaiting }, call),
  );
  progress.end();
  for (const { at, id, url, expiresAt } of shares) {
    const to = people[at]?.name ?? '';
    if (isJson) print(lineOf({ id, url, expiresAt, to, passphrase }));
    else {
      tellPerson(`${to} has until ${localTime(expiresAt)} to open it.`);
      print(url);
      if (withQr) showQr(url);
    }
  }
  if (!isJson && shares.length > 0) tellWords(passphrase);
  for (const { at, detail } of failed) tellPerson(`${people[at]?.name ?? ''}: ${escapeForTerminal(detail)}`);
  const [first] = failed;
  return first === undefined ? EXIT.done : exitCodeOf(first.code);
}

interface Line {
  readonly id: string;
  readonly url: string;
  readonly expiresAt: number;
  readonly to: string | null;
  readonly passphrase: string | undefined;
}

const lineOf = ({ passphrase, ...line }: Line): string => JSON.stringify({ ...line, passphrase: passphrase ?? null });

/** What the share is called, unless --label says it: by the file, or by its only row. */
function titleOf(flags: Flags, fields: readonly Field[], { sources }: AttachedSources): string {
  const file = flags.one('--file');
  const [first] = fields;
  // The server reads it: the names of files that are attached stay out of it.
  if (fields.length === 0 && sources.length > 0) return sources.length === 1 ? 'File' : `${sources.length} files`;
  const name = fields.length === 1 ? first?.name : file === undefined || file === '-' ? undefined : file.split('/').at(-1);
  return [...(name ?? 'Secret')].slice(0, ITEM_LIMITS.label).join('');
}
