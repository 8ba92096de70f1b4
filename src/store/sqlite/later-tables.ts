// Tables of rotations and envelopes.

/** Rotations, by when they are due and when their clock acts. Shares from here on may name one, which an older nt2 cannot read. */
export const ROTATIONS = `
CREATE TABLE rotations (id TEXT PRIMARY KEY, tag TEXT NOT NULL, version INTEGER NOT NULL, due_at INTEGER NOT NULL, next_at INTEGER, until INTEGER, text TEXT NOT NULL) STRICT;
CREATE INDEX rotations_due ON rotations (tag, due_at, id);
CREATE INDEX rotations_next ON rotations (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX rotations_until ON rotations (until) WHERE until IS NOT NULL;
`;

/** Envelopes, and when their clock acts. Their steps stand in logs, which an older nt2 cannot read. */
export const ENVELOPES = `
CREATE TABLE envelopes (id TEXT PRIMARY KEY, tag TEXT NOT NULL, version INTEGER NOT NULL, next_at INTEGER, until INTEGER, text TEXT NOT NULL) STRICT;
CREATE INDEX envelopes_tag ON envelopes (tag);
CREATE INDEX envelopes_next ON envelopes (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX envelopes_until ON envelopes (until) WHERE until IS NOT NULL;
`;
