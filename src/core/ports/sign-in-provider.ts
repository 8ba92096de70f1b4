// Who else says who a person is: the operator's OpenID provider.

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
export type SignInAnswer = { readonly ok: true; readonly subject: string } | { readonly ok: false; readonly code: string };

export interface SignInProvider {
  /** As its tokens name it. */
  readonly issuer: string;
  /** Where to send the browser. Null: the provider does not answer. */
  begin(attempt: SignInAttempt): Promise<string | null>;
  /** `callback`: the address that the browser came back to, with what the provider has put there. */
  finish(callback: string, attempt: SignInAttempt): Promise<SignInAnswer>;
}
