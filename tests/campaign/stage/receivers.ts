// Receivers of webhooks beside the load: one that is well, one that needs a second and a half for each event, and an address where nobody is.

import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { openInstallation } from '../../../src/app/installation.ts';
import { readConfig } from '../../../src/config/read.ts';
import { openReceiver, type Received } from '../../webhooks/receiver.ts';
import type { Receiver } from '../reader/webhooks.ts';

const SLOW_MS = 1_500;
const REST_MS = 4_000;
/** Nobody listens there. */
const DEAD_PORT = 1;

export interface Receivers {
  /** As they are now. `isWell`: whether nothing may wait for the one that is well. */
  heard(isWell: boolean): Receiver[];
  /** Nothing new has come to the one that is well for a while: what still waits for it then waits in vain. */
  rest(): Promise<void>;
}

/** Before any instance runs, so that each knows them from its first commit on. Ended with the test. */
export async function openReceivers(env: Readonly<Record<string, string>>): Promise<Receivers> {
  const [well, slow] = [await openReceiver(), await openReceiver()];
  slow.answer = (response) => void setTimeout(() => response.writeHead(204).end(), SLOW_MS);
  const places = [
    { name: 'well', port: well.port, received: well.received },
    { name: 'slow', port: slow.port, received: slow.received },
    { name: 'dead', port: DEAD_PORT, received: [] },
  ];
  const read = readConfig(env);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const { endpoints, close } = await openInstallation(read.config, { write: () => undefined });
  try {
    const known: (Pick<Receiver, 'name' | 'endpoint'> & { readonly secret: string; readonly received: readonly Received[] })[] = [];
    for (const { name, port, received } of places) {
      const added = await endpoints.add(name, `http://127.0.0.1:${port}/`);
      if (!added.ok) throw new Error(`no endpoint: ${added.reason}`);
      known.push({ name, endpoint: added.endpoint.id, secret: added.secret, received });
    }
    return {
      async rest() {
        for (let seen = -1; seen !== well.received.length;) {
          seen = well.received.length;
          await sleep(REST_MS);
        }
      },
      heard: (isWell) =>
        known.map(({ name, endpoint, secret, received }) => ({
          name,
          endpoint,
          isWell: isWell && name === 'well',
          arrived: received.map((one) => arrivalOf(one, secret)),
        })),
    };
  } finally {
    await close();
  }
}

function arrivalOf({ headers, body }: Received, secret: string): Receiver['arrived'][number] {
  const { type, data } = JSON.parse(body.toString()) as { type: string; data: { share: string } };
  return { id: String(headers['webhook-id']), type, share: data.share, isGenuine: isSigned(secret, body, headers) };
}

function isSigned(secret: string, body: Buffer, headers: Received['headers']): boolean {
  try {
    // Looked at later than it came: only the signature is in question here.
    const at = Number(headers['webhook-timestamp']);
    return (
      Math.abs(at * 1_000 - Date.now()) < 600_000 &&
      new Webhook(secret).sign(String(headers['webhook-id']), new Date(at * 1_000), body) === headers['webhook-signature']
    );
  } catch {
    return false;
  }
}
