// People whom the operator's OpenID provider has signed in, for the board alone: a cookie of their own, which no other route reads.
// It holds who they are and until when, never what they may see: the policy says that anew for each request.

export interface BoardAccounts {
  /** Whether there is a provider to sign in at. */
  readonly isOpen: boolean;
  /** The provider's `sub` for the person. Null: nobody is signed in, or their time is over. */
  subjectOf(cookies: string | null): string | null;
}

export const NO_ACCOUNTS: BoardAccounts = { isOpen: false, subjectOf: () => null };
