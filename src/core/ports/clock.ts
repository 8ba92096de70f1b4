// Time and chance, passed in so that tests decide both.

/** Milliseconds since the epoch. */
export type Clock = () => number;
/** `length` random bytes. */
export type Random = (length: number) => Uint8Array;
