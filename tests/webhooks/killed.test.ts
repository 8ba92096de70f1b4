// kill -9 at the worst moment: the receiver has the event, and nobody has noted it.

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commitOf, aShare } from '../support/shares.ts';
import { openInstance } from './dying-sender.ts';
import { openReceiver } from './receiver.ts';

it('a process killed between sending and noting it loses nothing: the event comes again, under the same id', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-killed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const order = {
    where: { kind: 'sqlite', file: join(folder, 'nt2.db') },
    key: Buffer.alloc(32, 5).toString('base64'),
    aheadMs: 0,
  } as const;
  const receiver = await openReceiver();
  const first = await openInstance(order);
  onTestFinished(() => first.store.close());
  expect(await first.endpoints.add('ops', `http://127.0.0.1:${receiver.port}/`)).toMatchObject({ ok: true });
  const share = aShare();
  const events = [0, 1].map((n) => `${share.id}_1_${n} ["share.created",1,1,{}]`);
  await first.store.commit(commitOf(share, { deliveries: { endpoints: await first.endpoints.ids(), events } }));

  const child = fork(join(import.meta.dirname, 'dying-sender.ts'), { execArgv: ['--no-warnings'] });
  const gone = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  // It dies with the whole request in the receiver's hands, and never hears the answer.
  receiver.answer = () => void child.kill('SIGKILL');
  child.send(order);
  expect(await gone).toBe('SIGKILL');
  expect(receiver.received).toHaveLength(1);

  receiver.answer = (response) => void response.writeHead(204).end();
  expect(await first.dispatcher.dispatch()).toBe(0);
  const later = await openInstance({ ...order, aheadMs: 60_000 });
  onTestFinished(() => later.store.close());
  expect(await later.dispatcher.dispatch()).toBe(1);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual([`${share.id}_1_0`, `${share.id}_1_0`, `${share.id}_1_1`]);
});
