// What several examples of the description have in common: one share of one day, with keys that open nothing.

export const SHARE = 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h';
export const FILE = 'q5x2acb7m4x6z2a7k3v5d2q7m4x6z2a7';
export const DEVICE_KEY = 'GPZGCDLHk4bQfC5rXnZ1uQ0mO7yVtH3sJ8eW2aKd9xI=';
export const SECRET = 'XgHkBBSPdTrcL0nLAnzIXdYNPgRkOtcyQ3jZ2kv5N0Y=';
export const SALT = 'ZmFrZSBzYWx0IHRoYXQgc2FsdHMgbm90aGluZyAhISE=';
export const CAPSULE = 'bnQyL2NhcHN1bGUvdjEK';
export const SEALED_PAYLOAD = 'YWdlLWVuY3J5cHRpb24ub3JnL3YxCg==';
export const REF = 'r7Qd2m';
/** 30 November 2026, noon in London, and what follows. */
export const [NOW, SOON, LATER] = [1_796_040_000_000, 1_796_043_600_000, 1_796_126_400_000] as const;

/** Texts that a device signs are long: what they begin with. */
export const noteOf = (type: string): string => `nt2/event/v2\ntype ${type}\n…\n\n— device GPZGCDLHk4bQ…\n`;
