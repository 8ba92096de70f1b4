// The examples of docs/protocol/http.md, taken from the real web door: each one request and its answer, with what is random left out.

import { signDeviceRequest } from '../../src/crypto/keys/device-request.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { newRequestSecret, requestGate } from '../../src/crypto/keys/request-link.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { signerFromKey, signerFromSeed } from '../../src/crypto/note/signer.ts';
import { randomBytes, decodeBase64, encodeBase64, hashB64 } from '../../src/crypto/bytes.ts';
import { parseUserCode } from '../../src/core/user-code.ts';
import { claiming, delivering, makingPrekeys, scryptNative } from '../support/actors.ts';
import { DIRECTORY, evidenceExamples, operatorExamples } from './http-operator.ts';
import { createTell, pretty, type Seen } from './http-tell.ts';
import { envelopeExamples } from './envelope-examples.ts';
import { rotationExamples } from './rotation-examples.ts';
import { fileExamples } from './file-examples.ts';
import { machineExamples } from './machine-examples.ts';
import { templateOf } from '../support/policies.ts';
import { ann, ben, HOST, openDoor, TENANT, person } from '../server/harness.ts';
import {
  accepting,
  askedByBen,
  credential,
  newBrowser,
  opening,
  programBody,
  readyLink,
  readySealed,
  sealing,
  wireSeal,
} from '../server/wire.ts';

