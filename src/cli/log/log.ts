// What operators do with the logs: print their keys, verify them, and start a new generation of one that cannot continue.

import { asCalled } from '../as-called.ts';
import { parseFlags } from '../flags.ts';
import type { Installation } from '../../app/installation.ts';
import type { Config } from '../../config/settings.ts';
import type { Alarm, AlarmCode } from '../../core/ports/checkpoint-pins.ts';
import { loadLogState } from '../../core/tlog/inclusion-proofs.ts';
import type { TenantTag } from '../../core/share.ts';
import { parseLogName } from '../../crypto/keys/log.ts';
import { withQuietInstallation, withInstallation } from '../with-installation.ts';
import { expectNothing, expectOne, print, UsageError } from '../output.ts';

const WHY: Record<Exclude<AlarmCode, 'log.address'>, string> = {
  'log.behind': 'the store holds less than was signed: it went back in time. Restore the newer store',
  'log.forked':
    'the store holds another tree than was signed: it went back and was written to, or two stores were in use. Restore the store of the kept checkpoint',
  'log.leaf': 'a leaf was changed, removed or inserted. Restore a store that holds it',
  'log.tile': 'hashes of the tree are missing or damaged. Restore a store that holds them',
  'log.record': 'the record of the log is not what nt2 wrote. Restore a store that holds it',
  'log.key': 'its last checkpoint was signed with a key of another root secret. Give that secret as NT2_SECRET_PREVIOUS',
};

/** `former`: the address that its last checkpoint names. */
function explain(tag: TenantTag, { code, position }: Pick<Alarm, 'code' | 'position'>, former: string | null): string {
  if (code === 'log.address') {
    const was = former === null ? 'another address' : `the address ${former}`;
    return `the log of tenant ${tag} is no longer signed (${code}): it was signed under ${was}, and NT2_PUBLIC_URL names another one now. The root secret is the same. Put the address back; or, if the new one is to stay, run \`nt2 log new-generation ${tag}\`. Hand-offs go on, and their events wait.`;
  }
  const where = position === null ? '' : `, from leaf ${position} on`;
  const then = code === 'log.key' ? '' : `, run \`nt2 log verify ${tag}\`; if you have no such store, \`nt2 log new-generation ${tag}\``;
  return `the log of tenant ${tag} is no longer signed (${code}${where}): ${WHY[code]}${then}. Hand-offs go on, and their events wait.`;
}

/** A sentence for each stopped log, as this machine and the store know it. */
export async function stoppedLogs({ logs, store }: Pick<Installation, 'logs' | 'store'>): Promise<string[]> {
  await logs.findPending();
  return Promise.all(Array.from(logs.alarms(), async ([tag, alarm]) => explain(tag, alarm, await formerOf(store, tag))));
}

async function formerOf(store: Installation['store'], tag: TenantTag): Promise<string | null> {
  const state = await loadLogState(store, tag).catch(() => null);
  return parseLogName(state?.note?.split('\n')[0] ?? '')?.host ?? null;
}

export function showKeys(config: Config, args: readonly string[]): Promise<number> {
  const flags = parseFlags('log keys', args);
  expectNothing(flags.rest);
  return withInstallation(config, async ({ store, logs }) => {
    const lines: string[] = [];
    for (const { tag } of await store.logs()) {
      const state = await loadLogState(store, tag);
      if (state === null) continue;
      lines.push(...state.keys.map(({ vkey }) => vkey));
      // So that a witness knows it before it signs.
      if (flags.has('--next'))
        lines.push((await logs.signers.signerFor({ tag, generation: state.generation }, new Date().getUTCFullYear() + 1)).vkey);
    }
    if (lines.length > 0) return print(lines.join('\n'));
    // On standard error: readers keep standard output as the keys.
    console.error('No log has been signed yet: there is no key.');
    return 1;
  });
}

/** Pruned entries: only their hashes can be verified. */
const dropped = (first: number): string =>
  first === 0 ? '' : ` (those before ${first} by their hashes: their entries are no longer kept)`;

export function verifyLogs(config: Config, args: readonly string[]): Promise<number> {
  if (args.length > 1) throw new UsageError('this command takes one tag, or nothing for all logs');
  return withInstallation(config, async ({ store, logs }) => {
    const tags = args.length === 1 ? [parseTag(args[0])] : (await store.logs()).map(({ tag }) => tag);
    if (tags.length === 0) return print('There is no log yet: the first share begins it.');
    let code = 0;
    for (const tag of tags) {
      const found = await logs.verify(tag);
      if (found.ok)
        print(
          `${tag}: ${found.size} leaves are whole${dropped(found.first)}, ${found.waiting} wait${found.alarmCleared ? '; nt2 signs it again from now on' : ''}.`,
        );
      else {
        code = 1;
        print(asCalled(`${tag}: ${explain(tag, found, await formerOf(store, tag))}`));
      }
    }
    return code;
  });
}

export function newGeneration(config: Config, args: readonly string[]): Promise<number> {
  const tag = parseTag(expectOne(args, 'the tag of one log'));
  // Quiet: the operator has read why the log stopped, and answers with this command.
  return withQuietInstallation(config, async ({ logs }) => {
    await logs.findPending();
    if (!logs.alarms().has(tag)) {
      console.error('This log is not stopped: it needs no new generation.');
      return 1;
    }
    if ((await logs.startGeneration(tag)) !== 'done') {
      console.error(
        asCalled(
          'The new generation could not be started: another instance is working on the log, or a leaf is missing. Run `nt2 log verify` and try again.',
        ),
      );
      return 1;
    }
    return print(
      asCalled(
        'A new generation of this log has begun, under a new name and key. Tell its auditors: `nt2 log keys` shows the key; the old generation stays as it is.',
      ),
    );
  });
}

/** @throws UsageError */
export function parseTag(text = ''): TenantTag {
  if (!/^[a-z2-7]{6}$/.test(text)) throw new UsageError('a tag has six characters: the first six of every id of the tenant');
  return text as TenantTag;
}
