// The settings of files: where they lie, how large they may be, and for how long they can be fetched.

import * as z from 'zod';
import type { FileTerms } from '../core/files/files.ts';
import { fileLimits } from '../core/limits.ts';
import { pathIssue } from './forms.ts';
import { bytesFrom, size } from './quota.ts';
import { whole, type ConfigIssue, type Setting } from './setting.ts';

const MINUTE_MS = 60_000;
/** As much as the format takes. */
const MOST = '1023MiB';

/** Where files lie. `usual`: nothing is said, so a folder beside the state where that is one machine's. */
export type FilePlace =
  | { readonly kind: 'usual' | 'off' }
  | { readonly kind: 'folder'; readonly dir: string }
  /** `prefix`: '' or `some/folder/` */
  | { readonly kind: 'bucket'; readonly bucket: string; readonly prefix: string };

export const FILE_SETTINGS = {
  NT2_FILES: {
    defaultValue: '',
    schema: z.string().transform(filePlace),
    secret: true,
    doc: 'Where the ciphertext of files lies: a folder, a bucket that speaks S3 (`s3://bucket` or `s3://bucket/folder`), or `off`. Several instances need one that all of them share. Empty: `files` in NT2_STATE_DIR with SQLite; with Redis none, and files are refused.',
  },
  NT2_S3_ENDPOINT: {
    defaultValue: '',
    schema: z.string().transform(endpoint),
    doc: 'Address of the S3 service of the bucket in NT2_FILES, such as `https://s3.eu-central-1.amazonaws.com` or `https://minio.example.com:9000`. Without a path.',
  },
  NT2_S3_REGION: {
    defaultValue: 'us-east-1',
    schema: z.string().regex(/^[A-Za-z0-9-]{1,40}$/, 'must be the name of a region, such as eu-central-1.'),
    doc: 'Region of the bucket. Services of their own mostly take any.',
  },
  NT2_S3_KEY_ID: {
    defaultValue: '',
    schema: z.string().transform(key),
    secret: true,
    doc: 'Access key for the bucket. It must be allowed to get, put, delete and list objects, and nothing else.',
  },
  NT2_S3_SECRET: { defaultValue: '', schema: z.string().transform(key), secret: true, doc: 'The secret of that key.' },
  NT2_S3_STYLE: {
    defaultValue: 'path',
    schema: z.enum(['path', 'host'], 'must be path or host.'),
    doc: 'How the bucket is addressed: `path` (`https://endpoint/bucket/…`) or `host` (`https://bucket.endpoint/…`).',
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
  const [, bucket, folder = ''] = BUCKET.exec(text) ?? [];
  if (bucket !== undefined && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(folder.slice(1)) === folder.length > 1)
    return { kind: 'bucket', bucket, prefix: folder.length > 1 ? `${folder.slice(1)}/` : '' };
  const issue = /^\w[\w+.-]*:/.test(text) ? 'must be a folder, s3://bucket, s3://bucket/folder, or off.' : pathIssue(text);
  if (issue === null) return { kind: 'folder', dir: text };
  context.addIssue(issue);
  return z.NEVER;
}

/** Names of buckets as S3 takes them; the folder of letters that need no spelling in an address. */
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/[A-Za-z0-9._/-]{0,200}?)?\/?$/;

function endpoint(text: string, context: z.RefinementCtx): URL | null {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBare = url?.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === '' && !text.includes('@');
  if (url !== null && isBare && /^https?:$/.test(url.protocol)) return url;
  context.addIssue('must be an address such as https://s3.eu-central-1.amazonaws.com, without path, query or user name.');
  return z.NEVER;
}

function key(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null;
  if (/^[!-~]{3,200}$/.test(text)) return text;
  context.addIssue('must be a key as the service gave it, without spaces.');
  return z.NEVER;
}

const OF_BUCKETS = ['NT2_S3_ENDPOINT', 'NT2_S3_KEY_ID', 'NT2_S3_SECRET'] as const;

/** A bucket needs all of them, and nothing else any. */
export function fileIssues(config: FileConfig): ConfigIssue[] {
  const isBucket = config.NT2_FILES.kind === 'bucket';
  return OF_BUCKETS.filter((name) => (config[name] !== null) !== isBucket).map((name) => ({
    name,
    message: isBucket ? 'is missing: the bucket that NT2_FILES names needs it.' : 'is only for a bucket: s3://… in NT2_FILES.',
  }));
}

type FileConfig = { readonly [N in keyof typeof FILE_SETTINGS]: z.output<(typeof FILE_SETTINGS)[N]['schema']> };

export const fileTermsOf = (config: FileConfig): FileTerms => ({
  bytes: config.NT2_FILE_MAX_BYTES,
  each: fileLimits.each,
  personBytes: config.NT2_QUOTA_PERSON_FILE_BYTES,
  tenantBytes: config.NT2_QUOTA_TENANT_FILE_BYTES,
});

export const fileLeaseMs = (config: FileConfig): number => config.NT2_FILE_LEASE_MINUTES * MINUTE_MS;
