// A machine on /devices, as the server lists it, and its end.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { machineMessages } from '../../src/web/messages/devices.ts';

/** As long as names and claims may be. */
export const longMachine = {
  name: 'a-machine-with-a-long-na',
  madeAt: 0,
  usedAt: Date.now(),
  words: 'corrosive discharge preflight stoneware untidy wrongdoer',
  workload: {
    issuer: 'https://token.actions.githubusercontent.com',
    claims: {
      job_workflow_ref: 'acme-incorporated/application/.github/workflows/deploy-to-production.yml@refs/heads/main',
      ref: 'refs/heads/main',
    },
  },
};

/** It is ended for the one whose it is, and for nobody else in this browser. */
export async function endMachine(page: Page): Promise<void> {
  const ended: unknown[] = [];
  await page.route('**/api/machines/*', (route) => {
    const request = route.request();
    ended.push([request.method(), new URL(request.url()).pathname, request.headers()['x-nt2-as'] !== undefined]);
    return route.fulfill({ status: 204 });
  });
  await page.unroute('**/api/machines');
  await page.getByRole('button', { name: `Revoke: Machine “${longMachine.name}”` }).click();
  await page.getByText(machineMessages.ended).waitFor();
  expect(ended).toEqual([['DELETE', `/api/machines/${longMachine.name}`, true]]);
  await expect.poll(() => page.getByText(longMachine.words).count()).toBe(0);
}
