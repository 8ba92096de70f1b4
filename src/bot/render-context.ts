// What it takes to speak to people on one platform: the language, the platform's name, the public address.

import type { PersonKey, Share } from '../core/share.ts';
import type { Messages } from './messages/messages.ts';

export interface RenderContext {
  readonly messages: Messages;
  /** What people call the platform. */
  readonly platform: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** A browser is known for the person who reads the card: it signs in by its key at the plain address of a share. */
  readonly isReaderKnown: boolean;
  /** Whether it waits as long as it may, by what the operator and the policy say now. */
  readonly waitsLongest: (share: Share) => boolean;
  /** From whom the reader takes nothing. Asked for only where a card would offer to block. */
  readonly blocked: ReadonlySet<PersonKey>;
  /** What is drawn stays as it is for good, so it says no state. Absent: it is drawn anew. */
  readonly stays?: true;
  /** Of the platform: false where no card that was sent is ever drawn anew. */
  readonly edits?: false | undefined;
  /** The path that signs people in by the platform. Absent: presses are answered with single-use links. */
  readonly signIn?: string | undefined;
}

export const NOBODY: ReadonlySet<PersonKey> = new Set();
