// Small things that a person at the command line meets: a port that browsers refuse, a trial that is there already, a reader that has read enough.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressIssues, cannotAsk } from '../../src/cli/address.ts';
import { readIdentities } from '../../src/cli/backup/files.ts';
import { helpFor } from '../../src/cli/help/help.ts';
import { unknown } from '../../src/cli/help/unknown.ts';
import { choose } from '../../src/cli/init/choices.ts';
import { explainFailure } from '../../src/cli/receipt/verify-report.ts';
import { portOf } from '../../src/cli/serve.ts';
import { startNt2 } from './run.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'nt2-small-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const faultsOf = (url: string, port: number, NT2_TRUSTED_PROXIES: string[] = []): string[] =>
  addressIssues({ NT2_PUBLIC_URL: new URL(url), NT2_PORT: port, NT2_TRUSTED_PROXIES });

describe('the address of the settings', () => {
  it('O11: names a port that browsers refuse, and fetch refuses each of those', async () => {
    expect(faultsOf('https://nt2.example.com:6000', 4180)).toEqual([
      'NT2_PUBLIC_URL names port 6000, which browsers refuse to ask: take another one.',
    ]);
    expect(faultsOf('https://nt2.example.com', 4180)).toEqual([]);
    const ports = Array.from({ length: 10_999 }, (_, n) => n + 1).filter(cannotAsk);
    expect(ports.length).toBeGreaterThan(70);
    for (const port of ports)
      await expect(fetch(`http://127.0.0.1:${port}`), String(port)).rejects.toMatchObject({ cause: { message: 'bad port' } });
    await expect(choose(['--url', 'http://127.0.0.1:4190', '--yes'], null)).rejects.toThrow('--url names port 4190, which browsers refuse');
  });

  it('U13: compares the ports where the address is this machine itself', () => {
    expect(faultsOf('http://127.0.0.1:4190', 4180)).toHaveLength(2);
    expect(faultsOf('http://127.0.0.1:4181', 4180)).toEqual([
      expect.stringMatching(/^NT2_PUBLIC_URL names port 4181 .* listens on 4180: give/),
    ]);
    for (const url of ['http://127.0.0.1:4180', 'http://[::1]:4180', 'https://localhost']) expect(faultsOf(url, 4180), url).toEqual([]);
    expect(faultsOf('http://127.0.0.1:4181', 0)).toEqual([]);
    expect(faultsOf('http://127.0.0.1:4181', 4180, ['127.0.0.1'])).toEqual([]);
  });
});

describe('a trial', () => {
  it('U10: keeps its port, so that its logs go on, and says when it runs already or something else sits there', async () => {
    const place = join(folder, 'try');
    const port = await portOf(place);
    expect([await portOf(place), readFileSync(join(place, 'port'), 'utf8')]).toEqual([port, `${port}\n`]);
    let status = 200;
    const server = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const taken = (server.address() as AddressInfo).port;
    writeFileSync(join(place, 'port'), `${taken}\n`);
    await expect(portOf(place)).rejects.toThrow(`nt2 already runs here: http://127.0.0.1:${taken}/playground`);
    status = 404;
    await expect(portOf(place)).rejects.toThrow(`Something else listens on 127.0.0.1 port ${taken}`);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('what is said of a mistake', () => {
  it('O3, O12: help of init lists its flags, and a word that is no secret is repeated', () => {
    for (const flag of ['--url', '--store', '--slack', '--discord', '--yes']) expect(helpFor('init', '')).toContain(flag);
    expect(unknown('bananas', '')).toBe('nt2 does not know the command `bananas`');
    for (const word of ['sk_live_canary_51', 'hunter2', 'Correct', 'correcthorsebattery']) expect(unknown(word, '')).not.toContain(word);
  });

  it('tells a post-quantum key from a file without a key', () => {
    const file = join(folder, 'key');
    writeFileSync(file, '# created: 2026-11-29\nAGE-SECRET-KEY-PQ-1QQQ\n');
    expect(() => readIdentities(file)).toThrow(/post-quantum key .* AGE-SECRET-KEY-1…/);
    writeFileSync(file, 'AGE-SECRET-KEY-PQ-1QQQ\nAGE-SECRET-KEY-1QQQ\n');
    expect(readIdentities(file)).toEqual(['AGE-SECRET-KEY-1QQQ']);
  });

  it('says of a signature with line ends of Windows that they were changed', () => {
    const verdict = { ok: false, code: 'signature.form' } as const;
    expect(explainFailure(verdict, { text: 'x\n', signature: '-----BEGIN SSH SIGNATURE-----\r\n' })).toMatch(/^Its signature: .*CR LF/);
    expect(explainFailure(verdict, { text: 'x\n', signature: 'x\n' })).not.toContain('CR LF');
  });
});

it.each([['help'], ['doctor'], ['keygen']])('R19: a reader that has read enough ends `nt2 %s` without a word', async (command) => {
  const { child, done } = startNt2([command], { env: { NT2_STORE: `sqlite:${join(folder, 'x.db')}` }, folder });
  child.stdout?.destroy();
  expect(await done).toMatchObject({ code: 141, err: '' });
});
