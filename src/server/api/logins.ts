// The log-in of a terminal, in the shape of RFC 8628: it starts one here and asks what became of it; a person confirms it in chat. Nothing
// here is reached by GET, and no page sends it. See docs/decisions/log-in.md.

import type { DeviceCodes } from '../../core/device-codes.ts';
import type { Terminals } from '../../core/terminals.ts';
import { readBody } from '../http/body.ts';
import { json, noContent } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import type { LoggedInAnswer } from './device-answers.ts';
import * as schemas from './schemas.ts';
import { startedAnswer, unconfirmedAnswer } from './waiting-device.ts';

interface LoginDeps {
  readonly deviceCodes: DeviceCodes;
  readonly terminals: Terminals;
  readonly publicUrl: URL;
}

const SECOND = 1_000;

export function startLogin({ deviceCodes, publicUrl }: Omit<LoginDeps, 'terminals'>): ApiHandler {
  return async ({ request, address }) => {
    const body = await readBody(request, schemas.newLogin);
    if (!body.ok) return body;
    const started = await deviceCodes.start({ kind: 'terminal', name: body.value.name, address });
    if (!started.ok) return started;
    return startedAnswer(started.value, publicUrl);
  };
}

export function askLogin({ deviceCodes, terminals }: Omit<LoginDeps, 'publicUrl'>): ApiHandler {
  return async ({ request }) => {
    const body = await readBody(request, schemas.loginToken);
    if (!body.ok) return body;
    const progress = await deviceCodes.ask(body.value.device_code, { kind: 'terminal' });
    if (progress.status !== 'confirmed') return unconfirmedAnswer(progress);
    const { by, device } = progress;
    const { token, lifeMs } = await terminals.letIn(by, device.name);
    return json({
      access_token: token,
      token_type: 'Bearer',
      scope: 'create read',
      expires_in: lifeMs / SECOND,
      person: by.name,
    } satisfies LoggedInAnswer);
  };
}

/** The terminal gave up: its code confirms nothing any more. The same answer whether or not there was one. */
export function withdrawLogin({ deviceCodes }: Pick<LoginDeps, 'deviceCodes'>): ApiHandler {
  return async ({ request }) => {
    const body = await readBody(request, schemas.withdrawnLogin);
    if (!body.ok) return body;
    await deviceCodes.withdraw(body.value.device_code);
    return noContent();
  };
}
