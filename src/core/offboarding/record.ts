// What is known of a person's offboarding: what nt2 took back, what they ever opened, and who has ticked which step. Shapes and their text.

import { ROTATION_REASONS } from '../ports/rotation-store.ts';
import type { Kind, Person, ShareId } from '../share.ts';

/** What people do, and nt2 cannot. `rotate` and `messages` begin with what nt2 lists. */
export const OFFBOARD_STEPS = [
  'rotate',
  'secrets-manager',
  'repositories',
  'cloud',
  'logs',
  'network',
  'code-scan',
  'messages',
  'document',
] as const;
export type OffboardStep = (typeof OFFBOARD_STEPS)[number];
export const isOffboardStep = (text: string): text is OffboardStep => (OFFBOARD_STEPS as readonly string[]).includes(text);

export interface Tick {
  readonly at: number;
  readonly by: Person;
}

/** What nt2 did by itself. */
export interface TakenBack {
  readonly at: number;
  /** Shares that waited for the person or from them, and are ended. */
  readonly shares: readonly ShareId[];
  /** Those that a browser has on its screen: they end by themselves within minutes. */
  readonly open: number;
  readonly browsers: number;
  readonly machines: number;
  readonly tokens: number;
  /** In which they were: their owners have to seal them again. Absent: of a time before there were any. */
  readonly envelopes?: number;
}

export interface OpenedOnce {
  readonly share: ShareId;
  /** Of its rotation. */
  readonly value: ShareId;
  readonly kind: Kind;
  readonly label: string;
  readonly giver: Person;
  readonly at: number;
}

export interface Offboarding {
  readonly id: string;
  readonly tenant: string;
  readonly person: Person;
  readonly by: Person;
  readonly startedAt: number;
  /** Null: nt2 is at it, or was killed while it was. */
  readonly done: TakenBack | null;
  readonly opened: readonly OpenedOnce[];
  readonly ticks: Readonly<Partial<Record<OffboardStep, Tick>>>;
  /** When the person who began it is reminded next; null: never again. */
  readonly nextAt: number | null;
  readonly asked: number;
  /** All steps are ticked: when, and the base64 SHA-256 of the report, as it stands in the log. */
  readonly closed: { readonly at: number; readonly hash: string } | null;
}

/** How long it may take. */
export const OFFBOARD_MS = 86_400_000;
/** How often it reminds of itself. */
export const OFFBOARD_EVERY_MS = 6 * 3_600_000;

export const openSteps = ({ ticks }: Pick<Offboarding, 'ticks'>): readonly OffboardStep[] =>
  OFFBOARD_STEPS.filter((step) => ticks[step] === undefined);

/** What its rotations are due for. */
export const OFFBOARDING = ROTATION_REASONS[4];

export const formatOffboarding = (offboarding: Offboarding): string => JSON.stringify(offboarding);
export const parseOffboarding = (text: string): Offboarding => JSON.parse(text) as Offboarding;
