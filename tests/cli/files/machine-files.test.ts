// Files of a share that a machine opens: nothing is used up where it was not told where they go, and saved where it was.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { addMachine, openAsMachine } from '../../../src/cli/machine/machine.ts';
import { parseUserCode } from '../../../src/core/user-code.ts';
import { sourceOf } from '../../client/files/parts.ts';
import { fetchOf, programAt } from '../../client/client-at.ts';
import { ann, openDoor, PUBLIC_URL, type Harness } from '../../server/harness.ts';

let door: Harness;
const folder = mkdtempSync(join(tmpdir(), 'nt2-machine-files-'));
const [key, place] = [join(folder, 'ci.key'), join(folder, 'in')];
const [out, errors]: [string[], string[]] = [[], []];
beforeAll(async () => {
  door = await openDoor();
  door.time.now = Date.now();
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  vi.spyOn(console, 'error').mockImplementation((text) => void errors.push(String(text)));
});
afterEach(() => out.splice(0));
afterAll(async () => {
  vi.restoreAllMocks();
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

const here = {
  env: {},
  write: async (text: string) => void out.push(text),
  pause: async (ms: number) => {
    const shown = errors.map((text) => parseUserCode(/login (\S+)/.exec(text)?.[1] ?? '')).find((code) => code !== null);
    if (shown) await door.deviceCodes.answer(shown, { by: ann, isConfirmed: true });
    door.time.now += ms;
  },
};

it('waits until it is told where its files go, by --files or --no-files', async () => {
  const fetch = fetchOf(door);
  expect(await addMachine(['ci', '--server', PUBLIC_URL, '--key', key], { ...here, fetch })).toBe(0);
  const annAt = await programAt(door, { as: ann });
  const files = [sourceOf(Buffer.from('file-canary-ci'), 'deploy.pem')];
  const { id } = await annAt.share('value', { label: 'Deploy', to: 'machine:ci', files });
  await expect(openAsMachine([id, '--key', key], { ...here, fetch })).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringContaining('--files <folder>'),
  });
  expect((await annAt.view(id)).status).toBe('ready');
  expect(await openAsMachine([id, '--key', key, '--files', place], { ...here, fetch })).toBe(0);
  expect(JSON.parse(out.join(''))).toMatchObject({ id, files: [{ name: 'deploy.pem', path: join(place, 'deploy.pem') }] });
  expect(readFileSync(join(place, 'deploy.pem'), 'utf8')).toBe('file-canary-ci');
  out.splice(0);
  const next = await annAt.share('value', { label: 'Deploy', to: 'machine:ci', files });
  expect(await openAsMachine([next.id, '--key', key, '--no-files', '--format', 'dotenv'], { ...here, fetch })).toBe(0);
  expect([out, (await door.store.countFiles()).files]).toEqual([['DEPLOY=value\n'], 0]);
});
