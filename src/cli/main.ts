// The `nt2` command: finds and runs what a person typed, and turns faults into one plain sentence and an exit code.

import cluster from 'node:cluster';
import { EXIT_CONFIG } from '../config/exit-code.ts';
import type { Config } from '../config/settings.ts';
import { Fault } from '../core/refusal.ts';
import { rememberCall, type Call } from './call.ts';
import { CommandFailure, isUnfit, print, printIssues, UsageError } from './output.ts';
import { VERSION } from './version.ts';
import { setWayOut } from './way-out.ts';

// Each command is loaded when it is asked for: a server needs no other, and starts sooner without them.
type Command = (args: readonly string[]) => Promise<number> | number;
type Configured = (config: Config, args: readonly string[]) => Promise<number> | number;

/** Commands that read the settings themselves, or none. */
const PLAIN: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  try: async () => (await import('./serve.ts')).runPlayground,
  init: async () => (await import('./init/init.ts')).init,
  keygen: async () => (await import('./keygen.ts')).keygen,
  config: async () => (await import('./print-config.ts')).printConfig,
  doctor: async () => (await import('./doctor.ts')).doctor,
  policy: async () => (await import('./policy.ts')).policy,
  manifest: async () => (await import('./manifest.ts')).manifest,
  verify: async () => (await import('./receipt/verify.ts')).verify,
  login: async () => (await import('./account/login.ts')).login,
  logout: async () => (await import('./account/logout.ts')).logout,
  devices: async () => (await import('./account/devices.ts')).showDevices,
  share: async () => (await import('./give/share.ts')).share,
  request: async () => (await import('./give/request.ts')).requestSecret,
  people: async () => (await import('./give/people.ts')).people,
  list: async () => (await import('./follow/list.ts')).listOwn,
  status: async () => (await import('./follow/status.ts')).status,
  remind: async () => (await import('./follow/act.ts')).remind,
  extend: async () => (await import('./follow/act.ts')).extend,
  resend: async () => (await import('./give/resend.ts')).resend,
  revoke: async () => (await import('./follow/act.ts')).revoke,
  rotation: async () => (await import('./rotation/rotation.ts')).runRotation,
  incident: async () => (await import('./rotation/rotation.ts')).reportLoss,
  offboard: async () => (await import('./offboard/offboard.ts')).offboard,
  glass: async () => (await import('./glass/glass.ts')).glass,
  receipt: async () => (await import('./follow/receipt.ts')).receipt,
  pages: async () => (await import('./pages/pages.ts')).pages,
  witness: async () => (await import('./witness/witness.ts')).witness,
  machine: async () => (await import('./machine/machine.ts')).machine,
  open: async () => (await import('./open/open.ts')).open,
  scan: async () => (await import('./scan.ts')).runScan,
  man: async () => (await import('./about.ts')).man,
  completion: async () => (await import('./about.ts')).completion,
};

/** Commands that work on the configured store. */
const CONFIGURED: Readonly<Record<string, () => Promise<Configured>>> = {
  health: async () => (await import('./health.ts')).health,
  'token create': async () => (await import('./tokens.ts')).createToken,
  'token list': async () => (await import('./tokens.ts')).listTokens,
  'token revoke': async () => (await import('./tokens.ts')).revokeToken,
  'webhook add': async () => (await import('./webhooks.ts')).addWebhook,
  'webhook list': async () => (await import('./webhooks.ts')).listWebhooks,
  'webhook test': async () => (await import('./webhooks.ts')).testWebhook,
  'webhook rotate': async () => (await import('./webhooks.ts')).rotateWebhook,
  'webhook replay': async () => (await import('./webhooks.ts')).replayWebhook,
  'webhook remove': async () => (await import('./webhooks.ts')).removeWebhook,
  'sign-out': async () => (await import('./sessions.ts')).signOut,
  'store accept-rollback': async () => (await import('./accept-rollback.ts')).acceptRollback,
  forget: async () => (await import('./forget.ts')).forget,
  'evidence export': async () => (await import('./evidence/export.ts')).exportEvidence,
  'evidence pack': async () => (await import('./evidence/pack.ts')).packEvidence,
  'log keys': async () => (await import('./log/log.ts')).showKeys,
  'log verify': async () => (await import('./log/log.ts')).verifyLogs,
  'log export': async () => (await import('./log/files.ts')).exportLogs,
  'log tail': async () => (await import('./log/tail.ts')).tailLog,
  'log new-generation': async () => (await import('./log/log.ts')).newGeneration,
  backup: async () => (await import('./backup/backup.ts')).backup,
  restore: async () => (await import('./backup/restore.ts')).restore,
};

/** All that can be typed, besides those that are answered here: help and version. */
export const COMMAND_NAMES: readonly string[] = [...Object.keys(PLAIN), ...Object.keys(CONFIGURED)];

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Runs one command line; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [first = '', second = ''] = args;
  if (first === '--version' || first === '-V' || first === 'version') return print(`nt2 ${VERSION}`);
  const say = async (text: string): Promise<string> => (await import('./as-called.ts')).asCalled(text);
  const help = async (name: string, after: string): Promise<string> => say((await import('./help/help.ts')).helpFor(name, after));
  if (first === 'help') return print(await help(second, args[2] ?? ''));
  if (args.includes('--help') || args.includes('-h')) return print(await help(first, second));
  if (first === '') return print(await help('', ''), 64);
  try {
    const plain = await own(PLAIN, first)?.();
    if (plain !== undefined) return await plain(args.slice(1));
    const { findRenamed, insteadSentence } = await import('./old-commands.ts');
    const renamed = findRenamed(first, second);
    const typed = renamed?.from ?? (Object.hasOwn(CONFIGURED, first) ? first : `${first} ${second}`);
    const load = own(CONFIGURED, renamed?.to ?? typed);
    if (load === undefined) throw new UsageError((await import('./help/unknown.ts')).unknown(first, second));
    if (renamed !== null) console.error(await say(insteadSentence(renamed)));
    const read = (await import('../config/read.ts')).readConfig();
    if (!read.ok) return await printIssues(read.issues);
    const command = await load();
    return await command(read.config, args.slice(typed.split(' ').length));
  } catch (error) {
    if (error instanceof UsageError) {
      // Do not repeat what was typed: people paste secrets into terminals, and terminals are recorded.
      console.error(await say(`${error.message}${error.message.endsWith('?') ? ' See' : '; see'} nt2 --help.`));
      return 64;
    }
    if (error instanceof CommandFailure) {
      console.error(await say(error.message));
      return error.exitCode;
    }
    if (!(error instanceof Fault)) throw error;
    console.error(await say(error.message));
    return isUnfit(error) ? EXIT_CONFIG : 1;
  }
}

/** As the system would end it when a reader such as `head` has read enough. */
const BROKEN_PIPE_EXIT = 141;

function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(BROKEN_PIPE_EXIT);
}

/** Runs what this process was started for. `call`: what started it, if that is another file than this. */
export async function start(call: Call): Promise<void> {
  rememberCall(call);
  setWayOut(async (input, init) => (await import('./light-fetch.ts')).lightFetch(input, init));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  process.exitCode = await main(process.argv.slice(2));
  // The channel to the primary would keep a worker that could not start.
  if (cluster.isWorker) process.exit();
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  await start({ script: process.argv[1], cwd: process.cwd(), path: [] });
}