/** Walks through the API and answers with the text of every example, by name. `seen`: called with each request and its answer. */
export async function httpExamples(seen: Seen = () => undefined): Promise<Map<string, string>> {
  const door = await openDoor({
    core: { directory: DIRECTORY },
    env: { NT2_WORKLOAD_ISSUERS: 'https://token.actions.githubusercontent.com' },
  });
  const told = new Map<string, string>();
  const tell = createTell(door, told, seen);

  try {
    const token = await door.tokens.issue({ person: ann, share: null, tenant: TENANT });
    const entered = await tell('session.post', 'POST', '/api/session', { json: { token } });
    const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const asked = await door.tokens.issue({ person: ben, share: null, tenant: TENANT });
    await tell('session.look', 'POST', '/api/session/look', { json: { token: asked } });
    await tell('session.get', 'GET', '/api/session', { cookie });
    await tell('session.delete', 'DELETE', '/api/session', { cookie: await door.signIn(person('gone')) });

    const wish = { mode: 'link', kind: 'note', label: 'Door code', note: '', expiresInMs: 86_400_000 };
    await tell('shares.post', 'POST', '/api/shares', { json: wish, cookie });
    const once = { 'idempotency-key': '8e03978e-40d5-43dd-bc93-6894a57f9324' };
    await door.ask('POST', '/api/shares', { json: wish, cookie, headers: once });
    await tell('once', 'POST', '/api/shares', { json: { ...wish, label: 'Another door' }, cookie, headers: once });
    const toBen = { ...wish, mode: 'sealed', to: ['playground:@ben'] };
    await tell('shares.post.people', 'POST', '/api/shares', { json: toBen, cookie });
    const api = await door.apiTokens.create('ci');
    const bearer = api.ok ? api.value : '';
    await tell('tenant.get', 'GET', '/api/tenant', { bearer });
    const reader = await door.apiTokens.create('dashboard', { scopes: ['read'] });
    await tell('scope', 'POST', '/api/shares', { json: wish, bearer: reader.ok ? reader.value : '' });
    const made = await programBody(door, 'ci');
    await tell('shares.post.sealed', 'POST', '/api/shares', { json: made.body, bearer });

    await operatorExamples(door, tell, cookie);

    const bens = await door.signIn(ben);
    const anns = await door.signIn(ann);
    const sender = await newBrowser(HOST);
    const recipient = await newBrowser(HOST);
    const share = await door.begin('sealed');
    const path = `/api/shares/${share.id}`;
    const key = signerFromKey(recipient.device);
    const bond = { note: await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(asked) }, key), device: key.publicKey };
    await tell('session.bond', 'POST', '/api/session', { json: { token: asked, bond } });
    const { nonce } = (await tell('sign-in.get', 'GET', `${path}/sign-in`)).json;
    const note = await signDeviceRequest({ kind: 'sign-in', host: HOST, share: share.id, nonce }, key);
    const known = await tell('sign-in.post', 'POST', `${path}/sign-in`, { json: { note, device: key.publicKey, nonce } });
    const knowns = (known.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const listed = await tell('devices.get', 'GET', '/api/devices', { cookie: knowns });
    await tell('devices.delete', 'DELETE', `/api/devices/${listed.json.persons[0].devices[0].id}`, { cookie: knowns });
    const server = true;
    const { device_code: code, user_code: shown } = (await tell('logins.post', 'POST', '/api/logins', { json: { name: 'laptop' }, server }))
      .json;
    const asks = { json: { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code }, server } as const;
    await tell('logins.pending', 'POST', '/api/logins/token', asks);
    await door.deviceCodes.answer(parseUserCode(shown)!, { by: ben, isConfirmed: true });
    door.time.now += 5_000;
    await tell('logins.token', 'POST', '/api/logins/token', asks);
    await tell('logins.withdraw', 'POST', '/api/logins/withdraw', { json: { device_code: code }, server });
    await machineExamples(door, tell, bens);
    const accept = await accepting(recipient, share, door.time.now);
    await tell('accept.post', 'POST', `${path}/accept`, { json: accept.input, cookie: bens });
    const sealed = await sealing(sender, share, {
      at: door.time.now,
      items: credential('not a real key'),
      recipient: accept.key?.recipient ?? '',
    });
    await tell('tell.post', 'POST', `${path}/tell`, { json: {}, cookie: anns });
    const octets = { 'content-type': 'application/octet-stream' };
    await tell('payload.put', 'PUT', `${path}/payload`, { body: sealed.input.payload ?? '', cookie: anns, headers: octets });
    const { payload: _uploaded, ...body } = wireSeal(sealed.input);
    await tell('seal.post', 'POST', `${path}/seal`, { json: body, cookie: anns });
    await tell('share.get', 'GET', path, { cookie: bens });
    const claim = async (by = recipient) => ({ json: await claiming(by, share, door.time.now), cookie: bens });
    const claimed = await tell('claim.post', 'POST', `${path}/claim`, await claim());
    await tell('claim.taken', 'POST', `${path}/claim`, await claim(await newBrowser(HOST)));
    const released = { capsule: decodeBase64(claimed.json.capsule)!, payload: decodeBase64(claimed.json.payload)! };
    const opened = await opening(share, released, sealed.input.note, { accept: accept.key });
    const proof = await delivering(recipient, share, door.time.now, opened.ack);
    await tell('deliver.post', 'POST', `${path}/deliver`, { json: proof });
    await tell('claim.gone', 'POST', `${path}/claim`, await claim());

    await door.sign();
    await tell('receipt.get', 'GET', `${path}/receipt`, { cookie: anns }, 'the text of the receipt');
    await tell('receipt.sig.get', 'GET', `${path}/receipt.sig`, { cookie: anns }, 'an SSH signature');
    await tell('consistency.get', 'GET', `${path}/consistency?from=2&to=7`, { cookie: anns }, 'hashes in base64, one to a line');

    await fileExamples(door, tell, anns);
    await rotationExamples(told, seen);
    await envelopeExamples(seen);
    const words = await readyLink(door, 'link+words', 'ribbon canal frozen pilot orchard');
    const stranger = await newBrowser(HOST);
    await tell('share.get.holder', 'GET', `/api/shares/${words.id}`);
    const wrong = { link: await linkProofSigner(words.linkKey, words.id), words: await signerFromSeed(randomBytes(32)) };
    await tell('claim.wrong', 'POST', `/api/shares/${words.id}/claim`, {
      json: await claiming(stranger, { id: words.id }, door.time.now, wrong),
    });
    const salt = words.sealed.input.note.match(/^salt (.+)$/m)?.[1] ?? '';
    const right = await derivePassphraseKeys({ words: 'ribbon canal frozen pilot orchard', salt, share: words.id, scrypt: scryptNative });
    await tell('claim.words', 'POST', `/api/shares/${words.id}/claim`, {
      json: await claiming(stranger, { id: words.id }, door.time.now, { ...wrong, words: right.opener }),
    });

    const notes = (await makingPrekeys(recipient, share, { person: ben.key, at: door.time.now, count: 1 })).map(({ note }) => note);
    const device1 = recipient.device.publicKey;
    await tell('prekeys.post', 'POST', `${path}/prekeys`, { json: { device: device1, notes }, cookie: bens });
    const left = await door.ask('GET', `${path}/prekeys?device=${encodeURIComponent(device1)}`, { cookie: bens });
    told.set('prekeys.get', `GET /api/shares/<id>/prekeys?device=…\n\n${left.status}\n\n${pretty(left.json)}\n`);
    seen({ method: 'GET', url: `${path}/prekeys?device=${encodeURIComponent(device1)}`, ask: { cookie: bens }, answer: left });
    await tell('prekey.post', 'POST', `/api/shares/${(await door.begin('sealed')).id}/prekey`, { json: {}, cookie: anns });

    const other = await readySealed(door);
    await door.ask('POST', `/api/shares/${other.id}/claim`, {
      json: await claiming(other.recipient, other, door.time.now),
      cookie: other.bensCookie,
    });
    const device = other.recipient.device.publicKey;
    const secret = other.recipient.secretOf(other.id);
    const held = { 'x-nt2-claim': secret };
    await tell('payload.get', 'GET', `/api/shares/${other.id}/payload`, { headers: held });
    await tell('broken.post', 'POST', `/api/shares/${other.id}/broken`, { json: { device, secret, reason: 'payload' } });
    const reminding = await askedByBen(door);
    await tell('remind.post', 'POST', `/api/shares/${reminding.id}/remind`, { json: {}, cookie: bens });
    const wanted = { kind: 'credential', label: 'Stripe keys', note: '', fields: ['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET'] };
    const begun = await tell('requests.post', 'POST', '/api/requests', { json: { ...wanted, expiresInMs: 86_400_000 }, cookie: bens });
    const before = { share: (await door.begin('sealed')).id };
    await tell('requests.post.person', 'POST', '/api/requests', { json: { ...wanted, expiresInMs: 86_400_000, to: before }, cookie: bens });
    await tell('requests.ways', 'POST', '/api/requests/ways', { json: { to: before }, cookie: bens });
    const id = String(begun.json.id);
    const linkSecret = encodeBase64(newRequestSecret());
    const begunShare = {
      id,
      mode: 'sealed',
      created: (await door.ask('GET', `/api/shares/${id}`, { cookie: bens })).json.created,
    } as const;
    const asking = await accepting(recipient, begunShare, door.time.now);
    const gated = { ...asking.input, gate: requestGate(linkSecret, id) };
    await tell('accept.post.request', 'POST', `/api/shares/${id}/accept`, { json: gated, cookie: bens });
    await tell('request.get', 'GET', `/api/requests/${id}`, { headers: { 'x-nt2-link': linkSecret } });
    const given = await sealing(stranger, begunShare, {
      at: door.time.now,
      items: credential('not a real key'),
      recipient: asking.key?.recipient ?? '',
    });
    const { openers: _none, ...put } = wireSeal(given.input);
    await tell('answer.post', 'POST', `/api/requests/${id}/answer`, { json: { secret: linkSecret, ...put } });
    await tell('decline.post', 'POST', `/api/shares/${(await door.begin('words')).id}/decline`, { json: {}, cookie: bens });
    const waits = await door.begin('sealed');
    await tell('extend.post', 'POST', `/api/shares/${waits.id}/extend`, {
      json: { expiresAt: waits.expiresAt + 86_400_000 },
      cookie: anns,
    });
    const taken = await door.begin('sealed');
    await tell('revoke.post', 'POST', `/api/shares/${taken.id}/revoke`, { json: {}, cookie: anns });
    await evidenceExamples(door, tell);
    await tell('again.post', 'POST', `/api/shares/${taken.id}/again`, { json: {}, cookie: anns });
    await tell('search.post', 'POST', '/api/shares/search', { json: { states: ['others'], text: 'stripe', limit: 1 }, cookie: bens });
    await tell('healthz.get', 'GET', '/healthz');
    await tell('readyz.get', 'GET', '/readyz');
    await tell('robots.get', 'GET', '/robots.txt');
    await tell('foreign', 'POST', `${path}/revoke`, { json: {}, cookie: anns, headers: { origin: 'https://elsewhere.example' } });
    await boardExamples(told, seen);
    return told;
  } finally {
    await door.close();
  }
}

