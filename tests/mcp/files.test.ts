// What an agent gets of an answer that has files: nothing, and nothing of it is lost.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClientDesk } from '../../packages/mcp/src/client-desk.ts';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { programAt } from '../client/client-at.ts';
import { sourceOf } from '../client/files/parts.ts';
import { ann, ben, openDoor, type Harness } from '../server/harness.ts';

let door: Harness;
beforeAll(async () => {
  const findContact = async (key: string) => ([ann, ben].some((one) => one.key === key) ? { key, name: key, kind: 'member' } : null);
  const chat = { platform: 'playground', findContact, findHandle: async () => null } as unknown as Adapter;
  door = await openDoor({ core: { directory: createDirectory([chat]) } });
});
afterAll(() => door.close());

it('an answer with files is not opened for an agent: it says who takes it, and it waits for a person', async () => {
  const [annAt, benAt] = [await programAt(door, { as: ann }), await programAt(door, { as: ben })];
  const { id } = await annAt.request({ label: 'Certificate', to: ben.key });
  await benAt.give(id, 'value', { files: [sourceOf(Buffer.from('file-canary-0a'), 'cert.pem')] });
  const taken = createClientDesk(annAt).receive(id, () => Promise.reject(new Error('it was given')));
  await expect(taken).rejects.toMatchObject({ code: 'files', message: expect.stringContaining('--files <folder>') });
  expect((await annAt.view(id)).status).toBe('ready');
  const { files } = await annAt.open(id);
  expect(files.map(({ name }) => name)).toEqual(['cert.pem']);
});
