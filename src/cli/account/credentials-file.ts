// The file in which `nt2 login` keeps what a person's commands need: for this user alone, written whole or not at all. It is not read when
// others could read or write it, so that a mistake is noticed before the token is used.

import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Fault } from '../../core/refusal.ts';
import { filesFault } from '../../files/faults.ts';
import { makeFolder } from '../../files/folder.ts';
import type { Environment } from '../../config/setting.ts';

export interface StoredServer {
  readonly url: string;
  /** Null: it lies in the system's keyring. */
  readonly token: string | null;
  readonly person: string;
}

export interface Stored {
  /** The server of the last log-in. Null: nobody has logged in. */
  readonly usual: string | null;
  readonly servers: readonly StoredServer[];
}

const NOTHING: Stored = { usual: null, servers: [] };
const LARGEST = 256 * 1024;
const PURPOSE = { of: 'nt2 login', instead: 'set XDG_CONFIG_HOME to another folder', code: 'account.unfit' };

/** `nt2/credentials.json` in the folder of a person's settings. */
export function credentialsPath(env: Environment): string {
  const given = env['XDG_CONFIG_HOME'] ?? '';
  // A relative path is ignored, as the specification of these folders wants it.
  const config = isAbsolute(given) ? given : join(env['HOME'] ?? homedir(), '.config');
  return join(config, 'nt2', 'credentials.json');
}

/** @throws Fault `account.unfit` */
export function loadStored(env: Environment): Stored {
  const path = credentialsPath(env);
  let file: number;
  try {
    // Not through a link, which another user may have laid, and not a pipe, which would wait.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return NOTHING;
    if (code === 'ELOOP') throw new Fault('account.unfit', `${path} is a link: put the file itself there, or log in again.`);
    throw filesFault(path, error, PURPOSE);
  }
  try {
    const { mode, uid, size, isFile } = seen(file);
    const own = process.getuid?.();
    if (!isFile || size > LARGEST)
      throw new Fault('account.unfit', `${path} is not a file that nt2 has written: remove it and log in again.`);
    if (own !== undefined && uid !== own) throw new Fault('account.unfit', `${path} belongs to another user: remove it and log in again.`);
    if (own !== undefined && (mode & 0o077) !== 0)
      throw new Fault(
        'account.unfit',
        `${path} can be read by others: remove the device in chat (/nt2 devices), then log in again after chmod 600 on it.`,
      );
    return parse(path, readFileSync(file, 'utf8'));
  } finally {
    closeSync(file);
  }
}

function seen(file: number): { mode: number; uid: number; size: number; isFile: boolean } {
  const stat = fstatSync(file);
  return { mode: stat.mode, uid: stat.uid, size: stat.size, isFile: stat.isFile() };
}

/** What stands there is never repeated. */
function parse(path: string, text: string): Stored {
  const held = parseJson(text);
  if (isRecord(held) && held['version'] === 1 && Array.isArray(held['servers'])) {
    const { usual } = held;
    const servers = (held['servers'] as unknown[]).map(parseServer);
    if ((usual === null || typeof usual === 'string') && !servers.includes(null))
      return { usual, servers: servers.filter((one) => one !== null) };
  }
  throw new Fault('account.unfit', `${path} does not parse: remove it and log in again.`);
}

// By hand: each of a person's commands reads this at its start.
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function parseServer(row: unknown): StoredServer | null {
  if (!isRecord(row)) return null;
  const { url, token, person } = row;
  return typeof url === 'string' && (token === null || typeof token === 'string') && typeof person === 'string'
    ? { url, token, person }
    : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @throws Fault `account.unfit` */
export function saveStored(env: Environment, { usual, servers }: Stored): void {
  const path = credentialsPath(env);
  makeFolder(dirname(path), PURPOSE);
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(fresh, 'wx', 0o600);
    try {
      writeSync(file, `${JSON.stringify({ version: 1, usual, servers }, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw filesFault(path, error, PURPOSE);
  }
}

/** Adds a server, or takes the place of an earlier log-in there; it becomes the usual one. */
export function withServer({ servers }: Stored, server: StoredServer): Stored {
  return { usual: server.url, servers: [...servers.filter(({ url }) => url !== server.url), server] };
}

export function withoutServer({ usual, servers }: Stored, url: string): Stored {
  const left = servers.filter((one) => one.url !== url);
  return { usual: usual === url ? (left.at(-1)?.url ?? null) : usual, servers: left };
}
