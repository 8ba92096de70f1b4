// For whom a browser is known, from what was compared before. Pure. See docs/decisions/compared-for-a-person.md.

/** A person as the page showed them. */
export interface ShownPerson {
  /** The name on the screen. */
  readonly name: string;
  /** What the server calls one account, whatever its name. */
  readonly ref: string;
}

export interface Compared extends ShownPerson {
  /** base64 of the device key. */
  readonly device: string;
  /** Epoch ms, by this browser's clock. */
  readonly at: number;
}

/**
 * `known`: this very browser, for this name and account. `new`: nothing of either was compared.
 * `browser`: this person, in other browsers. `renamed`: this account, under another name. `account`: this name, as another account.
 * `borrowed`: this browser, for another person altogether.
 */
export type DeviceTrust =
  | { readonly kind: 'known'; readonly since: number }
  | { readonly kind: 'new' | 'browser' | 'account' }
  | { readonly kind: 'renamed' | 'borrowed'; readonly before: string };

export function deviceTrustIn(all: readonly Compared[], device: string, { name, ref }: ShownPerson): DeviceTrust {
  const exact = all.find((one) => one.device === device && one.name === name && one.ref === ref);
  if (exact !== undefined) return { kind: 'known', since: exact.at };
  // The strangest first: what is said must be the reason to look twice.
  const stranger = all.find((one) => one.device === device && one.name !== name && one.ref !== ref);
  if (stranger !== undefined) return { kind: 'borrowed', before: stranger.name };
  if (all.some((one) => one.name === name && one.ref === ref)) return { kind: 'browser' };
  if (all.some((one) => one.name === name)) return { kind: 'account' };
  const renamed = all.find((one) => one.ref === ref);
  return renamed === undefined ? { kind: 'new' } : { kind: 'renamed', before: renamed.name };
}
