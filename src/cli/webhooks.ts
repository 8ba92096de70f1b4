// Adds, lists, tests and removes the endpoints of webhooks, gives one a new secret, and sends again what was given up.

import { text } from 'node:stream/consumers';
import { openWebhookKeeping } from '../app/webhooks.ts';
import type { Config } from '../config/settings.ts';
import type { GivenUpEvent, KeptWebhook, WebhookKeeping } from '../core/ports/webhook-keeping.ts';
import { expectNothing, expectOne, print, UsageError } from './output.ts';
import { withInstallation } from './with-installation.ts';

const NONE = 'No endpoint has that name.';
const NOT_ADDED = {
  taken: 'An endpoint with that name exists already: remove it first, or use another name.',
  full: 'There are ten endpoints already, and ten is the limit.',
} as const;

const withKeeping = (config: Config, work: (keeping: WebhookKeeping) => Promise<number>): Promise<number> =>
  withInstallation(config, (tools) => work(openWebhookKeeping(config, { ...tools, clock: Date.now })));

export async function addWebhook(config: Config, args: readonly string[]): Promise<number> {
  const [name, address, ...more] = args;
  if (name === undefined || address === undefined || more.length > 0)
    throw new UsageError('a name, and an address such as https://example.com/nt2, or - to read it from standard input');
  const url = address === '-' ? (await text(process.stdin)).trim() : address;
  return withKeeping(config, async (keeping) => {
    const added = await keeping.add(name, url);
    if (added.ok) {
      console.error('The secret of its signatures, shown once. Within a second, every running instance sends to it.');
      return print(added.secret);
    }
    if (added.reason === 'name') throw new UsageError('a name has 1 to 40 small letters, digits and hyphens');
    if (added.reason === 'url')
      throw new UsageError('an address begins with https:// (http:// on loopback), and has no user name and no # in it');
    return fail(NOT_ADDED[added.reason]);
  });
}

export function listWebhooks(config: Config, args: readonly string[]): Promise<number> {
  const [name, ...more] = args;
  expectNothing(more);
  return withKeeping(config, async (keeping) => {
    if (name === undefined) {
      const all = await keeping.list();
      return print(all.length === 0 ? 'No webhooks.' : all.map(lineOf).join('\n'));
    }
    const dead = await keeping.givenUp(name);
    return dead === null ? fail(NONE) : print(dead.length === 0 ? 'Nothing was given up.' : dead.map(deadLine).join('\n'));
  });
}

const lineOf = ({ name, origin, waiting, givenUp, secrets }: KeptWebhook): string =>
  `${name.padEnd(40)} ${origin}, waiting: ${waiting} shares, given up: ${givenUp} events${secrets > 1 ? ', two secrets' : ''}`;

const deadLine = ({ id, kind, at, reason }: GivenUpEvent): string =>
  `${id.padEnd(40)} ${kind.padEnd(20)} ${new Date(at).toISOString()} ${reason}`;

export function testWebhook(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the endpoint');
  return withKeeping(config, async (keeping) => {
    const sent = await keeping.test(name);
    if (sent === null) return fail(NONE);
    return sent.ok ? print(`It arrived: ${sent.status}.`) : fail(whyNot(sent));
  });
}

function whyNot({ reason, status }: { readonly reason: string; readonly status: number | null }): string {
  switch (reason) {
    case 'address':
      return 'Not sent: its name leads to an address that is not public, and NT2_WEBHOOK_NETWORKS does not name it.';
    case 'redirect':
      return `It leads elsewhere (${status}), and nt2 follows no redirect: add the address that it leads to.`;
    case 'status':
      return `It answers ${status}. nt2 counts 200 to 299 as arrived.`;
    case 'silent':
      return 'It did not answer within ten seconds.';
    default:
      return 'It cannot be reached: no connection, or TLS refuses its certificate.';
  }
}

export function rotateWebhook(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the endpoint');
  return withKeeping(config, async (keeping) => {
    const secret = await keeping.rotate(name);
    if (secret === null) return fail(NONE);
    console.error('The new secret, shown once. For a day each request is signed with both; then the old one ends.');
    return print(secret);
  });
}

export function replayWebhook(config: Config, args: readonly string[]): Promise<number> {
  const [name = '', only = null, ...more] = args;
  if (name === '' || more.length > 0) throw new UsageError('the name of the endpoint, and the id of one event if only that is wanted');
  return withKeeping(config, async (keeping) => {
    const replayed = await keeping.replay(name, only);
    if (replayed === null) return fail(NONE);
    if (only !== null && replayed === 0) return fail('No event with that id was given up.');
    return print(`Events to be sent again: ${replayed}.`);
  });
}

export function removeWebhook(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the endpoint');
  return withKeeping(config, async (keeping) => {
    if ((await keeping.remove(name)) === null) return fail(NONE);
    return print('Removed, with its secrets and everything that was waiting for it.');
  });
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
