// nt2 under the 512 MiB that docker/compose.yml and the file for Kubernetes give it, while many type secrets into chat at the same second.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WireAnswer } from '../../src/adapters/playground/render.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { firstOf } from '../support/campaign.ts';
import { limitMemory } from '../support/memory.ts';
import { freePort } from '../support/redis.ts';
import { startNt2, type Nt2Process } from './process.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LIMIT = 512 * 1024 * 1024;
const limited = limitMemory(LIMIT);
if (limited === null)
  console.log('left out: nothing on this machine limits the memory of a process (no cgroup can be written, no systemd)');

describe.skipIf(limited === null)('nt2 with 512 MiB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-memory-'));
  let url = '';
  let nt2: Nt2Process;
  let presses = 0;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const settings = { NT2_PUBLIC_URL: url, NT2_PORT: String(port), NT2_STORE: `sqlite:${folder}/nt2.db`, NT2_STATE_DIR: folder };
    const env = { ...settings, NT2_PLAYGROUND: 'on', NT2_SECRET: randomBytes(32).toString('base64url') };
    nt2 = await startNt2(['serve'], { cwd: folder, env, wrap: (command) => limited?.wrap(command) ?? command });
    await nt2.says(/"event":"started"/);
  });
  afterAll(async () => {
    await nt2?.stop();
    limited?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(path: string, body: object): Promise<WireAnswer> {
    presses += 1;
    const answer = await fetch(`${url}/playground/${path}`, {
      method: 'POST',
      headers: { origin: url, 'x-nt2': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'alex', press: `press-${String(presses).padStart(6, '0')}`, place: 'engineering', ...body }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as WireAnswer;
  }

  type SecretForm = Extract<WireAnswer, { kind: 'form' }>['form'];

  /** The form of a new share with words, ready for its secret. */
  async function secretForm(): Promise<SecretForm> {
    const form = await ask('command', { text: '/nt2 share @contractor' });
    if (form.kind !== 'form') throw new Error(form.kind);
    const values = { people: ['contractor'], kind: 'credential', label: 'key', wait: '24h', opens: 'words', entry: 'modal', place: 'none' };
    const whole = await ask('form-press', { form: form.form.id, button: 'options', values: {} });
    if (whole.kind !== 'form') throw new Error(whole.kind);
    const begun = await ask('form', { form: whole.form.id, values });
    const button = begun.kind === 'private' ? begun.card.buttons.find(({ kind }) => kind === 'act') : undefined;
    if (button?.kind !== 'act') throw new Error(JSON.stringify(begun));
    const entry = await ask('action', { action: button.action, ref: button.ref });
    if (entry.kind !== 'form') throw new Error(JSON.stringify(entry));
    return entry.form;
  }

  it.each(firstOf([4, 1, 10], 1, 'so many with words typed at once'))(
    'C1, P4: %i with words typed at once: each is sealed or told to come again, and nobody is thrown out',
    async (many) => {
      const forms = [];
      for (let n = 0; n < many; n += 1) forms.push(await secretForm());
      const submit = async ({ id, fields }: SecretForm): Promise<string> => {
        const words = fields.find((field) => field.id === 'words');
        const values = { secret: `canary-${id}`, words: words !== undefined && 'initial' in words ? words.initial : '' };
        const answer = await ask('form', { form: id, values });
        return answer.kind === 'private'
          ? answer.card.title
          : answer.kind === 'reject-form'
            ? (answer.errors['secret'] ?? '')
            : answer.kind;
      };
      const began = performance.now();
      const told = await Promise.all(forms.map(submit));
      // `late`: a machine so busy that not even one was done in chat's time. Nothing else is ever said.
      const again = forms.filter((_, n) => told[n] !== en.answers.sealed.title);
      expect(told.filter((title) => ![en.answers.sealed.title, en.refusals['entry.busy'], 'late'].includes(title))).toEqual([]);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      // A person who was told to come again can, with the form that still stands there.
      for (const form of again) await expect.poll(() => submit(form), { timeout: 60_000 }).toBe(en.answers.sealed.title);
      const took = ((performance.now() - began) / 1000).toFixed(1);
      const peak = limited?.peak() ?? null;
      const most = peak === null ? 'not known here' : `${Math.round(peak / 2 ** 20)} MiB`;
      console.log(`${many} at once: ${took} s until all were sealed, ${again.length} came again; the most memory so far: ${most}`);
      // One at a time: far from the limit, file cache included.
      if (peak !== null) expect(peak).toBeLessThan(0.85 * LIMIT);
      expect(nt2.printed()).not.toContain('canary-');
    },
  );

  it('C1: the kernel would have killed it, since it kills what takes more', async () => {
    const [file = '', ...args] =
      limited?.wrap([process.execPath, '-e', `const all = []; for (;;) all.push(Buffer.alloc(32 << 20, 1))`]) ?? [];
    const child = spawn(file, args, { stdio: 'ignore' });
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    expect(signal === 'SIGKILL' || code === 137).toBe(true);
  });
});
