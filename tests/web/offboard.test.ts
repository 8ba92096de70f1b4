// People who leave, in a real browser: begun with a second press, ticked step by step to the end, its report saved; others are told no.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OFFBOARD_STEPS } from '../../src/core/offboarding/record.ts';
import { offboardMessages as said } from '../../src/web/messages/offboard.ts';
import { keyOf } from '../../src/adapters/playground/config.ts';
import type { Person } from '../../src/core/share.ts';
import { useStage, type Stage } from './harness.ts';
import { heading } from './hands.ts';
import { look } from './look.ts';

// The toy chat knows these two.
const alex: Person = { key: keyOf('alex'), name: 'Alex' };
const contractor: Person = { key: keyOf('contractor'), name: 'Contractor' };
const folder = mkdtempSync(join(tmpdir(), 'nt2-offboard-'));
const policy = join(folder, 'policy.yaml');
writeFileSync(policy, `policy: 1\nversion: off-1\noffboarding: ['${alex.key}']\n`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let stage: Stage;
useStage(
  (opened) => {
    stage = opened;
  },
  { NT2_POLICY: policy },
  { withChat: true },
);

test('M2: one who is named begins it with two presses, ticks each step and saves the report; another person is told no', async () => {
  const share = await stage.share({ sender: alex, recipient: contractor, label: 'Stripe key of the shop', note: 'canary note' });
  const page = await stage.enter(await stage.profile({ acceptDownloads: true }), alex, share);
  await page.goto(`${stage.url}/offboard`);
  await heading(page, said.title);
  await page.getByText(said.none).waitFor();
  await look(page, 'offboarding');
  await page.getByLabel(said.who).fill(contractor.key);
  await page.getByRole('button', { name: said.begin }).press('Enter');
  await page.getByText(said.ask(contractor.key)).waitFor();
  await look(page, 'offboarding, asked');
  // Nothing has happened so far, and a no leaves it so.
  await page.getByRole('button', { name: said.not }).press('Enter');
  expect((await stage.app.shares.find(share))?.state.status).toBe('offered');
  await page.getByRole('button', { name: said.begin }).press('Enter');
  await page.getByRole('button', { name: said.now }).press('Enter');
  const region = page.getByRole('region', { name: 'Contractor' });
  await region.getByText(said.counts.shares(1)).waitFor();
  expect((await stage.app.shares.find(share))?.state).toMatchObject({ status: 'ended', cause: 'revoked' });
  expect(await page.textContent('main')).not.toContain('canary note');

  for (const step of OFFBOARD_STEPS) {
    const done = region.getByRole('button', { name: said.doneFor(said.steps[step] ?? '') });
    await done.press('Enter');
    await done.waitFor({ state: 'detached' });
  }
  await region.getByText(said.finished).waitFor();
  await region.getByRole('button', { name: said.signature }).waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), region.getByRole('button', { name: said.report }).press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/^offboarding-[a-z2-7]{12}\.md$/);
  expect(readFileSync(await file.path(), 'utf8')).toContain('Contractor');
  await look(page, 'offboarding');

  const other = await stage.enter(
    await stage.profile(),
    contractor,
    await stage.share({ sender: alex, recipient: contractor, label: 'Another' }),
  );
  await other.goto(`${stage.url}/offboard`);
  await other.getByText(said.none).waitFor();
  await other.getByLabel(said.who).fill(alex.key);
  await other.getByRole('button', { name: said.begin }).press('Enter');
  await other.getByRole('button', { name: said.now }).press('Enter');
  await other.getByText(said.denied).waitFor();
  const nobody = await (await stage.profile()).newPage();
  await nobody.goto(`${stage.url}/offboard`);
  await heading(nobody, said.nobody[0]);
  await look(nobody, 'offboarding, nobody');
});
