// A rule about files at every door that binds some: the seal, and the share that is made and sealed in one request. Nothing is bound against it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Policy, Rule } from '../../src/core/policy/policy.ts';
import type { FileId } from '../../src/core/share.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { sealedFile, sealWith, uploaded } from './file-parts.ts';
import { ann, openDoor, type Harness } from './harness.ts';
import { programBody } from './wire.ts';

describe('a rule about files', () => {
  let door: Harness;
  let cookie = '';
  let policy: Policy | null = null;
  beforeAll(async () => {
    door = await openDoor({ policy: () => policy });
    cookie = await door.signIn(ann);
  });
  afterAll(() => door.close());

  const KIB = 1_024;
  const file = (bytes: number) => uploaded(door, sealedFile(new Uint8Array(bytes)), { cookie });
  const rule = (files: Rule['files'], more: Partial<Rule> = {}): Policy =>
    policyOf({ rules: [ruleOf({ ...(files && { files }), ...more })] });
  async function sealing(ids: readonly string[]): Promise<[number, string | undefined, string | undefined]> {
    const { answer } = await sealWith(door, ids, cookie);
    return [answer.status, answer.json.code, answer.json.detail];
  }
  const shareOf = async (id: string) => (await door.store.loadFile(id as FileId))?.share ?? null;

  test.each<[string, NonNullable<Rule['files']>, number[], string]>([
    ['none at all', { count: 0, bytes: 0 }, [1], 'The policy lets no files be attached here.'],
    ['too many', { count: 1, bytes: Infinity }, [1, 1], 'The policy lets at most 1 file be attached here.'],
    [
      'one that is too large',
      { count: 3, bytes: KIB },
      [1, KIB + 1],
      'The policy lets at most 3 files of at most 1 KiB each be attached here.',
    ],
    [
      'any number that are too large',
      { count: Infinity, bytes: KIB },
      [KIB + 1],
      'The policy lets only files of at most 1 KiB be attached here.',
    ],
  ])('refuses %s in words, binds nothing, and takes what fits', async (_, files, sizes, words) => {
    policy = null;
    const ids = await Promise.all(sizes.map(file));
    policy = rule(files);
    expect(await sealing(ids)).toEqual([403, 'policy.files', words]);
    expect(await Promise.all(ids.map(shareOf))).toEqual(ids.map(() => null));
    const fitting = await Promise.all(files.count === 0 ? [] : [file(KIB)]);
    if (fitting.length > 0) expect((await sealing(fitting))[0]).toBe(204);
    policy = null;
    expect((await sealing(ids))[0]).toBe(204);
  });

  test('refuses a file at its beginning where it names its share, in the words of the seal, and takes one that fits', async () => {
    policy = null;
    const { id } = await door.begin('link');
    const begun = async (bytes: number, share?: string) => {
      const { bytes: size, chunks } = sealedFile(new Uint8Array(bytes));
      const { status, json } = await door.ask('POST', '/api/files', { json: { bytes: size, chunks: chunks.length, share }, cookie });
      return [status, json.code, json.detail];
    };
    policy = rule({ count: 3, bytes: KIB });
    const before = (await door.store.countFiles()).files;
    expect(await begun(KIB + 1, id)).toEqual([
      403,
      'policy.files',
      'The policy lets at most 3 files of at most 1 KiB each be attached here.',
    ]);
    policy = rule({ count: 0, bytes: 0 }, { because: 'Use the archive.' });
    expect(await begun(1, id)).toEqual([403, 'policy.files', 'The policy lets no files be attached here. Use the archive.']);
    expect((await door.store.countFiles()).files).toBe(before);
    // Without a share nobody knows whom it is for: the seal asks.
    expect((await begun(KIB + 1))[0]).toBe(201);
    policy = rule({ count: 3, bytes: KIB });
    expect((await begun(KIB, id))[0]).toBe(201);
  });

  test('says so in the operator’s words too, holds for whom it is about alone, and counts the bytes that people attach', async () => {
    const id = await file(KIB);
    policy = rule({ count: 0, bytes: 0 }, { because: 'Use the archive.', when: { to: ['outsider'] } });
    expect((await sealing([id]))[2]).toBe('The policy lets no files be attached here. Use the archive.');
    policy = rule({ count: 0, bytes: 0 }, { when: { to: ['guest'] } });
    expect((await sealing([id]))[0]).toBe(204);
    // Its ciphertext is larger than that.
    const exact = await file(KIB);
    policy = rule({ count: 1, bytes: KIB });
    expect((await sealing([exact]))[0]).toBe(204);
  });

  test('holds for a share that is made and sealed in one request, and for a template', async () => {
    const made = await door.apiTokens.create('files-door');
    const bearer = made.ok ? made.value : '';
    const by = { bearer };
    const id = await uploaded(door, sealedFile(new Uint8Array(5)), by);
    const body = async (more: object = {}) => {
      const { body: whole } = await programBody(door, 'files-door');
      return { ...whole, ...more, seal: { ...whole.seal, files: [id] } };
    };
    const asked = async (more: object = {}) => door.ask('POST', '/api/shares', { json: await body(more), bearer });
    policy = rule({ count: 0, bytes: 0 });
    expect((await asked()).json).toMatchObject({ code: 'policy.files', detail: 'The policy lets no files be attached here.' });
    const HOUR = 3_600_000;
    const template = templateOf({ name: 'no-files', rule: { modes: ['link'], fixedMs: HOUR, files: { count: 0, bytes: 0 } } });
    policy = policyOf({ templates: [template] });
    expect((await asked({ template: 'no-files' })).json.code).toBe('policy.files');
    expect(await shareOf(id)).toBeNull();
    const whole = await asked();
    expect([whole.status, await shareOf(id)]).toEqual([201, whole.json.id]);
  });
});
