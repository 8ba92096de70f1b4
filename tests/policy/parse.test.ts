// What the text of a policy file means, and where its faults are.

import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse.ts';

const faults = (text: string): string[] => {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.issues.map(({ line, column, message }) => `${line}:${column} ${message}`);
};
const HEAD = 'policy: 1\nversion: "2026-11-30"\n';

describe('a policy file', () => {
  it('is read whole', () => {
    const parsed = parsePolicy(`${HEAD}rules:
  - name: guests
    when: { from: [member], to: [guest], kind: [credential] }
    modes: [sealed, sealed+words]
    entry: [page]
    longest: 8h
    initial: 1h
    ticket: ["OPS-#"]
    files: { count: 3, size: 5MiB }
    because: See the handbook.
templates:
  contractor-key:
    title: Key for a contractor
    to: [guest]
    kind: credential
    fields: [STRIPE_KEY]
    modes: [sealed+words]
    expires: 24h
    note: required
    rotateAfter: 90d
    watch: { accepted: 4h, expiry: true }
`);
    expect(parsed).toMatchObject({
      ok: true,
      policy: {
        version: '2026-11-30',
        rules: [
          {
            name: 'guests',
            when: { from: ['member'], to: ['guest'], kind: ['credential'] },
            deny: false,
            modes: ['sealed', 'sealed+words'],
            entries: ['page'],
            longestMs: 28_800_000,
            initialMs: 3_600_000,
            tickets: ['OPS-#'],
            files: { count: 3, bytes: 5 * 1024 ** 2 },
            because: 'See the handbook.',
          },
        ],
        templates: [
          {
            name: 'contractor-key',
            to: ['guest'],
            fields: ['STRIPE_KEY'],
            rotateAfterMs: 7_776_000_000,
            watch: { acceptedMs: 14_400_000, openedMs: null, expiry: true },
            rule: { kinds: ['credential'], modes: ['sealed+words'], fixedMs: 86_400_000, needsNote: true },
          },
        ],
      },
    });
  });

  it('names one machine beside those whom it knows by their standing, and no machine that cannot be', () => {
    const to = (names: string): string => `${HEAD}rules:\n  - name: ci\n    when: { to: [${names}] }\n    deny: true\n`;
    expect(parsePolicy(to('machine:ci, guest'))).toMatchObject({
      ok: true,
      policy: { rules: [{ when: { to: ['machine:ci', 'guest'] } }] },
    });
    for (const name of ['machine:', 'machine:CI', 'machine:-ci', '"machine:c i"', 'robot:ci'])
      expect(faults(to(name)), name).toHaveLength(1);
    expect(faults(`${HEAD}rules:\n  - name: ci\n    when: { from: [machine:ci] }\n    deny: true\n`)).toHaveLength(1);
  });

  it('says who sees the board, and shows no labels unless it says so', () => {
    const [ada, otto] = ['slack:T01:U01', 'slack:T01:U02'];
    const account = { subject: '2482|a', role: 'auditor', tenants: ['slack:T01'] };
    const boardOf = (text: string): unknown => {
      const parsed = parsePolicy(`${HEAD}${text}`);
      return parsed.ok ? parsed.policy.board : parsed.issues;
    };
    expect(boardOf('')).toBeUndefined();
    expect(boardOf(`board: { admins: ["${ada}"], auditors: ["${otto}"], accounts: [${JSON.stringify(account)}], labels: true }\n`)).toEqual(
      {
        admins: [ada],
        auditors: [otto],
        accounts: [account],
        labels: true,
      },
    );
    expect(boardOf('board: {}\n')).toEqual({ admins: [], auditors: [], accounts: [], labels: false });
    expect(faults(`${HEAD}board:\n  admins: ["${ada}", ada]\n  auditors: ["${ada}"]\n`)).toEqual([
      '4:29 board.admins must be a person as platform, workspace and user: slack:T0123ABCD:U0456EFGH.',
      '5:14 board.auditors is an admin too: keep one of the two.',
    ]);
    const twice = JSON.stringify([account, { ...account, role: 'admin' }]);
    expect(faults(`${HEAD}board: { accounts: ${twice} }\n`)).toEqual([
      expect.stringContaining('board.accounts.subject is the subject of an earlier account too: keep one of them.'),
    ]);
  });

  it('tells all faults at once, each with its place and what to do', () => {
    expect(
      faults(`policy: 2
versoin: "1"
rules:
  - name: Guests
    modes: [sealed, browser]
    longest: 9d
  - name: nothing
  - name: twice
    deny: true
    kinds: [bank]
  - name: twice
    templates: [missing]
templates:
  Key:
    title: Key
    kind: credential
    modes: [link]
    to: [guest, linked]
    expires: 1h
    approver: casey
`),
    ).toMatchInlineSnapshot(`
      [
        "1:1 version is missing: it must be text.",
        "1:9 policy must be 1.",
        "2:1 versoin is no key that nt2 knows here: correct it, or leave it out. \`nt2 policy schema\` has them all.",
        "4:11 rules.name must be 1 to 24 small letters, digits and hyphens, a letter first.",
        "5:21 rules.modes must be one of sealed, sealed+words, words, link, link+words.",
        "6:14 rules.longest must be a time from 15m to 7d.",
        "7:5 rules says nothing: give one of deny, kinds, modes, entry, templates, longest, initial, note, ticket, files.",
        "9:11 rules.deny forbids all, so what else the rule allows means nothing: keep one of them.",
        "11:11 rules.name is the name of an earlier rule too: choose another.",
        "12:17 rules.templates is no template of this file: correct it, or add the template.",
        "14:3 templates.Key must be 1 to 24 small letters, digits and hyphens, a letter first.",
        "17:12 templates.Key.modes fits nobody in \`to\`: links are for \`outsider\`, everything else is for people in chat.",
        "17:13 templates.Key.modes cannot wait for an approver: with one, only sealed and sealed+words are possible.",
        "18:17 templates.Key.to is not built yet: nt2 hands nothing to a person of a linked workspace, and refuses them without a rule. Leave it out.",
      ]
    `);
  });

  it.each([
    ['', '1:1 The policy must be a map of keys.'],
    ['- 1', '1:1 The policy must be a map of keys.'],
    [`${HEAD}policy: 1\n`, '3:1 is not YAML that nt2 reads: Map keys must be unique'],
    [`${HEAD}rules: !!js/function x\n`, '3:8 is not YAML that nt2 reads: Unresolved tag: tag:yaml.org,2002:js/function'],
    [
      `${HEAD}rules: [\n`,
      '4:1 is not YAML that nt2 reads: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [`${HEAD}---\n${HEAD}`, '3:1 is not YAML that nt2 reads: Source contains multiple documents; please use YAML.parseAllDocuments()'],
  ])('that is no policy is refused: %j', (text, wanted) => {
    expect(faults(text)[0]).toBe(wanted);
  });

  it('that grows by its aliases is refused', () => {
    const bomb = `${HEAD}a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`;
    expect(faults(bomb)[0]).toMatch(/aliases|is no key/);
    expect(faults('x'.repeat(300_000))[0]).toContain('larger than 256 KiB');
  });
});
