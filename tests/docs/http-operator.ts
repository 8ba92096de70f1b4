// Examples of docs/protocol/http.md about people, templates and what the operator's programs keep: http-examples.ts has the rest.

import type { Directory } from '../../src/core/ports/directory.ts';
import { ann, ben, HOUR, type Harness } from '../server/harness.ts';
import type { Tell } from './http-tell.ts';

/** Ann and Ben, whom the toy chat knows. */
export const DIRECTORY: Directory = {
  isGone: () => Promise.resolve(false),
  find: async (key) => {
    const one = [ann, ben].find((known) => known.key === key);
    return one === undefined ? 'elsewhere' : { person: one, standing: 'member' };
  },
  resolve: async ({ handle }) => (handle === '@ben' ? { person: ben, standing: 'member' } : 'nobody'),
};

/** `cookie`: of Ann. */
export async function operatorExamples(door: Pick<Harness, 'apiTokens' | 'time'>, tell: Tell, cookie: string): Promise<void> {
  await tell('persons.search', 'POST', '/api/persons/search', { json: { text: '@ben' }, cookie });
  await tell('templates.get', 'GET', '/api/templates', { cookie });
  // The newest, so that it is the one that the page shows.
  door.time.now += 1;
  const operator = await door.apiTokens.create('operator', { scopes: ['admin'] });
  door.time.now -= 1;
  const admin = { bearer: operator.ok ? operator.value : '' };
  const { rows } = (await tell('tokens.get', 'GET', '/api/tokens?limit=1', admin)).json;
  const address = { name: 'siem', url: 'https://127.0.0.1/nt2' };
  await tell('webhooks.post', 'POST', '/api/webhooks', { json: address, ...admin });
  await tell('webhooks.get', 'GET', '/api/webhooks', admin);
  await tell('webhooks.test', 'POST', '/api/webhooks/siem/test', { json: {}, ...admin });
  await tell('webhooks.rotate', 'POST', '/api/webhooks/siem/rotate', { json: {}, ...admin });
  await tell('webhooks.given-up', 'GET', '/api/webhooks/siem/given-up', admin);
  await tell('webhooks.replay', 'POST', '/api/webhooks/siem/replay', { json: {}, ...admin });
  await tell('webhooks.delete', 'DELETE', '/api/webhooks/siem', admin);
  await tell('tokens.delete', 'DELETE', `/api/tokens/${rows[0].id}`, admin);
}

/** What an auditor's program finds and takes away, of what has ended by now. */
export async function evidenceExamples(door: Pick<Harness, 'apiTokens' | 'time'>, tell: Tell): Promise<void> {
  const auditor = await door.apiTokens.create('auditor', { scopes: ['audit'] });
  const audit = { bearer: auditor.ok ? auditor.value : '' };
  await tell('evidence.search', 'POST', '/api/evidence/search', { json: { person: ben.key, cause: 'revoked' }, ...audit });
  const period = { from: door.time.now - HOUR, to: door.time.now + 1 };
  await tell('evidence.export', 'POST', '/api/evidence/export', { json: { ...period, format: 'csv' }, ...audit }, 'the rows as CSV');
  for (const format of ['json', 'html'])
    await tell(`evidence.${format}`, 'POST', '/api/evidence/export', { json: { ...period, format }, ...audit }, 'the rows');
}
