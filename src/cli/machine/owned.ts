// `nt2 machine list` and `nt2 machine revoke`: by the owner, as whom this terminal has logged in.

import { parseArgs } from 'node:util';
import type { Environment } from '../../config/setting.ts';
import { requestBinding, fetchMachines, requestFreeing, requestMachineEnd } from '../../client/calls/machines.ts';
import { isMachineName } from '../../core/machine-names.ts';
import { describeClaims } from '../../core/workload-bindings.ts';
import { loadCredentials, type Credentials } from '../account/credentials.ts';
import { ownEnvironment } from '../account/environment.ts';
import { askServer, sayFailure } from '../account/server-calls.ts';
import { asCalled } from '../as-called.ts';
import { EXIT } from '../exit-codes.ts';
import { print, UsageError } from '../output.ts';
import { escapeForTerminal } from '../terminal-text.ts';
import { parseBinding } from './binding.ts';

export function showMachines(args: readonly string[], env: Environment = ownEnvironment()): Promise<number> {
  const { server, names } = parse(args, 'this command takes --server');
  if (names.length > 0) throw new UsageError('this command takes --server');
  return asOwner(env, server, async (owner) => {
    const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
    const lines = (await askServer(owner, fetchMachines)).map(({ name, madeAt, usedAt, workload: bound }) => {
      const second = bound === null ? '' : `  with ${escapeForTerminal(`${bound.issuer} ${describeClaims(bound)}`)}`;
      return `${escapeForTerminal(name).padEnd(24)}  since ${day(madeAt)}  used ${day(usedAt)}${second}`;
    });
    return print(lines.join('\n') || 'No machine.');
  });
}

const REVOKE = 'this command takes the name of one machine, and --server';

export function endMachine(args: readonly string[], env: Environment = ownEnvironment()): Promise<number> {
  const { server, names } = parse(args, REVOKE);
  const [name = ''] = names;
  if (names.length !== 1 || !isMachineName(name)) throw new UsageError(REVOKE);
  return asOwner(env, server, async (owner) => {
    if (!(await askServer(owner, fetchMachines)).some((one) => one.name === name)) {
      console.error(asCalled('You own no machine of that name: nt2 machine list shows yours.'));
      return 1;
    }
    await askServer(owner, (by) => requestMachineEnd(by, name));
    return print('Revoked: within a second, no running instance lets it open anything.');
  });
}

const BIND = 'this command takes the name of one machine, --issuer with one or more --claim name=value, and --server';

export function bindOwned(args: readonly string[], env: Environment = ownEnvironment()): Promise<number> {
  const { server, names, values } = parse(args, BIND);
  const [name = ''] = names;
  const to = parseBinding(values, BIND);
  if (names.length !== 1 || !isMachineName(name) || to === undefined) throw new UsageError(BIND);
  return asOwner(env, server, async (owner) => {
    await askServer(owner, (by) => requestBinding(by, name, to));
    return print(`Bound: from now on ${name} opens nothing without its key and a token of ${to.issuer} with ${describeClaims(to)}.`);
  });
}

const FREE = 'this command takes the name of one machine, and --server';

export function freeOwned(args: readonly string[], env: Environment = ownEnvironment()): Promise<number> {
  const { server, names } = parse(args, FREE);
  const [name = ''] = names;
  if (names.length !== 1 || !isMachineName(name)) throw new UsageError(FREE);
  return asOwner(env, server, async (owner) => {
    await askServer(owner, (by) => requestFreeing(by, name));
    return print(`Freed: the key of ${name} is enough again.`);
  });
}

function parse(args: readonly string[], usage: string) {
  try {
    const text = { type: 'string' } as const;
    const options = usage === BIND ? { server: text, issuer: text, claim: { ...text, multiple: true } as const } : { server: text };
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { server: values.server, names: positionals, values };
  } catch {
    throw new UsageError(usage);
  }
}

async function asOwner(env: Environment, server: string | undefined, work: (as: Credentials) => Promise<number>): Promise<number> {
  const credentials = await loadCredentials(env, { server });
  if (credentials === null) {
    console.error(asCalled('Nobody has logged in here: run nt2 login with the address of your server.'));
    return EXIT.noPermission;
  }
  try {
    return await work(credentials);
  } catch (error) {
    return sayFailure(credentials.url, error);
  }
}
