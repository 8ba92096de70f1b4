// The operator's board in a real browser: what an admin and an auditor see, by keyboard, narrow and dark, and what others are told.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { boardMessages as board } from '../../src/web/messages/board.ts';
import { messages as home } from '../../src/web/messages/home.ts';
import type { Person } from '../../src/core/share.ts';
import { alice, bob, person, useStage, type Stage } from './harness.ts';
import { heading } from './hands.ts';
import { look } from './look.ts';

const carol = person('Carol');
const folder = mkdtempSync(join(tmpdir(), 'nt2-board-'));
const policy = join(folder, 'policy.yaml');
writeFileSync(policy, `policy: 1\nversion: board-1\nboard:\n  admins: ['${alice.key}']\n  auditors: ['${bob.key}']\n  labels: true\n`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY = 86_400_000;
let stage: Stage;
useStage(
  (opened) => {
    stage = opened;
  },
  { NT2_POLICY: policy },
);

const LABEL = 'Prod database .env of a customer with a rather long name';

/** Signed in at a share of theirs, and then at the board. */
async function boardOf(who: Person, share: Awaited<ReturnType<Stage['share']>>): Promise<Page> {
  const page = await stage.enter(await stage.profile({ acceptDownloads: true }), who, share);
  await page.goto(`${stage.url}/board`);
  return page;
}

const rows = (page: Page, state: string) => page.getByRole('region', { name: state, exact: true }).getByRole('listitem');

test('J7: an admin sees labels and names, filters and saves; an auditor sees identifiers; another person is told whom to ask', async () => {
  const share = await stage.share({ label: LABEL });
  const other = await stage.share({ sender: carol, recipient: bob, label: 'Staging key' });
  const over = await stage.share({ label: 'Taken back', note: 'canary note' });
  await stage.app.shares.revoke(over, alice.key);

  const admin = await boardOf(alice, share);
  await heading(admin, board.title);
  await expect.poll(() => rows(admin, board.states.outstanding).count()).toBe(2);
  await look(admin, 'board');
  const seen = (await admin.textContent('main')) ?? '';
  for (const text of [LABEL, 'Alice', 'Bob', 'Carol', board.stateCount(board.states.outstanding, 2)]) expect(seen).toContain(text);
  for (const canary of ['Taken back', 'canary note', '/s/', '#']) expect(seen).not.toContain(canary);

  await admin.getByRole('combobox', { name: board.group }).selectOption('person');
  await admin.getByText(board.allCounted(2), { exact: true }).waitFor();
  expect(await rows(admin, board.states.outstanding).allTextContents()).toEqual([
    expect.stringMatching(`^Bob · 2${board.sides(0, 2)}`),
    expect.stringMatching(`^Alice · 1${board.sides(1, 0)}`),
    expect.stringMatching(`^Carol · 1${board.sides(1, 0)}`),
  ]);
  await look(admin, 'board by person');
  await admin.getByRole('combobox', { name: board.group }).selectOption('template');
  await admin.getByText(board.noTemplate).waitFor();
  await admin.getByRole('combobox', { name: board.group }).selectOption('person');
  await admin.getByRole('button', { name: `Carol: ${board.by(carol.key)}` }).press('Enter');
  // The line is gone; the focus is where a reader goes on.
  await expect.poll(() => admin.evaluate('document.activeElement.tagName')).toBe('H2');
  await expect.poll(() => rows(admin, board.states.outstanding).count()).toBe(1);
  const [file] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('button', { name: board.files.csv }).press('Enter')]);
  expect(file.suggestedFilename()).toBe('nt2-board-outstanding.csv');
  const saved = readFileSync(await file.path(), 'utf8');
  expect(saved).toContain('Staging key');
  expect(saved).not.toContain(LABEL);
  await admin.getByRole('combobox', { name: board.show }).selectOption('expired');
  await admin.getByText(board.none, { exact: true }).waitFor();

  // What is overdue to be changed: whom it waits for, in place of the shares.
  const now = Date.now();
  const about = { kind: 'credential', label: LABEL, template: 'prod', giver: carol.key, owner: carol, why: 'template' } as const;
  const times = { startedAt: now - 2 * DAY, dueAt: now - DAY, nextAt: null, asked: 1, closed: null };
  const held = { holders: [{ share, person: bob, at: now - 2 * DAY }], version: 1 };
  await stage.app.store.putRotation({ id: share, ...about, ...times, ...held }, { until: null, at: now, deliveries: null });
  await admin.getByRole('combobox', { name: board.show }).selectOption('overdue');
  await expect.poll(() => rows(admin, board.overdue).allTextContents()).toEqual([expect.stringContaining(board.holders(1))]);
  expect(await rows(admin, board.overdue).first().textContent()).toContain('Carol');
  expect(await admin.getByRole('combobox', { name: board.group }).count()).toBe(0);
  await look(admin, 'board of what is overdue');
  await admin.getByRole('combobox', { name: board.show }).selectOption('outstanding');
  await expect.poll(() => rows(admin, board.states.outstanding).count()).toBe(1);

  const auditor = await boardOf(bob, share);
  await auditor.getByRole('combobox', { name: board.show }).selectOption('overdue');
  await expect.poll(() => rows(auditor, board.overdue).count()).toBe(1);
  expect(await rows(auditor, board.overdue).first().textContent()).toContain(carol.key);
  for (const text of [LABEL, 'Carol']) expect((await auditor.textContent('main')) ?? '').not.toContain(text);
  await auditor.getByRole('combobox', { name: board.show }).selectOption('outstanding');
  await expect.poll(() => rows(auditor, board.states.outstanding).count()).toBe(2);
  const without = (await auditor.textContent('main')) ?? '';
  for (const text of [LABEL, 'Alice', 'Carol']) expect(without).not.toContain(text);
  expect(without).toContain(alice.key);
  // Without a label the kind is its name, and said once.
  for (const row of await rows(auditor, board.states.outstanding).allTextContents())
    expect(row.split(board.kinds.credential), row).toHaveLength(2);
  await look(auditor, 'board of an auditor');

  // From the page of their own shares a way leads there, by keyboard too.
  await auditor.goto(`${stage.url}/mine`);
  await auditor.getByRole('link', { name: home.board }).press('Enter');
  await heading(auditor, board.title);

  const nobody = await boardOf(carol, other);
  await heading(nobody, board.nobody[0]);
  await look(nobody, 'no board');
  // As it is for an account of an OpenID provider that has been signed in and signs out (tests/oidc has a real one).
  await nobody.route('**/api/board', (route) => route.fulfill({ json: { boards: [], signIn: true, isSignedIn: true } }), { times: 1 });
  await nobody.reload();
  await nobody.route('**/api/board/session', (route) => route.fulfill({ json: { url: 'https://login.example/end' } }), { times: 1 });
  await nobody.getByRole('button', { name: board.signOut }).press('Enter');
  await heading(nobody, board.out[0]);
  await look(nobody, 'signed out of the board', { isRare: true });
  await nobody.goto(`${stage.url}/mine`);
  await nobody.getByText('Staging key').first().waitFor();
  await nobody.waitForLoadState('networkidle');
  expect(await nobody.getByRole('link', { name: home.board }).count()).toBe(0);
});
