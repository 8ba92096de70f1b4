// A fake Slack for tests: one model of workspaces, and thin transports over it. As strict as what is published of the real one.
//
//   const slack = createSlack();                       // with the cast of cast.ts: T1, alex, contractor, sam, #engineering, …
//   const down = slack.nock();                         // https://slack.com and https://hooks.slack.com in this process, or
//   const { apiUrl, close } = await slack.serve();     // loopback: Web API, response_urls, consent page, Socket Mode
//   slack.deliverTo({ by: 'handler', handle });        // where Slack brings commands and presses: 'handler', 'http', 'sockets'
//
//   const alex = slack.person('U1ALEX');
//   const done = await alex.command('/nt2 share @contractor Stripe key', { in: 'C1ENG' });
//   done.sawError; slack.outcome(done.act);            // what they saw: a modal, private answers, errors in a form
//   await alex.submit({ label: 'Stripe key' });        // by block_id or action_id
//   await alex.press({ channel, ts }, 'accept');       // `press: 'p1'` twice is one press delivered twice
//   slack.fail('chat.postMessage', { answer: 'reset', done: true });
//   slack.complaints();                                // must be [] at the end of every test
//
// `call(method, args, token)` is the Web API itself. Nothing is delivered twice over HTTP unless a test says so (`press`, `again`); over
// sockets an envelope that nobody acknowledges comes again by itself. What is not known of Slack, and what the fake chose, stands where
// it chose. Folders: model (what stands in Slack), api (what an app may call), people (what they do and see), transport.
//
// An adapter's harness: `outcome(act)` once the delivery is back (poll it, an app may open its modal later), `person.messages()` for cards,
// `read.lines` and `read.buttons` for what is on them, `closeDirect`, `remove`, `again(act, { secret: 'another' })` to forge,
// `kept()` and `stored()` for sweeps, `ackWithin(ms)` for a short patience.

import type { Fault } from './api/answer.ts';
import { createCaller } from './api/call.ts';
import { chatMethods } from './api/chat.ts';
import { type Consent, createOauth, install, type InstallOptions } from './api/oauth.ts';
import { peopleMethods } from './api/people.ts';
import { viewMethods } from './api/views.ts';
import { judgeMissing } from './judge.ts';
import { type Cast, furnish, standardCast } from './cast.ts';
import type { Act, App, Ephemeral, View } from './model/types.ts';
import { createWorld } from './model/world.ts';
import { createActs } from './people/acts.ts';
import { createCarryOut } from './people/carry-out.ts';
import { createDelivery, type Delivered, type DeliverOptions, type Target } from './people/delivery.ts';
import { createReader } from './people/read.ts';
import { createPerson, type Perform, type Person } from './people/person.ts';
import type { Doors } from './transport/handle.ts';
import { overNock } from './transport/nock.ts';
import { type Served, serveSlack } from './transport/server.ts';
import { createSockets, type SocketOptions } from './transport/sockets.ts';

export interface SlackOptions {
  /** Slack's clock: triggers, codes, response_urls and timestamps of messages run by it. */
  readonly clock?: () => number;
  /** The clock of signatures, when it is not the same. */
  readonly signClock?: () => number;
  /** How long Slack waits for an acknowledgement: 3 s. */
  readonly ackMs?: number;
  readonly app?: Partial<App>;
  readonly cast?: Cast;
  readonly sockets?: Partial<SocketOptions>;
}

/** What an act made visible for the person, until now. */
export interface Outcome {
  readonly modal: View | null;
  /** Answers that only they see, oldest first; those that were replaced are not among them. */
  readonly ephemerals: readonly Ephemeral[];
  /** By block_id, what stands at the fields of the form that they submitted. */
  readonly errors: Readonly<Record<string, string>> | null;
}

export type Slack = ReturnType<typeof createSlack>;

const APP: App = {
  id: 'A0NT2',
  name: 'nt2',
  clientId: '1111.2222',
  clientSecret: 'fake-client-secret',
  signingSecret: 'fake-signing-secret',
  appToken: 'xapp-fake-app-token',
  verificationToken: 'fake-verification-token',
  redirectUrls: ['https://nt2.example.com/slack/oauth_redirect', 'http://127.0.0.1'],
  commands: { '/nt2': { escape: true } },
  homeTab: true,
  messagesTab: true,
};

