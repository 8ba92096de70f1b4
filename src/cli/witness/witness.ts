// `nt2 witness`: a small process of its own, run by someone else than the operator, that signs how logs grow and refuses what contradicts.

import { setTimeout as sleep } from 'node:timers/promises';
import { formatWitnessKey } from '../../crypto/tlog/cosignature.ts';
import { createLogger } from '../../logging/logger.ts';
import { makeWitnessFolder, openWitnessFolder } from '../../witness/folder.ts';
import { startWitness } from '../../witness/server.ts';
import { parseFlags } from '../flags.ts';
import { print, UsageError } from '../output.ts';

const DEFAULT_LISTEN = '127.0.0.1:4191';
const DRAIN_MS = 100;

export async function witness(args: readonly string[]): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'init') return initWitness(rest);
  if (verb === 'serve') return serveWitness(rest);
  if (verb === 'compare') return (await import('./compare.ts')).compareWitnesses(rest);
  throw new UsageError('nt2 witness takes init, serve or compare');
}

async function initWitness(args: readonly string[]): Promise<number> {
  const [folder, name, ...more] = parseFlags('witness init', args).rest;
  if (folder === undefined || name === undefined || more.length > 0)
    throw new UsageError('this command takes a folder and a name for the witness');
  makeWitnessFolder(folder, name);
  const { key } = await openWitnessFolder(folder, () => {});
  console.error('The operators of logs need this key; write the keys of their logs into the file “logs” in that folder.');
  return print(formatWitnessKey({ name, publicKey: key.publicKey }));
}

async function serveWitness(args: readonly string[]): Promise<number> {
  const flags = parseFlags('witness serve', args);
  const [folder, ...more] = flags.rest;
  if (folder === undefined || more.length > 0) throw new UsageError('this command takes the folder of the witness');
  const { host, port } = parseListen(flags.one('--listen') ?? DEFAULT_LISTEN);
  const log = createLogger((line) => process.stderr.write(line), 'info', Date.now);
  const running = await startWitness({ folder, host, port, clock: Date.now, log });
  print(`${running.vkey}\nwatches ${running.watched} log${running.watched === 1 ? '' : 's'}, on ${host} port ${running.port}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  running.leave();
  await sleep(DRAIN_MS);
  await running.close();
  return 0;
}

function parseListen(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', digits = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host === '' || port > 65_535) throw new UsageError('--listen takes an address and a port, such as 127.0.0.1:4191');
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}
