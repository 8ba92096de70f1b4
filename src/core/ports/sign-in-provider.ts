// Who else says who a person is, and that they are it no longer: the operator's OpenID provider.

/** What ties an answer to the browser that asked. All of it is drawn anew for each attempt. */
export interface SignInAttempt {
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: 43 characters of base64url. The provider sees its hash first. */
  readonly verifier: string;
}

/** `code`: a fixed word for the log, never what the provider or the browser has said. */
interface Failed {
  readonly ok: false;
  readonly code: string;
}

/** `session`: the provider's own, as it will name it when that ends. Null: it does not name it. */
export type SignInAnswer = { readonly ok: true; readonly subject: string; readonly session: string | null } | Failed;

/** What a provider says has ended: one session, or without `session` all those of a person. */
export interface EndedSession {
  readonly ok: true;
  /** Of this message: no other one has it. */
  readonly id: string;
  readonly issuedAt: number;
  readonly subject: string | null;
  /** Null only where there is a subject. */
  readonly session: string | null;
}

export type LogoutAnswer = EndedSession | Failed;

export interface SignInProvider {
  /** As its tokens name it. */
  readonly issuer: string;
  /** Where to send the browser. Null: the provider does not answer. */
  begin(attempt: SignInAttempt): Promise<string | null>;
  /** `callback`: the address that the browser came back to, with what the provider has put there. */
  finish(callback: string, attempt: SignInAttempt): Promise<SignInAnswer>;
  /** `token`: what has come from anywhere and says that a session ended. Null: the provider does not answer. */
  verifyLogout(token: string): Promise<LogoutAnswer | null>;
  /** Where a person ends their session at the provider itself. Null: it names no such place, or does not answer. */
  endPage(): Promise<string | null>;
}
