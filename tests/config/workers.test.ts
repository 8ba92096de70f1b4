// How many workers the settings lead to.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { planWorkers } from '../../src/config/workers.ts';

const base = {
  NT2_PUBLIC_URL: 'http://127.0.0.1:4180',
  NT2_SECRET: randomBytes(32).toString('base64url'),
  NT2_STORE: 'redis://cache',
};

function plan(env: Record<string, string>, cores = 4) {
  const read = readConfig({ ...base, ...env });
  return read.ok ? planWorkers(read.config, cores) : read.issues.map(({ name }) => name);
}

describe('NT2_WORKERS', () => {
  it('is one unless it is asked for', () => {
    expect(plan({})).toEqual({ count: 1, why: null });
  });

  it('takes a number, or one for each core, and never more than a Redis can answer', () => {
    expect(plan({ NT2_WORKERS: '3' })).toEqual({ count: 3, why: null });
    expect(plan({ NT2_WORKERS: 'auto' })).toEqual({ count: 4, why: null });
    expect(plan({ NT2_WORKERS: 'auto' }, 1)).toEqual({ count: 1, why: null });
    expect(plan({ NT2_WORKERS: 'auto' }, 64)).toEqual({ count: 8, why: null });
  });

  it.each(['0', '9', '-1', '1.5', 'two', '2 ', ' auto x'])('%j is a fault, or read as what it plainly is', (value) => {
    expect(plan({ NT2_WORKERS: value })).toEqual(value.trim() === '2' ? { count: 2, why: null } : ['NT2_WORKERS']);
  });

  it('is one with SQLite and with the playground, and says why', () => {
    expect(plan({ NT2_WORKERS: 'auto', NT2_STORE: 'sqlite:nt2.db' })).toMatchObject({ count: 1, why: expect.stringContaining('SQLite') });
    expect(plan({ NT2_WORKERS: '2', NT2_PLAYGROUND: 'on' })).toMatchObject({ count: 1, why: expect.stringContaining('NT2_PLAYGROUND') });
    expect(plan({ NT2_WORKERS: '1', NT2_STORE: 'sqlite:nt2.db' })).toEqual({ count: 1, why: null });
  });
});
