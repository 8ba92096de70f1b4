// The command that docs/rotation.md prints for the report of an offboarding, run by a shell to the letter, over a report of a real server.

import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OFFBOARD_STEPS } from '../../src/core/offboarding/record.ts';
import { formatVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { logKey } from '../../src/crypto/keys/log.ts';
import { RECEIPT_NAMESPACE, signSsh } from '../../src/crypto/tlog/sshsig.ts';
import { DIRECTORY } from '../docs/http-operator.ts';
import { readPage } from '../docs/pages.ts';
import { policyOf } from '../support/policies.ts';
import { ann, ben, openDoor, TENANT, type Harness } from '../server/harness.ts';
import { inFolder, missing, type Outcome } from './programs.ts';

const xxd = spawnSync('xxd', ['-v']).error === undefined ? null : 'xxd is not installed';
const absent = missing.ssh ?? xxd;
if (absent !== null) console.log(`left out: the command of docs/rotation.md: ${absent}`);

const [, printed = ''] = /^(ssh-keygen -Y verify .*)$/m.exec(readPage('docs/rotation.md')) ?? [];
const [, signers = ''] = /## The key\n[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(readPage('docs/verify-without-nt2.md')) ?? [];

describe.skipIf(absent !== null)('M2: the report of an offboarding, by hand', () => {
  let door: Harness;
  let vkey: string;
  let report: string;
  let signature: string;

  beforeAll(async () => {
    door = await openDoor({ core: { directory: DIRECTORY }, policy: () => ({ ...policyOf({}), offboarders: [ann.key] }) });
    const cookie = await door.signIn(ann);
    const { id } = (await door.ask('POST', '/api/offboardings', { cookie, json: { person: ben.key } })).json;
    for (const step of OFFBOARD_STEPS) await door.ask('POST', `/api/offboardings/${id}/tick`, { cookie, json: { step } });
    // The log of a workspace begins with its first share; what waited for that is in it.
    const before = await door.ask('GET', `/api/offboardings/${id}/signature`, { cookie });
    expect(before.json.code).toBe('share.not_yet');
    await door.begin('sealed');
    await door.sign();
    vkey = formatVkey(await door.keyOf(door.ids.tagOf(TENANT)));
    const leaves = await door.store.leaves(door.ids.tagOf(TENANT), 0, 100);
    report = (await door.ask('GET', `/api/offboardings/${id}/report`, { cookie })).text;
    expect(leaves.some((leaf) => leaf.includes(`\nhash ${createHash('sha256').update(report).digest('base64')}\n`))).toBe(true);
    signature = (await door.ask('GET', `/api/offboardings/${id}/signature`, { cookie })).text;
  });
  afterAll(() => door?.close());

  const follow = (changed: { readonly report?: string; readonly signature?: string; readonly vkey?: string } = {}): Promise<Outcome> =>
    inFolder(async (folder) => {
      const given = { report, signature, vkey, ...changed };
      writeFileSync(join(folder, 'report.md'), given.report);
      writeFileSync(join(folder, 'report.md.sig'), given.signature);
      writeFileSync(join(folder, 'key'), `${given.vkey}\n`);
      // A reader types the name where the page has <log>; all else stands as it is printed.
      const commands = [signers, printed.replace('<log>', vkey.split('+')[0] ?? '')].join('\n');
      const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', commands], { cwd: folder, encoding: 'utf8' });
      return { ok: status === 0, said: `${stdout}${stderr}` };
    });

  test('the command of the page, as it is printed, holds the report and its signature', async () => {
    expect(printed).toContain('<log>');
    const { ok, said } = await follow();
    expect(ok, said).toBe(true);
    expect(said).toContain('Good "nt2-report" signature');
  });

  test('it finds a changed report, another key, and a signature that was made for a receipt', async () => {
    const changed = report.replace('Ben', 'Bea');
    expect(changed).not.toBe(report);
    for (const each of [changed, `${report}\n`, report.slice(0, -1)])
      expect((await follow({ report: each })).said).toContain('incorrect signature');
    const other = await logKey({ seed: new Uint8Array(32).fill(9), tag: 'abcdef', year: 2026 });
    const [name = ''] = vkey.split('+');
    expect((await follow({ vkey: formatVkey({ name, publicKey: other.publicKey }) })).ok).toBe(false);
    const signed = await signSsh({ file: report, namespace: RECEIPT_NAMESPACE, key: other });
    const asReceipt = await follow({ signature: signed, vkey: formatVkey({ name, publicKey: other.publicKey }) });
    expect([asReceipt.ok, asReceipt.said.includes('namespace')]).toEqual([false, true]);
  });
});
