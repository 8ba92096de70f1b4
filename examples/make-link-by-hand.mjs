// Makes a link share in one request, with Node's own crypto and the package age-encryption. No file of nt2 is used.
//
//   nt2 token create ci          (once, on the server; it prints the token)
//   printf %s "$SECRET" | NT2_TOKEN=… node make-link-by-hand.mjs https://nt2.example.com ci 'Stripe webhook key'
//
// Prints the link. The secret, and the key in the link, never reach the server: docs/protocol/capsule.md and http.md.

import { createHash, generateKeyPairSync, hkdfSync, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { bech32 } from '@scure/base';

const [server, program, label] = process.argv.slice(2);
const token = process.env.NT2_TOKEN;
if (!server || !program || !label || !token) throw new Error('usage: NT2_TOKEN=… node make-link-by-hand.mjs <address> <name of the token> <label> < secret');
const secret = (await buffer(process.stdin)).toString('utf8');

const HOUR = 3_600_000;
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hash = (...parts) => sha256(...parts).toString('base64');

/** RFC 4648, lower case, no padding. */
function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{1,5}/g).map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

async function ask(method, path, body) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-nt2': '1' };
  const answer = await fetch(new URL(path, server), { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

async function encrypt(plain, recipient) {
  const age = new Encrypter();
  age.addRecipient(recipient);
  return Buffer.from(await age.encrypt(plain));
}

/** The last 32 bytes of an Ed25519 public key's DER are the key. */
const rawKey = (key) => key.export({ format: 'der', type: 'spki' }).subarray(-32);
/** An Ed25519 private key from its seed (RFC 8410). */
const fromSeed = (seed) => createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });

/** A signed note (c2sp.org/signed-note): text, empty line, signature with the first four bytes of the key's hash before it. */
function signNote(text, name, privateKey, publicKey) {
  const keyId = sha256(`${name}\n`, Buffer.of(1), publicKey).subarray(0, 4);
  return `${text}\n— ${name} ${Buffer.concat([keyId, sign(null, Buffer.from(text), privateKey)]).toString('base64')}\n`;
}

// 1. Whose tag, and what time the server has.
const { tag, host, now } = await ask('GET', '/api/tenant');
const id = tag + base32(randomBytes(16));
const [createdAt, expiresAt] = [now, now + HOUR];
const time = new Date(createdAt).toISOString();

// 2. The created event, as the server will write it: the capsule names its hash.
const partiesSalt = randomBytes(32);
const labelSalt = randomBytes(32);
const labelHash = hash(labelSalt, JSON.stringify({ label }));
const parties = JSON.stringify({ sender: `local:local:${program}`, recipient: null, platform: 'local:local', labelHash });
const created = `nt2/event/v1
type created
share ${id}
time ${time}
by server
mode link
entry page
via api
expires ${new Date(expiresAt).toISOString()}
parties ${hash(partiesSalt, parties)}
`;

// 3. The payload: the secret, padded, encrypted to a key of its own.
const payloadKey = await generateX25519Identity();
const items = { v: 1, items: [{ kind: 'credential', label, fields: [{ name: 'Secret', value: secret, hidden: true }] }] };
const json = Buffer.from(JSON.stringify(items));
if (json.length > 4096) throw new Error('this example pads to 4096 bytes only');
const payload = await encrypt(Buffer.concat([json, Buffer.alloc(4096 - json.length)]), await identityToRecipient(payloadKey));

// 4. The capsule: that key, and the acknowledgement, encrypted to the link's key.
const linkKey = randomBytes(32);
const derive = (info) => Buffer.from(hkdfSync('sha256', linkKey, id, info, 32));
const linkIdentity = bech32.encodeFromBytes('AGE-SECRET-KEY-', derive('nt2/v1/link/age')).toUpperCase();
const ack = randomBytes(32);
const content = { v: 1, share: id, policy: hash(created), identity: payloadKey, ack: ack.toString('base64url'), payload: hash(payload), pad: '' };
content.pad = '0'.repeat((2048 - (JSON.stringify(content).length % 2048)) % 2048);
const capsule = await encrypt(Buffer.from(JSON.stringify(content)), await identityToRecipient(linkIdentity));

// 5. The sealed event, signed by a device key. A program may keep one; a fresh one does as well.
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const device = rawKey(publicKey);
const proofKey = rawKey(createPublicKey(fromSeed(derive('nt2/v1/link/opener'))));
const proofSalt = randomBytes(32);
const sealed = `nt2/event/v1
type sealed
share ${id}
time ${time}
by device
for link
capsule ${hash(capsule)}
payload ${hash(payload)}
size ${payload.length}
ack ${hash('nt2/v1/ack\n', ack)}
opener link ${hash('nt2/v1/opener\n', proofSalt, proofKey)}
device ${device.toString('base64')}
`;
const note = signNote(sealed, `${host}/device/${sha256(device).subarray(0, 4).toString('hex')}`, privateKey, device);

// 6. The one request, and the link: the key stands behind the #, which no browser sends.
const { url } = await ask('POST', '/api/shares', {
  id,
  mode: 'link',
  kind: 'credential',
  label,
  note: '',
  createdAt,
  expiresAt,
  partiesSalt: partiesSalt.toString('base64'),
  labelSalt: labelSalt.toString('base64'),
  seal: {
    note,
    device: device.toString('base64'),
    capsule: capsule.toString('base64'),
    payload: payload.toString('base64'),
    openers: [{ proof: 'link', key: proofKey.toString('base64'), salt: proofSalt.toString('base64') }],
  },
});
const checksum = base32(sha256(`nt2/v1/link/check\n${id}`, linkKey)).slice(0, 4);
console.log(`${url}#1${base32(linkKey)}${checksum}`);
