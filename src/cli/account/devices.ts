// `nt2 devices`: the browsers and terminals that can act as the person who asks, and the end of one of them.

import { parseArgs } from 'node:util';
import { escapeInvisible } from '../../core/text-safety.ts';
import { asCalled } from '../as-called.ts';
import { print, UsageError } from '../output.ts';
import { loadCredentials, type Credentials } from './credentials.ts';
import type { Environment } from '../../config/setting.ts';
import { ownEnvironment } from './environment.ts';
import { EXIT } from '../exit-codes.ts';
import { askServer, sayFailure } from './server-calls.ts';
import { fetchDevices, requestWithdrawal, type KnownDevice } from '../../client/calls/devices.ts';

/** Enough to tell one's own apart. */
const SHORT = 8;

export async function showDevices(args: readonly string[], env: Environment = ownEnvironment()): Promise<number> {
  const { remove, server, json = false } = parse(args);
  const credentials = await loadCredentials(env, { server });
  if (credentials === null) {
    console.error(asCalled('Nobody has logged in here: run nt2 login with the address of your server.'));
    return EXIT.noPermission;
  }
  try {
    const all = await load(credentials);
    if (remove !== undefined) return await end(credentials, all, remove);
    return print(json ? JSON.stringify(all.map(forPrograms), null, 2) : all.map(line).join('\n') || 'No browser and no terminal.');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return sayFailure(credentials.url, error);
  }
}

function parse(args: readonly string[]) {
  try {
    const options = { remove: { type: 'string' }, server: { type: 'string' }, json: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw new UsageError('this command takes --remove, --server and --json');
  }
}

async function load({ url, token }: Credentials): Promise<readonly KnownDevice[]> {
  const persons = await askServer({ url, token }, fetchDevices);
  return persons.flatMap((person) => person.devices);
}

const forPrograms = ({ name, ...device }: KnownDevice) => ({ ...device, ...(name !== null && { name }) });

/** `k3qzvd7a  laptop  since 2026-11-30  used 2026-11-30 14:05  this one` */
function line({ id, name, madeAt, usedAt, isThis }: KnownDevice): string {
  const called = name === null ? 'a browser' : escapeInvisible(name);
  const [since, used] = [day(madeAt), `${day(usedAt)} ${new Date(usedAt).toISOString().slice(11, 16)}Z`];
  return `${id.slice(0, SHORT)}  ${called.padEnd(24)}  since ${since}  used ${used}${isThis ? '  this one' : ''}`;
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

async function end({ url, token }: Credentials, all: readonly KnownDevice[], typed: string): Promise<number> {
  const found = typed.length < 4 ? [] : all.filter(({ id }) => id.startsWith(typed));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new UsageError('--remove takes the id of one device, as nt2 devices lists it');
  await askServer({ url, token }, (by) => requestWithdrawal(by, only.id));
  return print(`Removed: within a second, no running instance accepts it.`);
}
