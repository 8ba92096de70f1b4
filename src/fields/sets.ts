// The fields of each kind, as sets that a form begins with or a person chooses. What names are for variables is said here too.

import type { Kind } from '../crypto/share-terms.ts';

export interface SetField {
  readonly name: string;
  /** Masked until the recipient reveals it. */
  readonly hidden: boolean;
  /** The variable that programs know it by. */
  readonly env?: string;
}

export interface FieldSet {
  readonly name: string;
  readonly fields: readonly SetField[];
}

const shown = (name: string, env?: string): SetField => ({ name, hidden: false, ...(env !== undefined && { env }) });
const masked = (name: string, env?: string): SetField => ({ name, hidden: true, ...(env !== undefined && { env }) });

/** Forms begin with one value that the label names (credential), with an account with IBAN, with a text. A note is one text. */
export const FIELD_SETS: Readonly<Record<Kind, readonly FieldSet[]>> = {
  credential: [
    { name: 'Log-in', fields: [shown('Username'), masked('Password'), shown('URL'), masked('One-time code seed')] },
    {
      name: 'AWS access key',
      fields: [
        shown('Access key ID', 'AWS_ACCESS_KEY_ID'),
        masked('Secret access key', 'AWS_SECRET_ACCESS_KEY'),
        masked('Session token', 'AWS_SESSION_TOKEN'),
      ],
    },
    { name: 'Key and certificate', fields: [masked('Private key'), shown('Certificate'), masked('Passphrase')] },
  ],
  bank: [
    { name: 'Account with IBAN', fields: [shown('Account holder'), masked('IBAN'), masked('BIC'), shown('Bank')] },
    { name: 'Account in the US', fields: [shown('Account holder'), masked('Routing number'), masked('Account number'), shown('Bank')] },
    { name: 'Account in the UK', fields: [shown('Account holder'), masked('Sort code'), masked('Account number'), shown('Bank')] },
  ],
  document: [{ name: 'Text and reference', fields: [masked('Content'), shown('Reference')] }],
  note: [],
};
