// The `nt2` command: finds and runs what a person typed, and turns faults into one plain sentence and an exit code.

import { Fault } from '../core/refusal.ts';
import { EXIT_CONFIG, readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { doctor } from './doctor.ts';
import { printConfig } from './print-config.ts';
import { health } from './health.ts';
import { helpFor, unknown } from './help.ts';
import { init } from './init/init.ts';
import { keygen } from './keygen.ts';
import { exportLogs } from './log/files.ts';
import { tailLog } from './log/tail.ts';
import { newGeneration, showKeys, verifyLogs } from './log/log.ts';
import { manifest } from './manifest.ts';
import { findRenamed, insteadSentence } from './old-commands.ts';
import { acceptRollback } from './accept-rollback.ts';
import { signOut } from './sessions.ts';
import { createToken, listTokens, revokeToken } from './tokens.ts';
import { exportEvidence } from './evidence/export.ts';
import { forget } from './forget.ts';
import { printReceipt } from './receipt/print.ts';
import { verify } from './receipt/verify.ts';
import { serve, runPlayground } from './serve.ts';
import { isUnfit, print, UsageError } from './output.ts';

type Command = (config: Config, args: readonly string[]) => Promise<number> | number;

/** Commands that work on the configured store. */
const CONFIGURED: Readonly<Record<string, Command>> = {
  serve,
  health,
  'token create': createToken,
  'token list': listTokens,
  'token revoke': revokeToken,
  'sign-out': signOut,
  'store accept-rollback': acceptRollback,
  receipt: printReceipt,
  forget,
  'evidence export': exportEvidence,
  'log keys': showKeys,
  'log verify': verifyLogs,
  'log export': exportLogs,
  'log tail': tailLog,
  'log new-generation': newGeneration,
  // Loaded on demand: a server does not need them.
  backup: async (config, args) => (await import('./backup/backup.ts')).backup(config, args),
  restore: async (config, args) => (await import('./backup/restore.ts')).restore(config, args),
};

/** Runs one command line; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [first = '', second = ''] = args;
  if (first === 'help') return print(helpFor(second));
  if (args.includes('--help') || args.includes('-h')) return print(helpFor(first));
  if (first === '') return print(helpFor(''), 64);
  try {
    if (first === 'init') return await init(args.slice(1));
    if (first === 'keygen') return keygen(args.slice(1));
    if (first === 'config') return printConfig(args.slice(1));
    if (first === 'doctor') return await doctor(args.slice(1));
    if (first === 'manifest') return await manifest(args.slice(1));
    if (first === 'verify') return await verify(args.slice(1));
    if (first === 'try') return await runPlayground(args.slice(1));
    const renamed = findRenamed(first, second);
    const typed = renamed?.from ?? (Object.hasOwn(CONFIGURED, first) ? first : `${first} ${second}`);
    const name = renamed?.to ?? typed;
    const command = Object.hasOwn(CONFIGURED, name) ? CONFIGURED[name] : undefined;
    if (command === undefined) throw new UsageError(unknown(first, second));
    if (renamed !== null) console.error(insteadSentence(renamed));
    const read = readConfig();
    if (!read.ok) {
      for (const { name: setting, message } of read.issues) console.error(`${setting} ${message}`);
      return EXIT_CONFIG;
    }
    return await command(read.config, args.slice(typed.split(' ').length));
  } catch (error) {
    if (error instanceof UsageError) {
      // Do not repeat what was typed: people paste secrets into terminals, and terminals are recorded.
      console.error(`${error.message}${error.message.endsWith('?') ? ' See' : '; see'} nt2 --help.`);
      return 64;
    }
    if (!(error instanceof Fault)) throw error;
    console.error(error.message);
    return isUnfit(error) ? EXIT_CONFIG : 1;
  }
}

/** As the system would end it when a reader such as `head` has read enough. */
const BROKEN_PIPE_EXIT = 141;

function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(BROKEN_PIPE_EXIT);
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  process.exitCode = await main(process.argv.slice(2));
}
