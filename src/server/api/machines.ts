// Machines: one is enrolled by a code that a person confirms in chat, signs in by its key, and leaves keys for later. Its owner lists and
// revokes theirs. See docs/decisions/machines.md.

import type { DeviceCodes } from '../../core/device-codes.ts';
import { isMachineName, wordsOfMachine } from '../../core/machine-names.ts';
import { bindingFault } from '../../core/workload-bindings.ts';
import type { WorkloadBinding } from '../../core/ports/workload-verifier.ts';
import type { Machines } from '../../core/machines.ts';
import type { TenantTags } from '../../core/ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { tenantOf, type PersonKey, type TenantTag } from '../../core/share.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { isSignedRequest } from '../../crypto/keys/device-request.ts';
import { isMachine } from '../../crypto/share-terms.ts';
import type { Nonces } from '../auth/nonces.ts';
import type { Sessions } from '../auth/session.ts';
import { readBody } from '../http/body.ts';
import { json, jsonHeaders, noContent } from '../http/headers.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import type { FreePrekeysAnswer, NonceAnswer } from './answers.ts';
import type { EnrolledMachineAnswer, MachineSessionAnswer, MachinesAnswer } from './machine-answers.ts';
import * as schemas from './schemas.ts';
import { startedAnswer, unconfirmedAnswer } from './waiting-device.ts';

interface EnrolDeps {
  readonly deviceCodes: DeviceCodes;
  readonly machines: Machines;
  readonly tenantTags: TenantTags;
  readonly publicUrl: URL;
  readonly sessions: Sessions;
}

export function startMachine({ deviceCodes, machines, publicUrl }: Pick<EnrolDeps, 'deviceCodes' | 'machines' | 'publicUrl'>): ApiHandler {
  return async ({ request, address }) => {
    const body = await readBody(request, schemas.newMachine);
    if (!body.ok) return body;
    const { name, device, workload } = body.value;
    if (!isMachineName(name)) return refuse('input.invalid', { field: 'name' });
    const fault = workload && bindingFault(workload, machines.issuers);
    if (fault) return refuse('input.invalid', { field: fault });
    const started = await deviceCodes.start({ kind: 'machine', name, address, key: device, ...(workload && { workload }) });
    if (!started.ok) return started;
    return startedAnswer(started.value, publicUrl);
  };
}

/** Its first session too: at this moment its owner has said yes and its key has signed, so that it can leave keys wherever it stands. */
export function askMachine({ deviceCodes, machines, sessions, tenantTags, publicUrl }: EnrolDeps): ApiHandler {
  return async ({ request }) => {
    const body = await readBody(request, schemas.machineToken);
    if (!body.ok) return body;
    const { device_code: code, device, note } = body.value;
    // Before the code is spent: the code alone enrols nothing.
    if (!(await isSignedRequest({ kind: 'bond', host: publicUrl.host, token: hashB64(code) }, { device, note })))
      return refuse('proof.failed');
    const progress = await deviceCodes.ask(code, { kind: 'machine', key: device });
    if (progress.status !== 'confirmed') return unconfirmedAnswer(progress);
    const enrolled = await machines.enrol(progress.by, { name: progress.device.name, device, workload: progress.device.workload });
    if (!enrolled.ok) return enrolled;
    const { name, person, bond } = enrolled.value;
    const tenant = tenantTags.tagOf(tenantOf(person.key));
    const answer: EnrolledMachineAnswer = { name, tenant, person: hashB64(person.key), owner: progress.by.name };
    const { line } = sessions.withPerson(null, person, bond);
    return new Response(JSON.stringify(answer), { headers: { ...jsonHeaders, 'Set-Cookie': line } });
  };
}

interface SignInDeps {
  readonly nonces: Nonces;
  readonly machines: Machines;
  readonly sessions: Sessions;
  readonly host: string;
}

/** Not the id of any share. */
const NONCE_OF = 'machine';

export function issueMachineNonce({ nonces }: Pick<SignInDeps, 'nonces'>): ApiHandler {
  return () => json({ nonce: nonces.issue(NONCE_OF) } satisfies NonceAnswer);
}

