// Tokens with which a provider of workloads (a CI, a cluster) vouches for one run: who may issue them, and whether one is good.

/** What a machine must show besides its key. */
export interface WorkloadBinding {
  /** As the provider names itself. */
  readonly issuer: string;
  /** Claims that its token must have, to the letter, by name: `sub`, `repository`, `ref`. */
  readonly claims: Readonly<Record<string, string>>;
}

export interface VerifiedToken {
  readonly issuer: string;
  readonly subject: string;
  /** Those that are text. */
  readonly claims: Readonly<Record<string, string>>;
  /** From then on the token is refused anyway, epoch ms. */
  readonly untilAt: number;
}

/** `away`: the provider gives no keys. `why`: one sentence for people. */
export type TokenVerdict =
  | { readonly ok: true; readonly value: VerifiedToken }
  | { readonly ok: false; readonly away: boolean; readonly why: string };

export interface WorkloadVerifier {
  /** Whom the operator trusts. */
  readonly issuers: readonly string[];
  /** `issuer`: of the binding. */
  verify(token: string, issuer: string): Promise<TokenVerdict>;
}
