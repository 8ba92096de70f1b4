// Who sees the operator's board, and how much of it. Asked anew for each request, so a role that the policy no longer names ends at once.
// See docs/policy.md and docs/decisions/board.md.

import { tenantOf, type PersonKey } from '../share.ts';

export const BOARD_ROLES = ['admin', 'auditor'] as const;
export type BoardRole = (typeof BOARD_ROLES)[number];

/** A person whom an OpenID provider signs in: its `sub` for them, and the tenants whose boards they see. */
export interface BoardAccount {
  readonly subject: string;
  readonly role: BoardRole;
  readonly tenants: readonly string[];
}

export interface BoardPolicy {
  readonly admins: readonly PersonKey[];
  readonly auditors: readonly PersonKey[];
  readonly accounts: readonly BoardAccount[];
  /** Whether admins see the label of a share. */
  readonly labels: boolean;
}

/** `identifiers`: people as chat numbers them. `names`: as chat shows them. `facts`: state, kind, way of opening, template and times. */
export const BOARD_PARTS = ['counts', 'facts', 'identifiers', 'names', 'label', 'export'] as const;
export type BoardPart = (typeof BOARD_PARTS)[number];

/** `labels`: where the policy says `labels: true`. docs/policy.md has the same table, and a test holds them alike. */
export const BOARD_SIGHT: Readonly<Record<BoardRole, Readonly<Record<BoardPart, 'yes' | 'no' | 'labels'>>>> = {
  admin: { counts: 'yes', facts: 'yes', identifiers: 'yes', names: 'yes', label: 'labels', export: 'yes' },
  auditor: { counts: 'yes', facts: 'yes', identifiers: 'yes', names: 'no', label: 'no', export: 'yes' },
};

export function seesPart(role: BoardRole, part: BoardPart, { labels }: Pick<BoardPolicy, 'labels'>): boolean {
  const sight = BOARD_SIGHT[role][part];
  return sight === 'yes' || (sight === 'labels' && labels);
}

/** A board: of one tenant, as one role sees it. */
export interface BoardGrant {
  readonly tenant: string;
  readonly role: BoardRole;
}

/** Of the person's own tenant alone. Null: they have no role. Of two roles an admin's holds. */
export function grantOf(board: BoardPolicy | undefined, person: PersonKey): BoardGrant | null {
  if (board?.admins.includes(person)) return { tenant: tenantOf(person), role: 'admin' };
  return board?.auditors.includes(person) ? { tenant: tenantOf(person), role: 'auditor' } : null;
}

export function accountGrants(board: BoardPolicy | undefined, subject: string): BoardGrant[] {
  const account = board?.accounts.find((one) => one.subject === subject);
  return account === undefined ? [] : account.tenants.map((tenant) => ({ tenant, role: account.role }));
}
