// What a bucket's answer means: to be asked again, full, away, or set up wrongly. The sentences are the operator's; they name the bucket and
// its host, and neither a key nor a word of the answer but its code.

import { BlobFault } from '../core/ports/blob-store.ts';

export interface BucketPlace {
  /** `bucket nt2-files at s3.example.com` */
  readonly place: string;
}

export interface BucketAnswer {
  readonly status: number;
  /** Of the error: `SlowDown`; '' where there is none. */
  readonly code: string;
  /** Where the bucket says that it lies; null: it does not say. */
  readonly region: string | null;
}

const FULL = new Set([
  'QuotaExceeded',
  'QuotaExceededException',
  'BucketQuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
  'InsufficientCapacity',
  'InsufficientStorage',
  'ServiceQuotaExceeded',
  'StorageLimitExceeded',
  'storage_cap_exceeded',
]);
/** Hurt or late on the way: the same bytes again may do. */
const ON_THE_WAY = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody', 'RequestTimeout']);
const STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

const isFull = ({ status, code }: BucketAnswer): boolean => status === 507 || FULL.has(code);
export const isWorthAnother = (answer: BucketAnswer): boolean =>
  !isFull(answer) && (STATUSES.has(answer.status) || ON_THE_WAY.has(answer.code));

const SETTINGS: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'does not know the key that NT2_S3_KEY_ID names. Correct it, and give NT2_S3_SECRET with it',
  SignatureDoesNotMatch:
    'says that NT2_S3_SECRET is not the secret of NT2_S3_KEY_ID, or a proxy on the way changes what nt2 signs. Correct it',
  RequestTimeTooSkewed: 'says that the clock of this machine is wrong: set it',
  AuthorizationHeaderMalformed: 'lies in another region than NT2_S3_REGION says: correct it',
  NoSuchBucket: 'says that there is no such bucket: make it, or correct NT2_FILES',
  AccessDenied: 'lets this key not do what nt2 needs there: allow it to get, put, delete and list objects',
  InvalidBucketName: 'takes this for no name of a bucket: correct NT2_FILES',
};

/** What an answer that is no success, and is not asked again, is for those who wait. */
export function faultOf({ place }: BucketPlace, answer: BucketAnswer): BlobFault {
  const { status, code, region } = answer;
  const said = code === '' ? `${status}` : `${status} ${code}`;
  if (isFull(answer))
    return new BlobFault('full', `The ${place} has no room (${said}). Give it more, or lower NT2_QUOTA_TENANT_FILE_BYTES.`);
  if (isWorthAnother(answer)) return new BlobFault('away', `The ${place} does not do its work (${said}). Look at it; nt2 asks again.`);
  const known = SETTINGS[code];
  if (known !== undefined) return new BlobFault('unfit', `The ${place} ${known} (${said}).`);
  if (status >= 300 && status < 400) {
    const where = region === null ? 'elsewhere' : `in ${region}`;
    return new BlobFault(
      'unfit',
      `The ${place} lies ${where} (${said}): correct NT2_S3_REGION and NT2_S3_ENDPOINT. nt2 follows no redirect.`,
    );
  }
  if (status === 403) return new BlobFault('unfit', `The ${place} ${SETTINGS['AccessDenied']} (${said}).`);
  return new BlobFault('unfit', `What answers for the ${place} is no S3 (${said}): look at NT2_S3_ENDPOINT, and at a proxy on the way.`);
}

export const silentFault = ({ place }: BucketPlace, cause: unknown): BlobFault =>
  new BlobFault('away', `The ${place} does not answer. Look whether it runs, and at NT2_S3_ENDPOINT; nt2 asks again.`, { cause });

export const listingFault = ({ place }: BucketPlace): BlobFault =>
  new BlobFault('unfit', `What answers for the ${place} lists nothing as S3 does: look at NT2_S3_ENDPOINT, and at a proxy on the way.`);
