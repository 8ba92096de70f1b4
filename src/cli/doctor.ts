// `nt2 doctor`: checks everything that a start needs, and says in plain lines what is well and what is not.

import { asCalled } from './as-called.ts';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { logFolder, openInstallation, type Installation } from '../app/installation.ts';
import { openPlatforms } from '../app/platforms.ts';
import { libsodium } from '../app/runtime.ts';
import { pagesFolder } from '../app/server.ts';
import { checkProxy } from '../app/proxy-check.ts';
import { checkOidc, checkTrusted } from '../app/oidc.ts';
import { checkWitnesses } from '../app/witnesses.ts';
import { EXIT_CONFIG } from '../config/exit-code.ts';
import { readSecretFile } from '../config/secret-file.ts';
import { readConfig, renameSentences } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { planWorkers } from '../config/workers.ts';
import { BlobFault } from '../core/ports/blob-store.ts';
import { summarize } from '../core/policy/sentences.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { LastLoaded } from '../core/policy/announce.ts';
import { Fault } from '../core/refusal.ts';
import { loadPolicy } from '../policy/load.ts';
import { addressIssues } from './address.ts';
import { stoppedLogs } from './log/log.ts';
import { expectNothing, expectOne, isUnfit, print } from './output.ts';

const well = (what: string): void => void print(asCalled(`ok     ${what}`));
const note = (what: string): void => void print(asCalled(`note   ${what}`));

const ROLES = {
  web: 'this process serves only pages and API (NT2_ROLE=web): chat needs another one, with NT2_ROLE=chat',
  chat: 'this process serves only chat (NT2_ROLE=chat): pages and API need another one, with NT2_ROLE=web',
};

/** One run of all checks: prints each fault when it is found, and counts it for the verdict. */
interface Look {
  readonly ill: (what: string) => void;
  readonly faults: () => number;
  /** Of settings or files: exit code 78. */
  unfit: boolean;
}

function beginLook(): Look {
  let faults = 0;
  return {
    faults: () => faults,
    unfit: false,
    ill: (what) => {
      faults += 1;
      print(asCalled(`FAULT  ${what}`));
    },
  };
}

export async function doctor(args: readonly string[]): Promise<number> {
  const direct = args[0] === '--dm' ? expectOne(args.slice(1), 'one member id after --dm') : undefined;
  if (direct === undefined) expectNothing(args);
  const look = beginLook();
  const read = readConfig();
  if (read.ok) well('settings');
  else for (const { name, message } of read.issues) look.ill(`${name} ${message}`);
  for (const sentence of renameSentences()) note(sentence);
  look.unfit = !read.ok;
  if (read.ok) for (const sentence of addressIssues(read.config)) look.ill(sentence);
  if (read.ok && read.config.NT2_ROLE !== 'all') note(ROLES[read.config.NT2_ROLE]);
  if (read.ok) sayWorkers(read.config);
  if (read.ok) sayRetention(read.config);
  if (read.ok && read.config.NT2_ROLE === 'chat') well('pages are not needed here');
  else if (existsSync(join(pagesFolder(), 'manifest.json'))) well('pages are built');
  else look.ill('the pages have not been built: run `npm run build`');
  if (libsodium.ok) well('signatures are verified by libsodium');
  else note(`signatures are verified by WebCrypto, just as strictly but in twice the time: ${libsodium.reason}`);
  const policy = read.ok ? lookAtPolicy(read.config, look) : null;
  if (read.ok) await lookAtStoreAndPlatforms(read.config, { direct, policy }, look);
  const count = look.faults();
  if (count === 0) return print('\nReady.');
  return print(`\nNot ready: ${count} ${count === 1 ? 'fault' : 'faults'}.`, look.unfit ? EXIT_CONFIG : 1);
}

/** Where more than one was asked for. */
function sayWorkers(config: Config): void {
  const { count, why } = planWorkers(config, availableParallelism());
  if (why !== null) note(why);
  else if (config.NT2_WORKERS !== 1) well(`${count} ${count === 1 ? 'worker' : 'workers'} (NT2_WORKERS=${config.NT2_WORKERS})`);
}

/** Null: none is given, or it has faults. */
function lookAtPolicy({ NT2_POLICY: path }: Config, look: Look): Policy | null {
  if (path === null) return null;
  const loaded = loadPolicy(path, readSecretFile);
  if (loaded.ok) return loaded.policy;
  for (const sentence of loaded.sentences) look.ill(sentence);
  look.unfit = true;
  return null;
}

