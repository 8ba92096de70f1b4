// Does the same work for several shares, so that one that fails keeps no other from its turn.

/** Throws the first fault after all have settled. */
export async function settleEach<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const settled = await Promise.allSettled(all.map(work));
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