/** One answer for whatever is wrong: who has no key learns nothing of any machine. */
export function signInMachine({ nonces, machines, sessions, host }: SignInDeps): ApiHandler {
  const stranger = refuse('session.required');
  return async ({ request }) => {
    const body = await readBody(request, schemas.machineSignIn);
    if (!body.ok) return body;
    const { tenant, name, device, note, nonce, token } = body.value;
    const untilAt = nonces.untilOf(NONCE_OF, nonce);
    const asked = { kind: 'machine', host, name: `${tenant}/${name}`, nonce } as const;
    if (untilAt === null || !(await isSignedRequest(asked, { device, note }))) return stranger;
    const entered = await machines.signIn(tenant as TenantTag, name, { device, nonce, untilAt, token });
    if (!entered.ok) return entered;
    const { person, bond } = entered.value;
    const { line, ref } = sessions.withPerson(null, person, bond);
    return new Response(JSON.stringify({ ref, name: person.name } satisfies MachineSessionAnswer), {
      headers: { ...jsonHeaders, 'Set-Cookie': line },
    });
  };
}

/** The machine that asks. */
function machineOf({ persons }: ApiRequest): Result<PersonKey> {
  const machine = persons.find(({ key }) => isMachine(key));
  return machine === undefined ? refuse('session.required') : ok(machine.key);
}

export function leaveMachinePrekeys({ machines }: Pick<SignInDeps, 'machines'>): ApiHandler {
  return async (call) => {
    const machine = machineOf(call);
    if (!machine.ok) return machine;
    const body = await readBody(call.request, schemas.machinePrekeys);
    if (!body.ok) return body;
    const left = await machines.leavePrekeys(machine.value, body.value.notes);
    return left.ok ? noContent() : left;
  };
}

export function listMachinePrekeys({ machines }: Pick<SignInDeps, 'machines'>): ApiHandler {
  return async (call) => {
    const machine = machineOf(call);
    return machine.ok ? json({ keys: await machines.freePrekeys(machine.value) } satisfies FreePrekeysAnswer) : machine;
  };
}

/** Of everybody in this browser, or of the person of a token. */
export function listMachines({ machines }: Pick<SignInDeps, 'machines'>): ApiHandler {
  return async ({ persons }) => {
    if (persons.length === 0) return refuse('session.required');
    const all = (await Promise.all(persons.map(({ key }) => machines.list(key)))).flat();
    return json({
      machines: all.map(({ name, madeAt, usedAt, device, workload }) => ({
        name,
        madeAt,
        usedAt,
        words: wordsOfMachine(device).join(' '),
        workload: workload ?? null,
      })),
    } satisfies MachinesAnswer);
  };
}

/** One that is not theirs, or that is revoked already, is as good as revoked. */
export function revokeMachine({ machines }: Pick<SignInDeps, 'machines'>): ApiHandler {
  return async ({ id: name, persons }) => {
    if (persons.length === 0) return refuse('session.required');
    for (const { key } of persons) await machines.revoke(key, name);
    return noContent();
  };
}

/** From the next claim on, on every instance: the binding lies in the store and nowhere else. */
async function bind({ machines }: Pick<SignInDeps, 'machines'>, { id: name, persons }: ApiRequest, to: WorkloadBinding | null) {
  let answer: Result<null> = refuse(persons.length === 0 ? 'session.required' : 'person.refused');
  for (const { key } of persons) if (!answer.ok && answer.code !== 'input.invalid') answer = await machines.bindTo(key, name, to);
  return answer.ok ? noContent() : answer;
}

export function bindMachine(deps: Pick<SignInDeps, 'machines'>): ApiHandler {
  return async (call) => {
    const body = await readBody(call.request, schemas.workload);
    return body.ok ? bind(deps, call, body.value) : body;
  };
}

export const freeMachine =
  (deps: Pick<SignInDeps, 'machines'>): ApiHandler =>
  (call) =>
    bind(deps, call, null);
