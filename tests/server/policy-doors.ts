// Every door through which a share begins, goes on or waits longer: the place in the code that asks the core, and how a test goes through.

import type { Contact, FormValues } from '../../src/bot/port.ts';
import type { Person, Share, Standing } from '../../src/core/share.ts';
import type { CreateInput } from '../../src/core/shares/create.ts';
import { ann, ben, HOST, HOUR, TENANT, type Harness } from './harness.ts';
import { chat, guest, member } from './policy-people.ts';
import { accepting, askedByBen, credential, newBrowser, programBody, SECRET, sealing, wireSeal } from './wire.ts';

/** What it answers: `ok`, or the code of the refusal. */
export type Step = () => Promise<string>;

export interface Door {
  /** `file verb`: where in src the core is asked. */
  readonly at: string;
  /** Who sends and who gets it, as the policy knows them. */
  readonly from: Standing;
  readonly to: Standing;
  /** Where it does not refuse what a rule forbids, by the key of the rule: it asks for what is missing, or begins within the rule. */
  readonly instead?: Readonly<Record<string, 'form' | 'ok'>>;
  /** The step may be taken again as long as it is refused. */
  readonly open: (door: Harness) => Step | Promise<Step>;
}

const web = async (asked: ReturnType<Harness['ask']>): Promise<string> => (await asked).json.code ?? 'ok';
const form = (door: Harness, actor: Contact, values: FormValues, name: 'share' | 'request' = 'share'): Promise<string> => {
  const ref = name === 'request' ? 'new' : Array.isArray(values['people']) && values['people'].length > 0 ? '' : 'to=link';
  // Said out loud, so that nothing is narrowed for it.
  const chosen = name === 'request' ? { wait: '24h' } : { kind: 'credential', opens: 'browser', wait: '24h', entry: 'page' };
  return chat(door, actor, { kind: 'form', name, ref, values: { label: 'Stripe key', note: '', ...chosen, ...values } });
};

let programs = 0;
async function token(door: Harness, as?: Person): Promise<{ readonly name: string; readonly bearer: string }> {
  const name = `door-${(programs += 1)}`;
  const made = await door.apiTokens.create(name, as && { as });
  return { name, bearer: made.ok ? made.value : '' };
}
const wish = { mode: 'link', kind: 'credential', label: 'Stripe key', note: '', expiresInMs: 24 * HOUR };
const asking = { kind: 'credential', label: 'Stripe key', note: '', fields: [], expiresInMs: 24 * HOUR };
const person = { from: 'member', to: 'guest' } as const;

