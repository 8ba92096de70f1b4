// What a person does on each way through nt2, counted by their browser, and how long the machine lets them wait after each act: the walks
// of the end-to-end tests, in the toy chat, on a server of its own for each round, because the first visit is one of them.

import type { Browser, BrowserContext } from 'playwright-core';
import { walkAgain, walkFirstTime, walkLink } from '../e2e/counted-paths.ts';
import { walkFirstRequest, walkRequest } from '../e2e/counted-requests.ts';
import { openWalker, type Walked } from '../e2e/counted-walker.ts';
import { PATHS, type CountedPath } from '../e2e/counting.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeLink } from './pages.ts';
import { ALL } from './processes.ts';
import { startNt2, type Nt2 } from './servers.ts';
import { median, whole, type Row } from './table.ts';

const LABEL = 'Stripe webhook key';
const SECRET = 'whsec_7c1f2b90e4d84a5f9f0d';

type Name = keyof typeof PATHS;
type Walks = Readonly<Partial<Record<Name, Walked>>>;

export async function measurePaths(plan: { readonly redisUrl: string; readonly times: number }): Promise<Row[]> {
  const browser = await launchChromium({ isWhole: true });
  try {
    const rounds: Walks[] = [];
    for (let n = 0; n < plan.times; n += 1) {
      const round: Walks[] = [];
      for (const walk of [walkByChoice, walkAll]) {
        const nt2 = await startNt2({ store: 'SQLite', redisUrl: plan.redisUrl, cores: ALL, programs: 1, env: { NT2_PLAYGROUND: 'on' } });
        try {
          round.push(await walk(browser, nt2));
        } finally {
          await nt2.stop();
        }
      }
      rounds.push(Object.assign({}, ...round) as Walks);
    }
    return (Object.keys(PATHS) as Name[]).flatMap((name) =>
      rowOf(
        PATHS[name],
        rounds.map((round) => round[name]),
      ),
    );
  } finally {
    await browser.close();
  }
}

/** On a busy machine a press takes seconds, and one that takes this long never comes. */
const PATIENCE_MS = 180_000;

type NewProfile = () => Promise<BrowserContext>;

async function withProfiles(browser: Browser, walk: (newProfile: NewProfile) => Promise<Walks>): Promise<Walks> {
  const profiles: BrowserContext[] = [];
  const newProfile = async (): Promise<BrowserContext> => {
    const profile = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    profile.setDefaultTimeout(PATIENCE_MS);
    profiles.push(profile);
    return profile;
  };
  try {
    return await walk(newProfile);
  } finally {
    await Promise.all(profiles.map((profile) => profile.close()));
  }
}

/** Who chooses so is not known to have compared, and the recipient has no keys here yet: a server of its own. */
const walkByChoice = (browser: Browser, nt2: Nt2): Promise<Walks> =>
  withProfiles(browser, async (newProfile) => {
    const sender = await openWalker(await newProfile(), nt2.url, 'Alex');
    const recipient = await openWalker(await newProfile(), nt2.url, 'Contractor');
    const { senderFirst: senderUncompared } = await walkFirstTime({ sender, recipient }, { label: LABEL, secret: SECRET, compare: null });
    return { senderUncompared };
  });

const walkAll = (browser: Browser, nt2: Nt2): Promise<Walks> =>
  withProfiles(browser, async (newProfile) => {
    const sender = await openWalker(await newProfile(), nt2.url, 'Alex');
    const recipient = await openWalker(await newProfile(), nt2.url, 'Contractor');
    // The browser leaves its keys once it has accepted. Until they are there, the next share would go the way without.
    const left = recipient.profile.waitForEvent(
      'response',
      (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/prekeys'),
    );
    // When the walk fails, that is what is told, and not that this was waited for in vain.
    left.catch(() => {});
    const first = await walkFirstTime({ sender, recipient }, { label: LABEL, secret: SECRET });
    await left;
    await Promise.all([first.mine.close(), first.theirs.close()]);
    const again = await walkAgain({ sender, recipient }, { label: `${LABEL}, again`, secret: SECRET });
    const asked = await walkRequest({ asker: recipient, giver: sender }, { label: `${LABEL}, asked for`, secret: SECRET });
    const elsewhere = await openWalker(await newProfile(), nt2.url, 'Alex');
    const newcomer = await openWalker(await newProfile(), nt2.url, 'Sam');
    const wanted = { label: `${LABEL}, of another`, secret: SECRET } as const;
    const { askerFirst, giverFirst } = await walkFirstRequest({ asker: elsewhere, giver: newcomer }, wanted);
    const outsider = await openWalker(await newProfile(), nt2.url, null);
    const byLink = await walkLink(outsider, { link: await makeLink(nt2), label: 'Secret' });
    const { senderFirst, recipientFirst } = first;
    const { senderWithPrekey, recipientWithPrekey } = again;
    const { askerWithPrekey, giverWithPrekey } = asked;
    const named = { senderFirst, recipientFirst, senderWithPrekey, recipientWithPrekey, askerWithPrekey, giverWithPrekey };
    return { ...named, askerFirst, giverFirst, outsider: byLink.outsider };
  });

/** None for a way that only the tests walk. */
function rowOf({ path, most, sittings }: CountedPath, walks: readonly (Walked | undefined)[]): Row[] {
  const taken = walks.filter((walk) => walk !== undefined);
  const [one] = taken;
  if (one === undefined) return [];
  const steps = one.steps.map(({ act }, at) => ({ act, ms: median(taken.map((walk) => walk.steps[at]?.ms ?? Number.NaN)) }));
  const all = steps.reduce((sum, { ms }) => sum + ms, 0);
  const acts = Math.max(...taken.map((walk) => walk.acts.length));
  const times = Math.max(...taken.map((walk) => walk.sittings));
  return [
    {
      what: `Actions of the ${path}`,
      nt2: `${acts} in ${times === 1 ? 'one sitting' : `${times} sittings`}, ${whole(all)} ms: ${steps.map(({ act, ms }) => `${act} ${whole(ms)}`).join(', ')}`,
      aim: { text: `≤ ${most} in ${sittings}`, reached: acts <= most && times <= sittings },
    },
  ];
}
