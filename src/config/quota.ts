// The quotas: how many shares may wait at the same time, and how much one address may send.

import * as z from 'zod';
import { limits } from '../core/limits.ts';
import type { Quotas } from '../core/quotas.ts';
import type { Setting } from './setting.ts';

const count = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 to 999999999.')
  .transform(Number);

const UNITS = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;
const MIN = 512 * 1024;

function parseSize(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})(KiB|MiB|GiB)?$/.exec(text) ?? [];
  return Number(digits) * UNITS[unit as keyof typeof UNITS];
}

/** At least one share of the largest size. */
const bytes = z.string().transform((text, context): number => {
  const size = parseSize(text);
  if (size >= MIN && size <= Number.MAX_SAFE_INTEGER) return size;
  context.addIssue('must be a size of 512KiB or more, such as 8MiB or 2GiB.');
  return z.NEVER;
});

/** A size from `least` bytes to `most`. */
export const bytesFrom = (least: number, most: string) =>
  z.string().transform((text, context): number => {
    const size = parseSize(text);
    if (size >= least && size <= parseSize(most)) return size;
    context.addIssue(`must be a size up to ${most}, such as 8MiB or 2GiB.`);
    return z.NEVER;
  });

/** As people write it. */
export const size = (bytes: number): string => (bytes % UNITS.GiB === 0 ? `${bytes / UNITS.GiB}GiB` : `${bytes / UNITS.MiB}MiB`);

const { quotas } = limits;
const mib = (bytes: number): string => `${bytes / UNITS.MiB}MiB`;

export const QUOTA_SETTINGS = {
  NT2_QUOTA_PERSON: {
    defaultValue: String(quotas.person),
    schema: count,
    doc: 'Shares of one sender that may wait at the same time.',
  },
  NT2_QUOTA_TENANT: {
    defaultValue: String(quotas.tenant),
    schema: count,
    doc: 'Shares of one tenant (a workspace, a server) that may wait at the same time.',
  },
  NT2_QUOTA_RECIPIENT: {
    defaultValue: String(quotas.recipient),
    schema: count,
    doc: 'Shares that may wait for one recipient at the same time, from all senders together.',
  },
  NT2_QUOTA_PAIR: {
    defaultValue: String(quotas.pair),
    schema: count,
    doc: 'Shares that may wait for one recipient from one and the same sender. Three times as many may begin within an hour: each notifies the recipient.',
  },
  NT2_QUOTA_PERSON_BYTES: {
    defaultValue: mib(quotas.personBytes),
    schema: bytes,
    doc: 'Ciphertext that may lie in the store of the shares of one sender: bytes, or with `KiB`, `MiB` or `GiB`. A usual share takes 7 KiB, the largest 328.',
  },
  NT2_QUOTA_TENANT_BYTES: {
    defaultValue: mib(quotas.tenantBytes),
    schema: bytes,
    doc: 'The same for all shares of one tenant. What a Redis holds beside ciphertext comes on top: see `docs/operations.md`.',
  },
  NT2_QUOTA_ADDRESS_SHARES: {
    defaultValue: '600',
    schema: count,
    doc: 'Shares that may be made through the API within an hour from one client address (an IPv6 /64 counts as one). Chat does not say from where people write.',
  },
  NT2_QUOTA_ADDRESS_BYTES: {
    defaultValue: '128MiB',
    schema: bytes,
    doc: 'Bytes that pages and programs may send within an hour from one client address, in the requests that bring ciphertext.',
  },
} as const satisfies Record<string, Setting>;

type QuotaConfig = { readonly [N in keyof typeof QUOTA_SETTINGS]: z.output<(typeof QUOTA_SETTINGS)[N]['schema']> };

export const quotasOf = (config: QuotaConfig): Quotas => ({
  person: config.NT2_QUOTA_PERSON,
  tenant: config.NT2_QUOTA_TENANT,
  recipient: config.NT2_QUOTA_RECIPIENT,
  pair: config.NT2_QUOTA_PAIR,
  personBytes: config.NT2_QUOTA_PERSON_BYTES,
  tenantBytes: config.NT2_QUOTA_TENANT_BYTES,
});
