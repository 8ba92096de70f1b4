// The one sentence for what does not fit into a share.

const KIB = 1_024;

/** `most`: bytes. */
export const TOO_LARGE = (most: number): string => `That is more than nt2 takes: ${most / KIB} KiB. Nothing was sent.`;
