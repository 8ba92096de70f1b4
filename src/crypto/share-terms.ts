// The closed lists in which a share is described, and the bounds that its formats fix: one list each, with its type, for log, core, stores, pages and receipts.

/** How a share is opened: with the recipient's browser, with words that the recipient is told, or with a link. */
export const MODES = ['sealed', 'sealed+words', 'words', 'link', 'link+words'] as const;
export type Mode = (typeof MODES)[number];

/** What kind of secret it is. */
export const KINDS = ['credential', 'bank', 'document', 'note'] as const;
export type Kind = (typeof KINDS)[number];

/** Where the secret is typed: in the browser, or in a chat form that the server and the platform see. */
export const ENTRIES = ['page', 'modal'] as const;
export type Entry = (typeof ENTRIES)[number];

/** Where the share was created. */
export const VIAS = ['chat', 'api'] as const;
export type Via = (typeof VIAS)[number];

/** Whom a request asks: one person in chat, or the holder of a link. A share that is no request asks neither. */
export const ASKED = ['person', 'link'] as const;
export type AskedOf = (typeof ASKED)[number];
/** Stands in the place of the sender where the holder of a link is asked. */
export const OUTSIDER_KEY = 'outside:link:holder';

/** A machine is a person of its tenant whose user part no platform gives: `platform:tenant:machine~ci`. */
export const isMachine = (person: string): boolean => /:machine~[a-z0-9-]{1,24}$/.test(person);

/** How nt2 knows a person. `linked`: of another workspace. `outsider`: the holder of a link. `program`: the owner of an API token. */
export const STANDINGS = ['member', 'guest', 'linked', 'outsider', 'program', 'machine'] as const;
export type Standing = (typeof STANDINGS)[number];

/** The messages of a share that stand in chat and are edited in place. */
export const SURFACES = ['place', 'recipient', 'sender'] as const;
export type Surface = (typeof SURFACES)[number];

export const STATUSES = ['offered', 'accepted', 'sealed', 'ready', 'claimed', 'ended'] as const;
export type Status = (typeof STATUSES)[number];

/** Why a share ended. */
export const CAUSES = ['delivered', 'unconfirmed', 'broken', 'declined', 'revoked', 'expired', 'locked', 'rolled-back'] as const;
export type Cause = (typeof CAUSES)[number];

/** What came of the question to a second person, before the recipient was told. */
export const APPROVALS = ['given', 'refused', 'expired'] as const;
export type ApprovalAnswer = (typeof APPROVALS)[number];

/** What was wrong with an attempt to open a share: the words, the person, the device, the link, or the time. */
export const ATTEMPTS = ['words', 'person', 'device', 'link', 'after-end'] as const;
export type Attempt = (typeof ATTEMPTS)[number];

/** What a browser proves to know before it gets the capsule, in the order of the lines in events. */
export const PROOFS = ['link', 'words'] as const;
export type Proof = (typeof PROOFS)[number];

export const isLink = (mode: Mode): boolean => mode.startsWith('link');
/** Sealed to a key that the recipient's browser makes when it accepts. */
export const isSealed = (mode: Mode): boolean => mode.startsWith('sealed');
export const needsPassphrase = (mode: Mode): boolean => mode.endsWith('words');

/** What must be proven before a share of this mode is released. */
export const requiredProofs = (mode: Mode): Proof[] => PROOFS.filter((proof) => (proof === 'link' ? isLink : needsPassphrase)(mode));

/** A browser's clock may differ from the server's by this much. */
export const CLOCK_TOLERANCE_MS = 300_000;

/** No prekey is good for longer, in ms: 30 days. */
export const PREKEY_LIFE_MS = 30 * 24 * 3_600_000;

/** The largest secret. `bytes` are of the items as UTF-8 JSON; `label` and `fieldName` are Unicode code points; `fields` are those of one item. */
export const ITEM_LIMITS = { bytes: 256 * 1024, items: 20, fields: 200, label: 80, fieldName: 120 } as const;

/**
 * The cover of a link: `bytes` in all, sealed; `label` is the longest name or label in it, in Unicode code points. `nameBytes`: what 80
 * characters of a label, the longest kind and the time leave for the name, 26 characters at least and mostly all 80.
 */
export const LINK_COVER = { bytes: 540, label: ITEM_LIMITS.label, nameBytes: 105 } as const;
