// What a machine and its owner say to the server, for the examples of docs/protocol/http.md.

import { parseUserCode } from '../../src/core/user-code.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { signDeviceRequest } from '../../src/crypto/keys/device-request.ts';
import { machinePrekey, machineSigner } from '../../src/crypto/keys/machine.ts';
import { signPrekey } from '../../src/crypto/keys/prekey.ts';
import { ben, HOST, type Answer, type Ask, type Harness } from '../server/harness.ts';

type Tell = (name: string, method: string, url: string, ask?: Ask) => Promise<Answer>;

/** Ben’s machine, from its code to its end. `bens`: his session. */
export async function machineExamples(door: Harness, tell: Tell, bens: string): Promise<void> {
  const server = true;
  const seed = new Uint8Array(32).fill(7);
  const signer = await machineSigner(seed);
  const { publicKey: device } = signer;
  const { device_code: code, user_code: shown } = (
    await tell('machines.post', 'POST', '/api/machines', { json: { name: 'ci', device }, server })
  ).json;
  await door.deviceCodes.answer(parseUserCode(shown)!, { by: ben, isConfirmed: true });
  door.time.now += 5_000;
  const bond = await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(code) }, signer);
  const asked = { json: { device_code: code, device, note: bond }, server } as const;
  const { tenant, person } = (await tell('machines.token', 'POST', '/api/machines/token', asked)).json;
  const { nonce } = (await tell('machines.nonce', 'GET', '/api/machines/nonce')).json;
  const note = await signDeviceRequest({ kind: 'machine', host: HOST, name: `${tenant}/ci`, nonce }, signer);
  const entered = await tell('machines.session', 'POST', '/api/machines/session', { json: { tenant, name: 'ci', device, note, nonce } });
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const [madeAt, untilAt] = [door.time.now, door.time.now + 86_400_000];
  const key = machinePrekey(seed, madeAt, 0).recipient;
  const prekey = await signPrekey({ tag: tenant, person, device, key, madeAt, untilAt }, HOST, signer);
  await tell('machines.prekeys.post', 'POST', '/api/machines/prekeys', { json: { notes: [prekey] }, cookie });
  await tell('machines.prekeys.get', 'GET', '/api/machines/prekeys', { cookie });
  await tell('machines.get', 'GET', '/api/machines', { cookie: bens });
  const workload = { issuer: 'https://token.actions.githubusercontent.com', claims: { repository: 'acme/app', ref: 'refs/heads/main' } };
  await tell('machines.bind', 'PUT', '/api/machines/ci/workload', { json: workload, cookie: bens });
  await tell('machines.free', 'DELETE', '/api/machines/ci/workload', { cookie: bens });
  await tell('machines.delete', 'DELETE', '/api/machines/ci', { cookie: bens });
}
