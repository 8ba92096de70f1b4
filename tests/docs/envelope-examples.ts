// Envelopes as the server takes and answers them, for the check of openapi.json: sealed by Ann, asked for by Ben.

import { hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { sealHalf } from '../../src/crypto/envelope/envelope.ts';
import { signEnvelopeKey } from '../../src/crypto/envelope/envelope-key.ts';
import { claimSecretHash, newClaimSecret } from '../../src/crypto/events/claim-secret.ts';
import { machineEnvelopeKey, machineSigner } from '../../src/crypto/keys/machine.ts';
import { ann, ben, openDoor, PUBLIC_URL, TENANT } from '../server/harness.ts';
import { createTell, type Seen } from './http-tell.ts';

export async function envelopeExamples(seen: Seen): Promise<void> {
  const door = await openDoor();
  // Keys and ciphertext are random, so no page shows these.
  const tell = createTell(door, new Map(), seen);
  try {
    const [owner, member] = [await door.signIn(ann), await door.signIn(ben)];
    const seed = randomBytes(32);
    const signer = await machineSigner(seed);
    const [device, tag] = [signer.publicKey, door.ids.tagOf(TENANT)];
    const key = machineEnvelopeKey(seed).recipient;
    const said = { tag, person: hashB64(ben.key), device, key, madeAt: door.time.now };
    const note = await signEnvelopeKey(said, new URL(PUBLIC_URL).host, signer);
    await tell('envelopes.key', 'POST', '/api/envelope-keys', { json: { device, name: 'laptop', note }, cookie: member });
    await tell('envelopes.keys', 'GET', '/api/envelope-keys', { cookie: owner });
    const envelope = `${tag}${'a'.repeat(26)}`;
    const half = (which: 'real' | 'drill') => sealHalf({ envelope, seal: 1, half: which }, 'x', [{ device, key }]);
    const json = { id: envelope, seal: 1, label: 'Root of db1', afterMs: 3_600_000, real: await half('real'), drill: await half('drill') };
    await tell('envelopes.seal', 'POST', '/api/envelopes', { json, cookie: owner });
    await tell('envelopes.list', 'GET', '/api/envelopes', { cookie: owner });
    const path = `/api/envelopes/${envelope}`;
    const secret = newClaimSecret();
    const asking = { kind: 'ask', device, claim: claimSecretHash(secret), reason: 'db1 is down', drill: false };
    await tell('envelopes.ask', 'POST', path, { json: asking, cookie: member });
    await tell('envelopes.wait', 'POST', `${path}/open`, { json: { secret }, cookie: member });
    await tell('envelopes.agree', 'POST', path, { json: { kind: 'agree', n: 1 }, cookie: owner });
    await tell('envelopes.open', 'POST', `${path}/open`, { json: { secret }, cookie: member });
    await tell('envelopes.confirm', 'POST', path, { json: { kind: 'confirm', secret }, cookie: member });
    await tell('envelopes.view', 'GET', path, { cookie: owner });
  } finally {
    await door.close();
  }
}
