// An instance of its own, which ends a share of each of some tenants and is killed as soon as the store has taken that, or a moment later.

import { startServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import { limits } from '../../src/core/limits.ts';
import type { Person, PersonKey } from '../../src/core/share.ts';

const [pages = '', tenants = '1', afterMs = '0'] = process.argv.slice(2);
const config = readConfig(process.env);
if (!config.ok) throw new Error('no settings');
const { shares } = await startServer(config.config, { pages, write: () => undefined });
process.once('message', () => {
  const ended = Array.from({ length: Number(tenants) }, async (_, n) => {
    const tenant = `playground:toy${n}`;
    const sender: Person = { key: `${tenant}:ann` as PersonKey, name: 'Ann' };
    const about = { kind: 'credential', label: 'key', note: '', place: null, expiresInMs: limits.expiry.initial } as const;
    const made = await shares.create({ sender, recipient: null, tenant, mode: 'link', entry: 'page', via: 'chat', ...about });
    if (made.ok) await shares.revoke(made.value.id, sender.key);
  });
  void Promise.all(ended).then(() => {
    const die = (): unknown => process.kill(process.pid, 'SIGKILL');
    return afterMs === '0' ? die() : setTimeout(die, Number(afterMs));
  });
});
process.send?.('started');
