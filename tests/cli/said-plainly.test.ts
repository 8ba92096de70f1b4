// Words of the command line that were taken for something else in someone's first hour.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../src/cli/keygen.ts';
import { startNt2, type Ran } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-said-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what the command says', () => {
  const nt2 = (args: string[], more: Readonly<Record<string, string>> = {}): Promise<Ran> => {
    const env = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`, NT2_STATE_DIR: folder };
    return startNt2(args, { env: { ...env, ...more }, folder }).done;
  };

  it('O8: config says of what need not be given that it is not set, and of what must be that it is missing', async () => {
    const { out } = await nt2(['config'], { HTTPS_PROXY: 'http://nt2:canary@proxy:3128' });
    expect(out).toMatch(/^SLACK_BOT_TOKEN +\(not set\)$/m);
    expect(out).toMatch(/^NT2_SECRET +\(missing\)$/m);
    expect(out).toMatch(/^NT2_PORT +4180 {2}\(default\)$/m);
    expect(out).toMatch(/^HTTPS_PROXY +\(given\)$/m);
    expect(out).not.toContain('canary');
  });

  it('O10: health names the address that it asked, also when another answers there or nobody', async () => {
    let status = 200;
    const server = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const health = (): Promise<Ran> => nt2(['health'], { NT2_PORT: String(port), NT2_SECRET: newSecret() });
    const here = `http://127.0.0.1:${String(port)}`;
    expect(await health()).toEqual({ code: 0, out: `nt2 is up at ${here}.\n`, err: '' });
    status = 404;
    expect(await health()).toEqual({ code: 1, out: '', err: `${here}/healthz answers 404.\n` });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await health()).toEqual({ code: 1, out: '', err: `No answer at ${here}/healthz.\n` });
  });

  it('O12: verify names the file that it cannot read, and why', async () => {
    for (const [name, why] of [
      ['receipt-not-here.txt', 'is not there'],
      ['.', 'is a folder'],
    ] as const) {
      const { code, err } = await nt2(['verify', name]);
      expect(err, name).toContain(`the file ${JSON.stringify(name)} ${why}`);
      expect(code).not.toBe(0);
    }
  });
});
