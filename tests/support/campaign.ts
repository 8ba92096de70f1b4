// What `npm test` leaves to `npm run campaign`, so that it stays short: a walk by a way that another test has taken, a second store or a
// second engine for it. Each is told when it is left out.

export const isCampaign = process.env['NT2_CAMPAIGN'] !== undefined;

/** All of them in a campaign, and the first few in `npm test`. */
export function firstOf<T>(all: readonly T[], few: number, what: string): readonly T[] {
  if (isCampaign || all.length <= few) return all;
  console.log(`left to a campaign: ${what}: ${all.slice(few).join(', ')}`);
  return all.slice(0, few);
}
