// Adds, lists, tests and removes the endpoints of webhooks, gives one a new secret, and sends again what was given up.

import { text } from 'node:stream/consumers';
import type { Installation } from '../app/installation.ts';
import { openOutlet } from '../app/webhooks.ts';
import type { Config } from '../config/settings.ts';
import { expectNothing, expectOne, print, UsageError } from './output.ts';
import { withInstallation } from './with-installation.ts';

/** By then every running instance knows that an endpoint is gone, and adds nothing more for it. */
const KNOWN_MS = 1_500;

const NONE = 'No endpoint has that name.';
const NOT_ADDED = {
  taken: 'An endpoint with that name exists already: remove it first, or use another name.',
  full: 'There are ten endpoints already, and ten is the limit.',
} as const;

export async function addWebhook(config: Config, args: readonly string[]): Promise<number> {
  const [name, address, ...more] = args;
  if (name === undefined || address === undefined || more.length > 0)
    throw new UsageError('a name, and an address such as https://example.com/nt2, or - to read it from standard input');
  const url = address === '-' ? (await text(process.stdin)).trim() : address;
  return withInstallation(config, async ({ endpoints }) => {
    const added = await endpoints.add(name, url);
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
  return withInstallation(config, async ({ endpoints, store }) => {
    if (name !== undefined) return onNamed(endpoints, name, async ({ id }) => listDead(await store.deadDeliveries(id)));
    const all = await endpoints.list();
    if (all.length === 0) return print('No webhooks.');
    const lines = all.map(async ({ id, name: of, url, secrets }) => {
      const { lanes, dead } = await store.countDeliveries(id);
      const rotating = secrets.length > 1 ? ', two secrets' : '';
      // The path may be what the receiver knows nt2 by.
      return `${of.padEnd(40)} ${new URL(url).origin}, waiting: ${lanes} shares, given up: ${dead} events${rotating}`;
    });
    return print((await Promise.all(lines)).join('\n'));
  });
}

function listDead(dead: Awaited<ReturnType<Installation['store']['deadDeliveries']>>): number {
  if (dead.length === 0) return print('Nothing was given up.');
  const kindOf = (event: string): string => /"(share\.[a-z_]+)"/.exec(event)?.[1] ?? '?';
  return print(
    dead
      .map(({ id, at, event, reason }) => `${id.padEnd(40)} ${kindOf(event).padEnd(20)} ${new Date(at).toISOString()} ${reason}`)
      .join('\n'),
  );
}

export function testWebhook(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the endpoint');
  return withInstallation(config, (tools) =>
    onNamed(tools.endpoints, name, async (endpoint) => {
      const sent = await (await openOutlet(config, { ...tools, clock: Date.now })).test(endpoint);
      return sent.ok ? print(`It arrived: ${sent.status}.`) : fail(whyNot(sent));
    }),
  );
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
  return withInstallation(config, async ({ endpoints }) => {
    const rotated = await endpoints.rotate(name);
    if (rotated === null) return fail(NONE);
    console.error('The new secret, shown once. For a day each request is signed with both; then the old one ends.');
    return print(rotated.secret);
  });
}

export function replayWebhook(config: Config, args: readonly string[]): Promise<number> {
  const [name = '', only, ...more] = args;
  if (name === '' || more.length > 0) throw new UsageError('the name of the endpoint, and the id of one event if only that is wanted');
  return withInstallation(config, ({ endpoints, store }) =>
    onNamed(endpoints, name, async ({ id: endpoint }) => {
      const dead = (await store.deadDeliveries(endpoint)).filter(({ id }) => only === undefined || id === only);
      if (only !== undefined && dead.length === 0) return fail('No event with that id was given up.');
      let replayed = 0;
      for (const { id, share } of dead) if (await store.replayDelivery({ endpoint, share }, id, Date.now())) replayed += 1;
      return print(`Events to be sent again: ${replayed}.`);
    }),
  );
}

export function removeWebhook(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the endpoint');
  return withInstallation(config, async ({ endpoints, store }) => {
    const removed = await endpoints.remove(name);
    if (removed === null) return fail(NONE);
    await new Promise((resolve) => setTimeout(resolve, KNOWN_MS));
    await store.dropDeliveries(removed.id);
    return print('Removed, with its secrets and everything that was waiting for it.');
  });
}

async function onNamed(
  endpoints: Installation['endpoints'],
  name: string,
  work: (endpoint: NonNullable<Awaited<ReturnType<Installation['endpoints']['find']>>>) => Promise<number>,
): Promise<number> {
  const found = await endpoints.find(name);
  return found === null ? fail(NONE) : work(found);
}

function fail(sentence: string): number {
  console.error(sentence);
  return 1;
}