/** Through these something begins. */
export const BEGIN: Readonly<Record<string, Door>> = {
  'the form in chat, for a guest': {
    at: 'bot/handlers/submission.ts create',
    ...person,
    open: (door) => () => form(door, member(), { people: [guest()] }),
  },
  'the form in chat, for a link': {
    at: 'bot/handlers/submission.ts create',
    from: 'guest',
    to: 'outsider',
    open: (door) => () => form(door, guest(), { people: [] }),
  },
  'the whole command in chat': {
    at: 'bot/handlers/begin.ts create',
    ...person,
    instead: { note: 'form', ticket: 'form', entry: 'form' },
    open: (door) => () => {
      const given = { kind: 'credential', opens: 'browser', wait: '24h' };
      return chat(door, member(), { kind: 'command', text: `share <@${ben.key}> Stripe key`, people: [guest()], given });
    },
  },
  'the form of a request': {
    at: 'bot/handlers/request.ts ask',
    ...person,
    open: (door) => () => form(door, guest(), { people: [member()], fields: '' }, 'request'),
  },
  'the form of a request by link': {
    at: 'bot/handlers/request.ts ask',
    from: 'outsider',
    to: 'guest',
    open: (door) => () => form(door, guest(), { people: [], of: 'link', fields: '' }, 'request'),
  },
  'the command of a request': {
    at: 'bot/handlers/request.ts ask',
    ...person,
    instead: { note: 'form', ticket: 'form', longest: 'ok' },
    open: (door) => () => chat(door, guest(), { kind: 'command', text: `request <@${ann.key}> Stripe key`, people: [member()] }),
  },
  'asking again': {
    at: 'bot/handlers/request.ts ask',
    ...person,
    async open(door) {
      const facts = { asker: ben, giver: ann, tenant: TENANT, via: 'chat', from: 'member', to: 'guest' } as const;
      const asked = await door.shares.ask({ ...asking, kind: 'credential', ...facts });
      return () => chat(door, guest(), { kind: 'action', action: 'ask-again', ref: asked.ok ? asked.value.id : '' });
    },
  },
  'sharing again on the page': {
    at: 'server/api/mine.ts again',
    ...person,
    async open(door) {
      const share = await begin(door, { expiresInMs: 24 * HOUR });
      await door.shares.revoke(share.id, ann.key);
      const cookie = await door.signIn(ann);
      return () => web(door.ask('POST', `/api/shares/${share.id}/again`, { json: {}, cookie }));
    },
  },
  'the API, with a session': {
    at: 'server/api/create.ts create',
    from: 'guest',
    to: 'outsider',
    async open(door) {
      const cookie = await door.signIn(ben);
      return () => web(door.ask('POST', '/api/shares', { json: wish, cookie }));
    },
  },
  'the API, with a token': {
    at: 'server/api/create.ts create',
    from: 'program',
    to: 'outsider',
    async open(door) {
      const { bearer } = await token(door);
      return () => web(door.ask('POST', '/api/shares', { json: wish, bearer }));
    },
  },
  'the API, to a person with a session': {
    at: 'server/api/create.ts create',
    ...person,
    async open(door) {
      const cookie = await door.signIn(ann);
      return () => web(door.ask('POST', '/api/shares', { json: { ...wish, mode: 'sealed', to: { person: ben.key } }, cookie }));
    },
  },
  'the API, to a person with their own token': {
    at: 'server/api/create.ts create',
    ...person,
    async open(door) {
      const { bearer } = await token(door, ann);
      return () => web(door.ask('POST', '/api/shares', { json: { ...wish, mode: 'sealed', to: [ben.key] }, bearer }));
    },
  },
  'the API, to a person by a program': {
    at: 'server/api/create.ts create',
    from: 'program',
    to: 'guest',
    async open(door) {
      const { bearer } = await token(door);
      return () => web(door.ask('POST', '/api/shares', { json: { ...wish, mode: 'sealed', to: ben.key }, bearer }));
    },
  },
  'the API, sealed already': {
    at: 'server/api/create.ts createSealed',
    from: 'program',
    to: 'outsider',
    async open(door) {
      const { name, bearer } = await token(door);
      const { body } = await programBody(door, name);
      return () => web(door.ask('POST', '/api/shares', { json: body, bearer }));
    },
  },
  'the API, asking by link with a session': {
    at: 'server/api/request.ts ask',
    from: 'outsider',
    to: 'guest',
    async open(door) {
      const cookie = await door.signIn(ben);
      return () => web(door.ask('POST', '/api/requests', { json: asking, cookie }));
    },
  },
  'the API, asking a person with a session': {
    at: 'server/api/request.ts ask',
    ...person,
    async open(door) {
      const [share, cookie] = [await begin(door, { expiresInMs: 24 * HOUR }), await door.signIn(ben)];
      return () => web(door.ask('POST', '/api/requests', { json: { ...asking, to: { share: share.id } }, cookie }));
    },
  },
  'the API, asking a person with a token': {
    at: 'server/api/request.ts ask',
    from: 'member',
    to: 'program',
    async open(door) {
      const { bearer } = await token(door);
      return () => web(door.ask('POST', '/api/requests', { json: { ...asking, to: { person: ann.key } }, bearer }));
    },
  },
  'the API, asking by link with a token': {
    at: 'server/api/request.ts ask',
    from: 'outsider',
    to: 'program',
    async open(door) {
      const { bearer } = await token(door);
      return () => web(door.ask('POST', '/api/requests', { json: asking, bearer }));
    },
  },
};

