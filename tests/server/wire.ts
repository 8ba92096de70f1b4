// What pages and programs put on the wire, made from what the actors of tests/support sign.

import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { newRequestSecret, requestGate } from '../../src/crypto/keys/request-link.ts';
import { tenantOf, type Share } from '../../src/core/share.ts';
import type { SealInput } from '../../src/core/shares/seal.ts';
import {
  accepting,
  claiming,
  credential,
  delivering,
  newBrowser,
  opening,
  programShare,
  sealing,
  type Browser,
} from '../support/actors.ts';
import { ann, ben, HOST, HOUR, type Harness } from './harness.ts';

export const SECRET = 'whsec_canary_9f2c71b8';

export const wireSeal = ({ note, device, capsule, payload, openers, cover, files }: SealInput) => ({
  note,
  device,
  capsule: encodeBase64(capsule),
  ...(payload && { payload: encodeBase64(payload) }),
  openers,
  ...(cover !== undefined && { cover }),
  ...(files !== undefined && { files }),
});

/** The body by which the program `name` makes a link share, and what its browser keeps. */
export async function programBody(door: Harness, name: string, mode: 'link' | 'link+words' = 'link', words?: string, host = HOST) {
  const at = door.time.now;
  const label = 'Stripe webhook key';
  const share = programShare({
    tag: door.ids.tagOf('local:local'),
    sender: `local:local:${name}`,
    platform: 'local:local',
    label,
    mode,
    at,
    forMs: HOUR,
  });
  const browser = await newBrowser(host);
  const sealed = await sealing(browser, share, { at, items: credential(SECRET), ...(words !== undefined && { words }) });
  const { id, partiesSalt, labelSalt, createdAt, expiresAt } = share;
  const body = {
    id,
    mode,
    kind: 'credential',
    label,
    note: '',
    createdAt,
    expiresAt,
    partiesSalt,
    labelSalt,
    seal: wireSeal(sealed.input),
  };
  return { share, sealed, body, linkKey: sealed.linkKey as Uint8Array };
}

let programs = 0;

/** A link share that waits to be opened, made by a program of its own. */
export async function readyLink(door: Harness, mode: 'link' | 'link+words' = 'link', words?: string) {
  programs += 1;
  const name = `ci-${programs}`;
  const created = await door.apiTokens.create(name);
  const token = created.ok ? created.value : '';
  const made = await programBody(door, name, mode, words);
  const answer = await door.ask('POST', '/api/shares', { json: made.body, bearer: token });
  if (answer.status !== 201) throw new Error(answer.text);
  return { ...made, name, token, id: made.share.id };
}

/** The same, begun by Ann in chat, who hears what happens to it; nobody writes to a program. */
export async function readyChatLink(door: Harness) {
  const share = await door.begin('link');
  const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential(SECRET) });
  const body = { json: wireSeal(sealed.input), cookie: await door.signIn(ann) };
  const answer = await door.ask('POST', `/api/shares/${share.id}/seal`, body);
  if (answer.status !== 204) throw new Error(answer.text);
  return { id: share.id, linkKey: sealed.linkKey as Uint8Array };
}

/** The claim of someone who has the link. */
export async function linkClaim(door: Harness, id: string, linkKey: Uint8Array, browser: Browser) {
  return claiming(browser, { id }, door.time.now, { link: await linkProofSigner(linkKey, id) });
}

/** A sealed share that waits for Ben, all of it over the wire; with the cookies of both. */
export async function readySealed(door: Harness, browsers: { sender?: Browser; recipient?: Browser } = {}) {
  const sender = browsers.sender ?? (await newBrowser(HOST));
  const recipient = browsers.recipient ?? (await newBrowser(HOST));
  const share: Share = await door.begin('sealed');
  const [annsCookie, bensCookie] = [await door.signIn(ann), await door.signIn(ben)];
  const accept = await accepting(recipient, share, door.time.now);
  const accepted = await door.ask('POST', `/api/shares/${share.id}/accept`, { json: accept.input, cookie: bensCookie });
  if (accepted.status !== 200) throw new Error(accepted.text);
  const sealed = await sealing(sender, share, {
    at: door.time.now,
    items: credential(SECRET),
    recipient: accepted.json.acceptance.key,
  });
  const answer = await door.ask('POST', `/api/shares/${share.id}/seal`, { json: wireSeal(sealed.input), cookie: annsCookie });
  if (answer.status !== 204) throw new Error(answer.text);
  return { share, id: share.id, sender, recipient, acceptKey: accept.key, annsCookie, bensCookie, statement: sealed.input.note };
}

export { accepting, claiming, credential, delivering, newBrowser, opening, sealing };

/** Ben asks: Ann, or the holder of a link. His browser has made the key. `secret`: what stands in the link. */
export async function askedByBen(door: Harness, of: 'person' | 'link' = 'person') {
  const [asker, cookie] = [await newBrowser(HOST), await door.signIn(ben)];
  const wish = { kind: 'credential', label: 'Stripe keys', note: '', fields: ['STRIPE_KEY'], expiresInMs: HOUR } as const;
  const giver = of === 'link' ? null : ann;
  const made = await door.shares.ask({ ...wish, asker: ben, giver, tenant: tenantOf(ben.key), via: 'chat' });
  if (!made.ok) throw new Error(made.code);
  const share = made.value;
  const secret = encodeBase64(newRequestSecret());
  const accepted = await accepting(asker, share, door.time.now);
  const json = { ...accepted.input, ...(of === 'link' && { gate: requestGate(secret, share.id) }) };
  const answer = await door.ask('POST', `/api/shares/${share.id}/accept`, { json, cookie });
  if (answer.status !== 200) throw new Error(answer.text);
  return { share, id: share.id, asker, cookie, secret, key: accepted.key! };
}
