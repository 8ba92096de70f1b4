// examples/make-link-by-hand.mjs as a program of its own, against a server on a port: what it makes opens as any other link.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { parseLink } from '../../src/crypto/keys/link.ts';
import type { Harness } from '../server/harness.ts';
import { linkClaim, newBrowser, opening } from '../server/wire.ts';
import { serveIn } from '../support/served.ts';

/** The program with the secret on its standard input, as its first lines say. */
function runExample(args: readonly string[], token: string, secret: string): Promise<string> {
  const env = { PATH: process.env['PATH'], NT2_TOKEN: token };
  const child = spawn(process.execPath, [join(root, 'examples/make-link-by-hand.mjs'), ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  child.stdin.end(secret);
  return new Promise((resolve) => child.on('close', () => resolve(said.trim())));
}

it('a program makes a link share in one request, with no file of ours, and the link opens it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-example-'));
  const { app, token } = await serveIn(folder, 'ci');
  try {
    const secret = 'example-not-a-real-key';
    const said = await runExample([app.url, 'ci', 'Stripe webhook key'], token, secret);
    const link = parseLink(said);
    if (!link.ok) throw new Error(said);
    const view = (await (await fetch(`${app.url}/api/shares/${link.id}`)).json()) as { created: string; seal: { statement: string } };

    const browser = await newBrowser(new URL(app.url).host);
    const claim = await linkClaim({ time: { now: Date.now() } } as Harness, link.id, link.key, browser);
    const headers = { 'content-type': 'application/json', 'x-nt2': '1', origin: app.url };
    const answer = await fetch(`${app.url}/api/shares/${link.id}/claim`, { method: 'POST', headers, body: JSON.stringify(claim) });
    const { capsule, payload, label } = (await answer.json()) as { capsule: string; payload: string; label: string };
    const files = { capsule: Buffer.from(capsule, 'base64'), payload: Buffer.from(payload, 'base64') };
    const share = { id: link.id, mode: 'link', created: view.created } as const;
    const { items } = await opening(share, files, view.seal.statement, { linkKey: link.key });
    expect({ label, value: items.items[0]?.fields[0]?.value }).toEqual({ label: 'Stripe webhook key', value: secret });
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
