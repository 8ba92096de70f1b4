// Whether the sweep that ends every test here has teeth: a secret is planted at each place in turn, and has to be found there.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formsOf, sweep } from '../support/sweep.ts';
import { openChat } from './chat.ts';
import { openStage, STORES, type Stage } from './stage.ts';

describe.each(STORES)('T13: the canary sweep on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());

  const placesOf = async (): Promise<string[]> => [...new Set((await stage.findings()).map((finding) => finding.replace(/: .*$/, '')))];

  it('finds nothing where nothing was planted', async () => {
    stage.secret();
    expect(await stage.findings()).toEqual([]);
  });

  it('finds a secret that was said where everybody reads: in the message, the rows, the file on the disk, and the request', async () => {
    // Nothing that looks like a secret: such a label would not be taken.
    const canary = 'the turquoise walrus gleams';
    stage.hide(canary);
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    await alex.ask({ label: canary });
    await alex.go('nt2');
    await alex.message('Your credential for Contractor').waitFor();
    const found = await placesOf();
    expect(found).toContain('message');
    expect(found).toContain('request');
    expect(found.filter((place) => place.startsWith('store '))).not.toEqual([]);
    expect(found.filter((place) => (kind === 'redis' ? place === 'file dump.rdb' : /^file nt2\.db(?:-wal)?$/.test(place)))).not.toEqual([]);
    expect(found).not.toContain('log');
    await expect(stage.check()).rejects.toThrow('found');
  });

  it('finds it in an address and in the log', async () => {
    const canary = stage.secret();
    const page = await (await stage.profile()).newPage();
    await page.goto(`${stage.url}/?k=${Buffer.from(`x${canary}`).toString('base64url')}`);
    stage.lines.push(`{"event":"request","detail":"${Buffer.from(canary).toString('hex')}"}\n`);
    expect(await placesOf()).toEqual(['log', 'request']);
    await expect(stage.check()).rejects.toThrow('found');
  });

  it('notices a page that asks another host, breaks its policy or throws', async () => {
    const page = await (await stage.profile()).newPage();
    await page.goto(`${stage.url}/`);
    await page.evaluate("fetch('http://127.0.0.1:9/elsewhere').catch(() => {})");
    await page.evaluate("setTimeout(() => { throw new Error('planted') })");
    const told = { complaints: [] as string[], foreign: [] as string[] };
    await expect
      .poll(() => {
        const { complaints, foreign } = stage.traffic.take();
        told.complaints.push(...complaints);
        told.foreign.push(...foreign);
        return told.complaints;
      })
      .toEqual(expect.arrayContaining([expect.stringMatching(/^CSP: connect-src/), 'error: planted']));
    expect(told.foreign).toEqual([]);
    stage.traffic.ask('https://elsewhere.example/pixel.gif');
    expect(stage.traffic.take().foreign).toEqual(['https://elsewhere.example/pixel.gif']);
  });
});

describe('T13: the forms of a canary', () => {
  const canary = 'canary-1f9c';

  const HAYS: readonly (readonly [name: string, hay: string])[] = [
    ['as it is', canary],
    ['in a sentence, percent-encoded', encodeURIComponent(`so: ${canary}`)],
    ['hex', Buffer.from(canary).toString('hex')],
    ['HEX', Buffer.from(canary).toString('hex').toUpperCase()],
    ...['', 'a', 'ab', 'abc'].map(
      (before) => [`base64 behind ${before.length} bytes`, Buffer.from(`${before}${canary}?>?>`).toString('base64')] as const,
    ),
    ...['', 'a', 'ab', 'abc'].map(
      (before) => [`base64url behind ${before.length} bytes`, Buffer.from(`${before}${canary}?>?>`).toString('base64url')] as const,
    ),
  ];
  it.each(HAYS)('finds it %s', (_name, hay) => {
    expect(sweep([{ name: 'here', bytes: hay }], [canary])).not.toEqual([]);
    expect(sweep([{ name: 'here', bytes: hay }], ['canary-2222'])).toEqual([]);
  });

  it('finds raw bytes of a key, which are no text', () => {
    const key = new Uint8Array(Array.from({ length: 32 }, (_, n) => 255 - n));
    expect(sweep([{ name: 'here', bytes: Buffer.concat([Buffer.from('before'), key, Buffer.from('behind')]) }], [key])).not.toEqual([]);
    expect(formsOf(key).every((form) => form.length > 20)).toBe(true);
  });
});