interface Asked {
  readonly direct: string | undefined;
  readonly policy: Policy | null;
}

function sayRetention({ NT2_RETENTION_DAYS: card, NT2_EVIDENCE_DAYS: evidence, NT2_TLOG_RETENTION_YEARS: years }: Config): void {
  const apart = evidence > card ? `evidence of who gave what kind to whom, by identifier, ${days(evidence)}` : 'nothing longer than that';
  well(`kept after the end of a share: names, label and note ${days(card)}, ${apart}`);
  if (years !== null && evidence > years * 365)
    note(`some evidence goes sooner than NT2_EVIDENCE_DAYS, together with its entries in the log (NT2_TLOG_RETENTION_YEARS=${years})`);
}

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

async function lookAtStoreAndPlatforms(config: Config, { direct, policy }: Asked, look: Look): Promise<void> {
  const { ill } = look;
  try {
    const tools = await openInstallation(config, { write: () => undefined });
    const { ok, rolledBackTenants, keys, storage, warnings } = await tools.store.health();
    const adapters = await openPlatforms(config, tools);
    const findings = (await Promise.all(adapters.map((adapter) => adapter.check({ direct })))).flat();
    findings.push(
      ...(await tools.logs.checkAudit(adapters)),
      ...(await checkProxy(config)),
      ...(await checkOidc(config)),
      ...(await checkTrusted(config)),
      ...(await checkWitnesses(config)),
    );
    const stopped = await stoppedLogs(tools);
    const loaded = await tools.policy.lastLoaded();
    const files = await lookAtFiles(tools);
    await tools.close();
    well(foldersOf(config));
    sayPolicy(policy, loaded);
    for (const warning of warnings) print(asCalled(`note   ${warning}`));
    for (const { level, message } of [...files, ...findings]) ({ ok: well, note, fault: ill })[level](message);
    if (ok || rolledBackTenants.length > 0) well(`store answers (${storage})`);
    else ill('the store does not answer');
    if (rolledBackTenants.length > 0)
      ill(
        `the store is behind what nt2 has seen, for tenants ${rolledBackTenants.join(', ')}: restore the newer state, or \`nt2 store accept-rollback\``,
      );
    if (keys === 'down') ill('the key store does not answer: nothing is shared, sealed or handed out');
    for (const sentence of stopped) ill(sentence);
    if (stopped.length === 0) well('logs continue what was signed');
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    look.unfit ||= isUnfit(error);
    ill(error.message);
  }
}

/** Writes a chunk where files lie, reads it and removes it. */
async function lookAtFiles({ blobs }: Pick<Installation, 'blobs'>): Promise<Finding[]> {
  if (blobs === null)
    return [
      { level: 'note', message: 'no files are taken: with Redis, name a folder that all instances share, or a bucket, in NT2_FILES' },
    ];
  try {
    const notes = await blobs.check();
    return [{ level: 'ok', message: `files lie in ${blobs.place}` }, ...notes.map((message) => ({ level: 'note' as const, message }))];
  } catch (error) {
    if (!(error instanceof BlobFault)) throw error;
    return [{ level: 'fault', message: error.message }];
  }
}

interface Finding {
  readonly level: 'ok' | 'note' | 'fault';
  readonly message: string;
}

/** `loaded`: by the instance that began last, or was last told to read it again. */
function sayPolicy(policy: Policy | null, loaded: LastLoaded | null): void {
  if (policy !== null) well(`policy ${summarize(policy)}`);
  const isOther = loaded !== null && loaded.hash !== (policy?.hash ?? 'none');
  if (isOther && loaded.hash === 'none') note('the policy is not loaded yet: start nt2 with it');
  else if (isOther)
    note(
      `a server has loaded another policy than this one: ${loaded.version} (SHA-256 ${loaded.hash}). Give all the same file, and send each SIGHUP`,
    );
}

/** In full, so that the operator sees a folder that is not the one they meant. */
function foldersOf(config: Config): string {
  const store = config.NT2_STORE.kind === 'sqlite' ? `; the store in ${resolve(config.NT2_STORE.file)}` : '';
  return `folders: NT2_STATE_DIR is ${resolve(config.NT2_STATE_DIR)}; checkpoints in ${resolve(logFolder(config))}${store}`;
}
