// `nt2 scan` as a person runs it: what it prints, where, and how it ends.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SECRETS } from '../scan/corpus.ts';
import { startNt2 } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, content: string): void => writeFileSync(join(folder, name), content);
const nt2 = (...args: string[]) => startNt2(['scan', ...args], { env: {}, folder }).done;

describe('nt2 scan', () => {
  it('prints places and no value, in each format, and ends with 3 when it has found something', async () => {
    const secrets = ['github-token', 'stripe-key', 'named-secret'].map((kind) => SECRETS[kind]?.() ?? '');
    put('chat.txt', `hello\ntake ${secrets[0]}\nor ${secrets[1]}\npassword: ${secrets[2]}\n`);
    for (const format of ['text', 'json', 'csv', 'sarif']) {
      const { code, out, err } = await nt2('chat.txt', '--format', format);
      expect([code, out.match(/github-token|stripe-key|named-secret/g)?.length ?? 0], err).toEqual([3, expect.any(Number)]);
      for (const secret of secrets) expect(out + err).not.toContain(secret.slice(8, 16));
      expect(err).toBe(
        '3 places with what looks like a secret. Change those keys at their issuers: deleting the message takes nothing back.\n',
      );
    }
    const { out } = await nt2('chat.txt');
    expect(out.split('\n').slice(0, 2)).toEqual([
      'chat.txt, line 2: github-token ghp_… (40 characters)',
      'chat.txt, line 3: stripe-key sk_live_… (32 characters)',
    ]);
  });

  it('ends with 0 when there is nothing, with 1 when not all could be read, and with 64 when nothing was named', async () => {
    put('plain.txt', 'nothing here\n');
    expect(await nt2('plain.txt')).toEqual({ code: 0, out: '', err: 'Nothing found.\n' });
    expect(await nt2('plain.txt', 'none.txt')).toEqual({
      code: 1,
      out: '',
      err: 'none.txt is not there, or may not be read.\nNothing found.\n',
    });
    expect((await nt2()).code).toBe(64);
  });
});
