// The settings of files: where they lie, how large they may be, and for how long they can be fetched.

import * as z from 'zod';
import type { FileTerms } from '../core/files/files.ts';
import { fileLimits } from '../core/limits.ts';
import { pathIssue } from './forms.ts';
import { bytesFrom, size } from './quota.ts';
import { whole, type Setting } from './setting.ts';

const MINUTE_MS = 60_000;
/** As much as the format takes. */
const MOST = '1023MiB';

/** Where files lie. `usual`: nothing is said, so a folder beside the state where that is one machine's. */
export type FilePlace = { readonly kind: 'usual' | 'off' } | { readonly kind: 'folder'; readonly dir: string };

export const FILE_SETTINGS = {
  NT2_FILES: {
    defaultValue: '',
    schema: z.string().transform(filePlace),
    secret: true,
    doc: 'Where the ciphertext of files lies: a folder, or `off`. Several instances need one that all of them share. Empty: `files` in NT2_STATE_DIR with SQLite; with Redis none, and files are refused.',
  },
  NT2_FILE_MAX_BYTES: {
    defaultValue: size(fileLimits.bytes),
    schema: bytesFrom(1, MOST),
    doc: `The largest file that people may attach: bytes, or with \`KiB\`, \`MiB\` or \`GiB\`, up to ${MOST}.`,
  },
  NT2_FILE_LEASE_MINUTES: {
    defaultValue: String(fileLimits.leaseMs / MINUTE_MS),
    schema: whole(5, 1_440),
    doc: 'For how many minutes after it was opened the files of a share can be fetched, by the browser or program that opened it. Then they are deleted.',
  },
  NT2_QUOTA_PERSON_FILE_BYTES: {
    defaultValue: size(fileLimits.personBytes),
    schema: bytesFrom(1, '1048576GiB'),
    doc: 'Bytes of files that may lie here for one sender at the same time.',
  },
  NT2_QUOTA_TENANT_FILE_BYTES: {
    defaultValue: size(fileLimits.tenantBytes),
    schema: bytesFrom(1, '1048576GiB'),
    doc: 'The same for all files of one tenant: so much room their place needs for each tenant.',
  },
  NT2_QUOTA_ADDRESS_FILE_BYTES: {
    defaultValue: '4GiB',
    schema: bytesFrom(1, '1048576GiB'),
    doc: 'Bytes of files that pages and programs may send within an hour from one client address.',
  },
} as const satisfies Record<string, Setting>;

function filePlace(text: string, context: z.RefinementCtx): FilePlace {
  if (text === '') return { kind: 'usual' };
  if (text === 'off') return { kind: 'off' };
  const issue = /^\w[\w+.-]*:/.test(text) ? 'must be a folder, or off.' : pathIssue(text);
  if (issue === null) return { kind: 'folder', dir: text };
  context.addIssue(issue);
  return z.NEVER;
}

type FileConfig = { readonly [N in keyof typeof FILE_SETTINGS]: z.output<(typeof FILE_SETTINGS)[N]['schema']> };

export const fileTermsOf = (config: FileConfig): FileTerms => ({
  bytes: config.NT2_FILE_MAX_BYTES,
  each: fileLimits.each,
  personBytes: config.NT2_QUOTA_PERSON_FILE_BYTES,
  tenantBytes: config.NT2_QUOTA_TENANT_FILE_BYTES,
});

export const fileLeaseMs = (config: FileConfig): number => config.NT2_FILE_LEASE_MINUTES * MINUTE_MS;