export function createSlack({
  clock = Date.now,
  signClock = clock,
  ackMs = 3000,
  app,
  cast = standardCast,
  sockets: socketOptions,
}: SlackOptions = {}) {
  const world = createWorld({ app: { ...APP, ...app }, clock });
  furnish(world, cast);
  const oauth = createOauth(world);
  const caller = createCaller(world, { ...chatMethods(world), ...peopleMethods(world), ...viewMethods(world), ...oauth.methods });
  const carryOut = createCarryOut(world);
  const acts = createActs(world);
  const sockets = createSockets(world, { againMs: 3000, times: 3, pingMs: 5000, ...socketOptions, takeTicket: oauth.takeTicket });
  const delivery = createDelivery({ world, carryOut, envelopes: sockets, ackMs, signClock });
  const presses = new Map<string, Act>();
  const deliveries = new Map<string, number>();
  /** Bodies of answers to deliveries and to response_urls. */
  const answers: unknown[] = [];
  const doors: Doors = {
    call: caller.call,
    respond(path, body) {
      answers.push(body);
      return carryOut.respond(path, body, caller.takeFault('response_url'));
    },
    authorizeError: oauth.authorizeError,
    complain: (what) => world.complaints.push(what),
  };

  async function deliver(act: Act, options: DeliverOptions): Promise<Delivered> {
    const before = deliveries.get(act.id) ?? 0;
    deliveries.set(act.id, before + 1);
    const delivered = await delivery.deliver(act, { ...(before > 0 && { retry: { num: before, reason: 'http_timeout' } }), ...options });
    answers.push(delivered.body);
    return delivered;
  }

  const perform: Perform = async ({ press, unless, ...options }, make) => {
    const act = (press === undefined ? undefined : presses.get(press)) ?? make();
    if (unless?.() === true) return { act, status: null, body: '', ms: 0, sawError: 'the client did not send it' };
    if (press !== undefined) presses.set(press, act);
    return deliver(act, options);
  };

  const event = (
    team: string,
    inner: Readonly<Record<string, unknown>> & { readonly type: string },
    options: DeliverOptions = {},
  ): Promise<Delivered> => deliver(acts.event(team, inner), options);

  return {
    world,
    app: world.app,
    call: caller.call,
    calls: caller.calls,
    fail: (method: string, fault: Fault): void => caller.fail(method, fault),
    healed: caller.healed,
    consent: (address: string, given: Consent): string => oauth.consent(address, given),
    install: (options: InstallOptions) => install(world, options),

    /** `team`: where they sit at the moment; their home team when it is not said. */
    person(id: string, { team }: { readonly team?: string } = {}): Person {
      const user = world.users.get(id);
      if (!user) throw new Error(`nobody is called ${id}`);
      return createPerson({ world, acts, user, team: team ?? user.teamId, perform });
    },
    /** How someone is typed in a command. */
    mention: (id: string): string => `@${world.users.get(id)?.handle ?? id}`,

    deliverTo: (target: Target): void => delivery.to(target),
    /** How long Slack waits from now on. */
    ackWithin: (ms: number): void => delivery.within(ms),
    /** The same act once more, with the headers of a retry. */
    again: (act: Act, options: DeliverOptions = {}): Promise<Delivered> => deliver(act, options),
    event,
    /** The app is thrown out: its tokens stop working, and two events say so. */
    async uninstall(team: string, options: DeliverOptions = {}): Promise<Delivered[]> {
      const who = world.installationFor(team);
      if (!who) throw new Error(`the app is not in ${team}`);
      const made = [
        acts.event(team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [who.botUserId] } }),
        acts.event(team, { type: 'app_uninstalled' }),
      ];
      who.status = 'uninstalled';
      return Promise.all(made.map((act) => deliver(act, options)));
    },
    /** Its token alone stops working. */
    async revoke(team: string, options: DeliverOptions = {}): Promise<Delivered> {
      const who = world.installationFor(team);
      if (!who) throw new Error(`the app is not in ${team}`);
      const act = acts.event(team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [who.botUserId] } });
      who.status = 'revoked';
      return deliver(act, options);
    },
    rateLimited: (team: string): Promise<Delivered> =>
      deliver(
        acts.notice({
          type: 'app_rate_limited',
          token: world.app.verificationToken,
          team_id: team,
          minute_rate_limited: Math.floor(clock() / 1000),
          api_app_id: world.app.id,
        }),
        {},
      ),
    urlVerification: (challenge: string, options: DeliverOptions = {}): Promise<Delivered> =>
      deliver(acts.notice({ type: 'url_verification', token: world.app.verificationToken, challenge }), options),
    /** Slack asks now and then whether the address still has a certificate. */
    sslCheck(options: DeliverOptions = {}): Promise<Delivered> {
      const fields = { ssl_check: '1', token: world.app.verificationToken };
      const act = acts.notice({ type: 'ssl_check', ...fields });
      return deliver({ ...act, contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() }, options);
    },

    outcome(act: Act): Outcome {
      const opened = [...world.modals.values()].flat().findLast((view) => world.openedBy.get(view.id) === act.id);
      const ephemerals = world.ephemerals.filter((one) => one.by === act.id && !one.gone);
      return { modal: opened ?? null, ephemerals, errors: carryOut.errorsOf(act) };
    },

    /** Blocks as people read them: `lines`, `buttons`, and whom a message `notifies`. */
    read: createReader(world),

    /** Direct messages of the app to this person stop (`tab`, `hidden`) or go on (`no`). */
    closeDirect(id: string, closed: 'no' | 'tab' | 'hidden'): void {
      for (const { botUserId } of world.installations) {
        const channel = world.direct(world.users.get(id)?.teamId ?? '', [id, botUserId]);
        if (channel) channel.closed = closed;
      }
    },
    /** A message vanishes: its author or an admin deleted it. */
    remove(channel: string, ts: string): void {
      for (const message of world.messages) if (message.channel === channel && message.ts === ts) message.deleted = true;
    },
    freeze: (ts: string): unknown => world.editsClosed.add(ts),

    nock: (): (() => void) => overNock(doors),
    async serve(): Promise<Served> {
      const served = await serveSlack(doors, sockets);
      world.base.hooks = `${served.origin}/hooks`;
      world.base.sockets = served.origin.replace(/^http/, 'ws');
      return served;
    },
    sockets,

    complaints: (): string[] => [...world.complaints],
    /** Reads the complaints and forgets them: for tests that plant a fault. */
    takeComplaints: (): string[] => world.complaints.splice(0),
    judgeMissing,
    /** What Slack stores of the app's messages and homes, with what stood there before each edit. */
    stored: (): string => JSON.stringify([storedMessages(), [...world.homes.values()]]),
    /** Everything that Slack was ever given by the app: that, and calls, views, ephemeral messages, answers to response_urls. */
    kept: (): string =>
      JSON.stringify([
        storedMessages(),
        [...world.homes.values()],
        world.sentViews,
        world.ephemerals,
        answers,
        caller.calls.map(({ method, args }) => ({ method, args })),
      ]),
  };

  function storedMessages() {
    return world.messages.filter((message) => message.botId !== null);
  }
}
