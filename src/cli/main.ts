// The `nt2` command: finds the words that were typed, runs them, and turns faults into one plain sentence and an exit code.

import { Fault } from '../core/refusal.ts';
import { CONFIG_EXIT, readConfig, type Config } from '../config.ts';
import { doctor } from './doctor.ts';
import { printConfig } from './print-config.ts';
import { health } from './health.ts';
import { init } from './init/init.ts';
import { keygen } from './keygen.ts';
import { exportLogs } from './log-files.ts';
import { tailLog } from './log-tail.ts';
import { beginAnew, showKeys, verifyLogs } from './log.ts';
import { manifest } from './manifest.ts';
import { acceptRollback, createToken, listTokens, revokeToken, signOut } from './operate.ts';
import { exportEvidence } from './evidence/export.ts';
import { forget } from './forget.ts';
import { printReceipt } from './receipt/print.ts';
import { verify } from './receipt/verify.ts';
import { serve, tryOut } from './serve.ts';
import { say, UsageError } from './say.ts';

const HELP = `nt2: hand a secret to one person, from the chat where you already talk.

  nt2 try                       try it alone on this computer, with a small chat in the browser
  nt2 init                      prepare an installation in this folder: settings, root secret, Slack manifest
  nt2 serve                     run the server (settings: nt2 config --markdown)
  nt2 keygen                    print a new root secret
  nt2 config                    show the settings as this machine has them, secrets left out
  nt2 config --markdown         the same list as documentation
  nt2 doctor                    check settings, store, pages and chat platforms
  nt2 doctor --dm <member id>   also write to somebody in Slack or Discord
  nt2 health                    ask the running server of these settings whether it is there
  nt2 manifest                  print the Slack app manifest: --mode socket|http, --url https://…, --workspaces one|many
  nt2 token create <name>       make an API token for a program; it is shown once
  nt2 token create <name> --auditor   one that reads the logs and nothing else
  nt2 token list
  nt2 token revoke <name>
  nt2 sign-out <person>         end all sessions of a person (platform:tenant:user), at every instance
  nt2 store accept-rollback     after the store went back in time: end what could have been open, then go on
  nt2 receipt <share id>        print the receipt of a share; with --sig the signature over it
  nt2 export --from <day> --to <day>   evidence: each event, who, what it shows; --person, --format csv, json or html
  nt2 forget <person>           erase a person (platform:tenant:user) from all shares that are over; the log stays valid
  nt2 verify <file> --key <vkey or @file>   check a receipt, and its signature in <file>.sig; needs neither server nor settings
  nt2 backup <file>             one file with logs, records and installations, while the server runs; --to age1… locks it
  nt2 restore <file>            put a backup into an empty store; --key <file> when it is locked
  nt2 keys                      print the public keys of the logs
  nt2 log verify [tag]          look at the whole of one log or all; what was stopped and is whole goes on
  nt2 log export <folder> [tag] write a log, or all, as files for auditors (tlog-tiles)
  nt2 log tail [tag] [-n 20] [-f]   print the newest leaves; -f goes on with what comes
  nt2 log begin-anew <tag>      begin a log that cannot be continued under a new name, which says after what
  nt2 help

Exit codes: 0 done, 1 failed, 64 not understood, 70 a defect of nt2, 78 settings, or a store that is not fit for use.
`;

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
  export: exportEvidence,
  keys: showKeys,
  'log verify': verifyLogs,
  'log export': exportLogs,
  'log tail': tailLog,
  'log begin-anew': beginAnew,
  // Loaded when they are asked for: a server has no use for them.
  backup: async (config, args) => (await import('./backup/backup.ts')).backup(config, args),
  restore: async (config, args) => (await import('./backup/restore.ts')).restore(config, args),
};

/** Runs one command line; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [first = '', second = ''] = args;
  if (args.includes('--help') || args.includes('-h') || first === 'help') return say(HELP);
  if (first === '') return say(HELP, 64);
  try {
    if (first === 'init') return await init(args.slice(1));
    if (first === 'keygen') return keygen(args.slice(1));
    if (first === 'config') return printConfig(args.slice(1));
    if (first === 'doctor') return await doctor(args.slice(1));
    if (first === 'manifest') return await manifest(args.slice(1));
    if (first === 'verify') return await verify(args.slice(1));
    if (first === 'try') return await tryOut(args.slice(1));
    const name = Object.hasOwn(CONFIGURED, first) ? first : `${first} ${second}`;
    const command = Object.hasOwn(CONFIGURED, name) ? CONFIGURED[name] : undefined;
    if (command === undefined) throw new UsageError('nt2 does not know this command');
    const read = readConfig();
    if (!read.ok) {
      for (const { name: setting, fault } of read.faults) console.error(`${setting} ${fault}`);
      return CONFIG_EXIT;
    }
    return await command(read.config, args.slice(name.split(' ').length));
  } catch (error) {
    if (error instanceof UsageError) {
      // What was typed is not repeated: people paste secrets into terminals, and terminals are recorded.
      console.error(`${error.message}; see nt2 --help.`);
      return 64;
    }
    if (!(error instanceof Fault)) throw error;
    console.error(error.message);
    // Starting it again would not help.
    return error.code === 'store.unfit' ? CONFIG_EXIT : 1;
  }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) process.exitCode = await main(process.argv.slice(2));
