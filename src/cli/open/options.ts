// What `nt2 open` was asked for. A link is refused here, before anything else looks at it: it is a secret, and arguments are not.

import { isEnvName } from '../../env-file/names.ts';
import type { Format } from '../../env-file/formats.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { UsageError } from '../output.ts';
import type { FilesWanted } from '../files/files-desk.ts';

export interface OpenCommand {
  /** A share to the person who has logged in, by its id or address. Null: a link, which is asked for. */
  readonly own: OwnShare | null;
  readonly linkFile: string | null;
  readonly wordsFile: string | null;
  /** A .nt2share file, in the place of a link. */
  readonly shareFile: string | null;
  readonly identityFile: string | null;
  readonly isSure: boolean;
  readonly json: boolean;
  readonly format: Format | null;
  readonly out: string | null;
  readonly naming: { readonly prefix: string; readonly allowed: readonly string[]; readonly title: string | undefined };
  readonly isCleared: boolean;
  readonly files: FilesWanted;
  /** The command and its arguments. */
  readonly exec: readonly string[] | null;
}

export interface OwnShare {
  readonly id: string;
  /** As `--server` has it. Undefined: that of the last log-in. */
  readonly server: string | undefined;
}

const NO_LINK =
  'a link holds its key, and others on this machine can read arguments: run nt2 open alone and paste it, or pipe it in, or name its file by --link-file. If it stands in your shell’s history now, remove it there';

/** @throws UsageError that repeats nothing of what was typed */
export function parseOpen(args: readonly string[]): OpenCommand {
  const end = args.indexOf('--');
  const [before, behind] = end < 0 ? [args, null] : [args.slice(0, end), args.slice(end + 1)];
  if (before.some((arg) => arg.includes('#'))) throw new UsageError(NO_LINK);
  const flags = parseFlags('open', before);
  const shareFile = shareFileOf(flags);
  const own = shareFile === null ? ownOf(flags) : null;
  const isExec = flags.has('--exec');
  if (isExec !== (behind !== null && behind.length > 0))
    throw new UsageError('a command stands behind --exec --, as in nt2 open --exec -- npm start');
  const envFile = flags.one('--env') ?? null;
  const [format, out, json] = [flags.one('--format') as Format | undefined, flags.one('--out') ?? null, flags.has('--json')];
  if ([isExec, envFile !== null, out !== null].filter(Boolean).length > 1)
    throw new UsageError('--exec, --env and --out are three places: give one of them');
  if (json && (format !== undefined || envFile !== null || isExec)) throw new UsageError('--json stands alone, or with --out');
  if (isExec && format !== undefined) throw new UsageError('--format is for a file or for standard output');
  const isCleared = flags.has('--clear');
  if (isCleared && (isExec || json || out !== null || envFile !== null || format !== undefined))
    throw new UsageError('--clear is for values that are shown on the terminal');
  const [linkFile, wordsFile] = [flags.one('--link-file') ?? null, flags.one('--words-file') ?? null];
  const identityFile = flags.one('--identity') ?? null;
  if (shareFile !== null && linkFile !== null) throw new UsageError('a link and a .nt2share file are two secrets: open one of them');
  if (shareFile === null && identityFile !== null) throw new UsageError('--identity is for a .nt2share file');
  if (linkFile === '-' && wordsFile === '-') throw new UsageError('link and words cannot both come from standard input');
  if (own !== null && linkFile !== null) throw new UsageError('a share and a link are two things to open: give one of them');
  const prefix = flags.one('--prefix') ?? '';
  if (prefix !== '' && !isEnvName(prefix))
    throw new UsageError('--prefix is made of letters, digits and _, and does not begin with a digit');
  const title = flags.one('--name');
  if (title !== undefined && !/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(title))
    throw new UsageError('--name is the name of a Kubernetes Secret: small letters, digits, - and .');
  return {
    own,
    linkFile,
    wordsFile,
    shareFile,
    identityFile,
    isSure: flags.has('--yes'),
    json,
    format: format ?? (envFile === null ? null : 'dotenv'),
    out: out ?? envFile,
    naming: { prefix, allowed: flags.all('--allow'), title },
    isCleared,
    files: filesOf(flags, shareFile),
    exec: isExec ? behind : null,
  };
}

/** @throws UsageError */
function filesOf(flags: Flags, shareFile: string | null): FilesWanted {
  const [folder, isWithout, isForced] = [flags.one('--files') ?? null, flags.has('--no-files'), flags.has('--force')];
  if (folder !== null && isWithout) throw new UsageError('--files and --no-files are two wishes: give one of them');
  if (isForced && folder === null) throw new UsageError('--force is for files that --files saves');
  if (shareFile !== null && isWithout) throw new UsageError('--no-files is for what a server holds: a .nt2share file keeps its files');
  return { folder, isForced, isWithout, isQuiet: flags.has('--json') };
}

/** Null: it is none. @throws UsageError */
function shareFileOf(flags: Flags): string | null {
  const [only, ...more] = flags.rest;
  if (only?.endsWith('.nt2share') !== true) return null;
  if (more.length > 0 || flags.has('--server')) throw new UsageError('a .nt2share file is opened alone, and no server is asked');
  return only;
}

/** An address names its server too. @throws UsageError that repeats nothing */
function ownOf(flags: Flags): OwnShare | null {
  const [only, ...more] = flags.rest;
  const server = flags.one('--server');
  if (only === undefined) {
    if (server !== undefined) throw new UsageError('--server is for the id of a share: a link names its server');
    return null;
  }
  const [, origin, id] = /^(?:(https?:\/\/[^/?]+)\/s\/)?([a-z2-7]{32})$/.exec(only) ?? [];
  if (id === undefined || more.length > 0) throw new UsageError(NO_LINK);
  if (server !== undefined && origin !== undefined) throw new UsageError('an address names its server: leave out --server');
  return { id, server: server ?? origin };
}
