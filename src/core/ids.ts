// Names of shares, files, people and messages, and the question to a second person, which is kept by them.

import type { ApprovalAnswer } from '../crypto/share-terms.ts';

/** 32 characters of lower-case base32: 6 of the tenant's tag, 26 random. */
export type ShareId = string & { readonly __id: 'share' };
/** Of one file, formed like that of a share. */
export type FileId = string & { readonly __id: 'file' };
/** The first six characters of every id of a tenant. The store keeps all keys of one tag together. */
export type TenantTag = string & { readonly __id: 'tag' };
/** `platform:tenant:user`. A user's id never contains a colon. */
export type PersonKey = string & { readonly __id: 'person' };

/** All but the user. A tenant's name may have more than two parts. */
export const tenantOf = (person: PersonKey): string => person.slice(0, person.lastIndexOf(':'));

export function isShareId(text: string): text is ShareId {
  return /^[a-z2-7]{32}$/.test(text);
}

export const isFileId = (text: string): text is FileId => isShareId(text);

/** The tag of the tenant that a share or a file belongs to. */
export const tagOf = (id: string & { readonly __id: 'share' | 'file' }): TenantTag => id.slice(0, 6) as TenantTag;

export type MessageRef = string;

/** A second person has to agree before anybody is told of the share. See docs/decisions/second-approver.md. */
export interface Approval {
  /** Who is asked, as the policy said when the share began; `message`: where that stands in chat. */
  readonly asked: readonly { readonly key: PersonKey; readonly message?: MessageRef }[];
  /** Until when, epoch ms. */
  readonly until: number;
  /** base64, 32 bytes: of the hash of who answered, in the log. '' when it was erased. */
  readonly salt: string;
  /** Absent: nobody has answered, and its time is not over. */
  readonly answer?: ApprovalAnswer;
  /** Who answered. Absent: nobody, or they were erased. */
  readonly by?: PersonKey;
  /** Why they refused, in their words, for the sender. */
  readonly reason: string;
}