/** The board, of a server that has a policy which names an admin, and an OpenID provider that says yes to all. */
async function boardExamples(told: Map<string, string>, seen: Seen): Promise<void> {
  const ada = person('ada', 'Ada');
  const board = { admins: [ada.key], auditors: [], accounts: [], labels: false };
  const door = await openDoor({
    policy: () => ({ version: '1', hash: 'aGFzaA==', rules: [], templates: [templateOf({})], board }),
    provider: {
      issuer: 'https://login.example',
      begin: () => Promise.resolve('https://login.example/auth'),
      finish: () => Promise.resolve({ ok: true, subject: 'ada', session: null }),
      verifyLogout: () => Promise.resolve({ ok: true, id: 'j', issuedAt: 0, subject: 'ada', session: null }),
      endPage: () => Promise.resolve('https://login.example/end?client_id=nt2'),
    },
  });
  const tell = createTell(door, told, seen);
  try {
    await door.begin('sealed');
    const cookie = await door.signIn(ada);
    const filter = { tenant: TENANT, state: 'outstanding', person: ben.key };
    await tell('board.get', 'GET', '/api/board', { cookie });
    await tell('board-search.post', 'POST', '/api/board/search', { json: { ...filter, limit: 1 }, cookie });
    await tell('board-groups.post', 'POST', '/api/board/groups', { json: { ...filter, by: 'person' }, cookie });
    await tell('board-export.post', 'POST', '/api/board/export', { json: { ...filter, format: 'csv' }, cookie }, 'the rows as CSV');
    await tell('board.json', 'POST', '/api/board/export', { json: { ...filter, format: 'json' }, cookie }, 'the rows as JSON');
    await tell('template.get', 'GET', '/api/templates/contractor-key', { cookie });
    await tell('board-session.post', 'POST', '/api/board/session', { json: {} });
    await tell('board-callback.get', 'GET', '/board/callback?code=c&state=s');
    await tell('board-logout.post', 'POST', '/board/backchannel-logout', {
      body: 'logout_token=eyJ0eXAiOiJsb2dvdXQrand0…',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      server: true,
    });
    await tell('board-session.delete', 'DELETE', '/api/board/session', { cookie });
  } finally {
    await door.close();
  }
}