export async function begin(door: Harness, more: Partial<CreateInput> = {}): Promise<Share> {
  const made = await door.shares.create({
    sender: ann,
    recipient: ben,
    tenant: TENANT,
    mode: 'sealed',
    entry: 'page',
    via: 'chat',
    kind: 'credential',
    label: 'Stripe key',
    note: '',
    place: null,
    expiresInMs: HOUR,
    from: 'member',
    to: 'guest',
    ...more,
  });
  if (!made.ok) throw new Error(made.code);
  return made.value;
}

/** Through these something that waits goes on. `typed`: its secret is typed in chat and opens with a passphrase. */
export const GO_ON: Readonly<Record<string, Door & { readonly typed?: true }>> = {
  'accepting on the page': {
    at: 'server/api/accept.ts accept',
    ...person,
    async open(door) {
      const share = await begin(door);
      const [cookie, { input }] = [await door.signIn(ben), await accepting(await newBrowser(HOST), share, door.time.now)];
      return () => web(door.ask('POST', `/api/shares/${share.id}/accept`, { json: input, cookie }));
    },
  },
  'accepting in chat': {
    at: 'bot/handlers/action.ts acceptInChat',
    ...person,
    typed: true,
    async open(door) {
      const share = await begin(door, { mode: 'words', entry: 'modal' });
      return () => chat(door, guest(), { kind: 'action', action: 'accept', ref: share.id });
    },
  },
  'sealing on the page': {
    at: 'server/api/seal.ts seal',
    ...person,
    async open(door) {
      const share = await begin(door);
      const cookie = await door.signIn(ann);
      const { input } = await accepting(await newBrowser(HOST), share, door.time.now);
      const accepted = await door.shares.accept(share.id, ben.key, input);
      const key = accepted.ok && 'acceptance' in accepted.value.state ? accepted.value.state.acceptance?.key : null;
      const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential(SECRET), recipient: key ?? '' });
      return () => web(door.ask('POST', `/api/shares/${share.id}/seal`, { json: wireSeal(sealed.input), cookie }));
    },
  },
  'answering a request by its link': {
    at: 'server/api/request.ts answerByLink',
    from: 'outsider',
    to: 'guest',
    async open(door) {
      const asked = await askedByBen(door, 'link');
      const at = door.time.now;
      const sealed = await sealing(await newBrowser(HOST), asked.share, { at, items: credential(SECRET), recipient: asked.key.recipient });
      const { openers: _none, ...body } = wireSeal(sealed.input);
      const json = { secret: asked.secret, ...body };
      const headers = { 'content-length': String(JSON.stringify(json).length) };
      return () => web(door.ask('POST', `/api/requests/${asked.id}/answer`, { json, headers }));
    },
  },
  'opening the form for the secret': {
    at: 'bot/handlers/action.ts mayNotSeal',
    ...person,
    typed: true,
    async open(door) {
      const share = await begin(door, { mode: 'words', entry: 'modal' });
      return () => chat(door, member(), { kind: 'action', action: 'enter', ref: share.id });
    },
  },
  'sending the form with the secret': {
    at: 'bot/handlers/submission.ts sealInChat',
    ...person,
    typed: true,
    async open(door) {
      const share = await begin(door, { mode: 'words', entry: 'modal' });
      const values = { secret: SECRET, words: 'one two three four five' };
      return () => chat(door, member(), { kind: 'form', name: 'secret', ref: share.id, values });
    },
  },
};

/** Through these something waits longer. */
export const LONGER: Readonly<Record<string, Door>> = {
  'more time on the page': {
    at: 'server/api/seal.ts extend',
    ...person,
    async open(door) {
      const share = await begin(door);
      const [cookie, json] = [await door.signIn(ann), { expiresAt: share.expiresAt + 23 * HOUR }];
      return () => web(door.ask('POST', `/api/shares/${share.id}/extend`, { json, cookie }));
    },
  },
  'more time in chat': {
    at: 'bot/handlers/action.ts extend',
    ...person,
    async open(door) {
      const share = await begin(door);
      return () => chat(door, member(), { kind: 'action', action: 'extend', ref: share.id });
    },
  },
};
