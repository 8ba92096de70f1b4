// Exports of chats, mailboxes and folders, with secrets in them: each is found once, at its place, and no value comes out.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { SECRET_KINDS, findSecrets } from '../../src/scan/find.ts';
import { createScanWriter } from '../../src/scan/report.ts';
import { scan, type ScanFinding, type Scanned } from '../../src/scan/scan.ts';
import { HARMLESS, SECRETS, sentenceWith } from './corpus.ts';
import { zipOf } from './zip.ts';

const root = mkdtempSync(join(tmpdir(), 'nt2-scan-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(root, String((count += 1)));
  mkdirSync(folder);
});

const key = (): string => SECRETS['github-token']?.() ?? '';

async function all(...paths: string[]): Promise<Scanned[]> {
  const found: Scanned[] = [];
  for await (const one of scan(paths)) found.push(one);
  return found;
}
const put = (name: string, content: string | Uint8Array): string => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('the rules', () => {
  it('find each kind in what people write around it, and little in what they write without; counts are printed', () => {
    expect(Object.keys(SECRETS).toSorted()).toEqual(SECRET_KINDS.toSorted());
    const [rows, wrong]: [string[], string[]] = [[], []];
    for (const kind of SECRET_KINDS) {
      let [right, other] = [0, 0];
      for (let n = 0; n < 40; n += 1) {
        const secret = SECRETS[kind]?.() ?? '';
        const text = sentenceWith(kind, secret, n);
        const finds = findSecrets(text);
        right += Number(
          finds.some((find) => find.kind === kind && text.slice(find.at, find.at + find.length).includes(secret.slice(0, 8))),
        );
        other += Number(finds.length === 0);
      }
      rows.push(`${kind}: ${right} of 40 as such, ${other} not at all`);
      if (right < 38) wrong.push(`${kind} ${right}`);
    }
    let wrongly = 0;
    for (let n = 0; n < 40; n += 1) for (const harmless of HARMLESS) wrongly += findSecrets(harmless()).length;
    console.log([...rows, `false finds in ${40 * HARMLESS.length} harmless texts: ${wrongly}`].join('\n'));
    expect(wrong).toEqual([]);
    expect(wrongly).toBeLessThan(6);
  });

  it('show what every key of an issuer begins with, and not one character more', () => {
    for (const kind of SECRET_KINDS) {
      const [secret, again] = [SECRETS[kind]?.() ?? '', SECRETS[kind]?.() ?? ''];
      const [find] = findSecrets(sentenceWith(kind, secret, 0));
      const [other] = findSecrets(sentenceWith(kind, again, 0));
      if (kind !== 'nt2-link') expect(find?.shown, kind).toBe(other?.shown);
      expect((find?.shown ?? '').length, kind).toBeLessThan(32);
    }
  });
});

describe('what is scanned', () => {
  it('an export of Slack, as a folder and as the archive it comes in: message, time, and one find for what stands in text and blocks', async () => {
    const secret = key();
    const block = { type: 'rich_text', elements: [{ type: 'text', text: secret }] };
    const day = JSON.stringify([
      { type: 'message', user: 'U1', text: 'morning', ts: '1795000000.000100' },
      { type: 'message', user: 'U2', text: `take ${secret}`, blocks: [block], ts: '1795000060.000200' },
    ]);
    put('general/2026-11-18.json', day);
    put('users.json', '[{"id":"U1","name":"ann"}]');
    const archive = join(root, `${count}.zip`);
    writeFileSync(archive, zipOf({ 'general/2026-11-18.json': day, 'users.json': '[]' }));
    const place = {
      kind: 'finding',
      line: null,
      message: 2,
      sentAt: '2026-11-18T11:07:40.000Z',
      secret: 'github-token',
      shown: 'ghp_',
      length: 40,
    };
    expect(await all(folder)).toEqual([{ file: join(folder, 'general/2026-11-18.json'), ...place }]);
    expect(await all(archive)).toEqual([{ file: `${archive} > general/2026-11-18.json`, ...place }]);
  });

  it('exports of Discord, in both their forms', async () => {
    const secret = key();
    const exporter = put(
      'exporter.json',
      JSON.stringify({ guild: { name: 'x' }, messages: [{ timestamp: '2026-11-30T10:00:00+00:00', content: secret }] }),
    );
    const own = put('c1/messages.json', JSON.stringify([{ ID: 1, Timestamp: '2026-11-30 10:00:00', Contents: secret, Attachments: '' }]));
    expect(await all(exporter)).toMatchObject([{ message: 1, sentAt: '2026-11-30T10:00:00.000Z', secret: 'github-token' }]);
    expect(await all(own)).toMatchObject([{ message: 1, sentAt: expect.stringMatching(/^2026-11-30T/), secret: 'github-token' }]);
  });

  it('a mailbox: parts in quoted-printable and base64, a text that is attached, and the time of each mail', async () => {
    const [one, two] = [key(), key()];
    const quoted = `${one.slice(0, 10)}=\n${one.slice(10)}`;
    const lines = [
      'From ann@example.com Mon Nov 30 10:00:00 2026',
      'Date: Mon, 30 Nov 2026 10:00:00 +0000',
      'Subject: the key',
      'Content-Type: text/plain',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      quoted,
      '',
      'From bob@example.com Mon Nov 30 11:00:00 2026',
      'Date: Mon, 30 Nov 2026 11:00:00 +0000',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain; name=key.env',
      'Content-Disposition: attachment; filename=key.env',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(`TOKEN=${two}\n`).toString('base64'),
      '--x--',
      '',
    ];
    expect(await all(put('old.mbox', lines.join('\n')))).toMatchObject([
      { message: 1, sentAt: '2026-11-30T10:00:00.000Z', secret: 'github-token', length: 40 },
      { message: 2, sentAt: '2026-11-30T11:00:00.000Z', secret: 'github-token', length: 40 },
    ]);
  });

  it('texts of any length by line, also across the cuts of one that has no lines, and once each', async () => {
    const secrets = Array.from({ length: 6 }, key);
    const words = 'word '.repeat(13_100);
    const long = put('long.txt', secrets.map((secret) => `${words}${secret} `).join(''));
    expect(await all(long)).toMatchObject(secrets.map(() => ({ line: 1, secret: 'github-token', length: 40 })));
    // So that each of 41 places of a key lies on a cut.
    for (let shift = 0; shift <= 40; shift += 8) {
      const cut = put(`cut-${shift}.txt`, `${'x '.repeat(32_768 - 20)}${' '.repeat(shift)}${secrets[0]} ${'x '.repeat(40_000)}`);
      expect(await all(cut), String(shift)).toMatchObject([{ line: 1, secret: 'github-token', length: 40 }]);
    }
    const lines = put('lines.txt', `${'a line\n'.repeat(30_000)}${secrets[0]}\n`);
    expect(await all(lines)).toMatchObject([{ line: 30_001 }]);
    expect(await all(put('wide.txt', Buffer.from(`\uFEFF${secrets[0]}`, 'utf16le')))).toMatchObject([{ line: 1, secret: 'github-token' }]);
  });

  it('passes by what is no text, what leads elsewhere, and the history of a repository', async () => {
    put('picture.png', Buffer.from([0x89, 0, 1, 2]));
    put('.git/config', key());
    put('node_modules/x/index.js', key());
    symlinkSync(put('kept.txt', key()), join(folder, 'link.txt'));
    expect(await all(folder)).toMatchObject([{ file: join(folder, 'kept.txt') }, { kind: 'passed-by', file: join(folder, 'picture.png') }]);
  });
});

describe('what cannot be read', () => {
  it.each<[string, () => string, RegExp]>([
    ['nothing', () => join(folder, 'none'), /is not there/],
    ['an archive that is none', () => put('x.zip', 'no zip'), /is no zip archive, or is damaged/],
    ['an archive in an archive', () => put('x.zip', zipOf({ 'inner.zip': 'x' })), /unpack it first/],
    ['an archive that ends too early', () => put('x.zip', zipOf({ 'a.txt': 'a' }).subarray(0, 40)), /is no zip archive, or is damaged/],
    ['messages that are damaged', () => put('x.json', '[{"text":"a"},{"text":'), /ends too early after 1 messages/],
    ['messages that are no JSON', () => put('x.json', '[{"text":"a"},}]'), /is damaged after 1 messages/],
  ])('%s is told, and by no word of it', async (_what, path, says) => {
    const [told, ...more] = await all(path());
    expect(more).toEqual([]);
    expect(told).toMatchObject({ trouble: expect.stringMatching(says) });
  });

  it('does not hide what was found before it', async () => {
    const path = put('x.json', `[{"text":"${key()}"},{"te`);
    expect(await all(path)).toMatchObject([{ secret: 'github-token' }, { trouble: expect.any(String) }]);
  });
});

describe('what is printed', () => {
  const finding: ScanFinding = {
    kind: 'finding',
    file: 'a/b c\u202e.txt',
    line: 3,
    message: null,
    sentAt: null,
    secret: 'github-token',
    shown: 'ghp_',
    length: 40,
  };
  const whole = (format: 'text' | 'json' | 'csv' | 'sarif', findings: readonly ScanFinding[]): string => {
    const { head, row, foot } = createScanWriter(format, '1.2.3');
    return head + findings.map((one, n) => row(one, n === 0)).join('') + foot;
  };

  it('text, one line each, with nothing that steers a terminal', () => {
    expect(whole('text', [finding])).toBe('a/b c⟨U+202E⟩.txt, line 3: github-token ghp_… (40 characters)\n');
  });

  it('JSON and SARIF, whole with no find, one and two', () => {
    for (const many of [0, 1, 2]) {
      const findings = Array.from({ length: many }, () => finding);
      expect((JSON.parse(whole('json', findings)) as { findings: object[] }).findings).toHaveLength(many);
      const { version, runs } = JSON.parse(whole('sarif', findings)) as { version: string; runs: { tool: object; results: object[] }[] };
      expect([version, runs.length, runs[0]?.results.length]).toEqual(['2.1.0', 1, many]);
    }
    const { runs } = JSON.parse(whole('sarif', [finding])) as {
      runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleIndex: number }[] }[];
    };
    const [run] = runs;
    expect(run?.tool.driver.rules[run.results[0]?.ruleIndex ?? -1]?.id).toBe('github-token');
    expect(run?.results[0]).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a/b%20c%E2%80%AE.txt' }, region: { startLine: 3 } } }],
    });
  });

  it('CSV, with a place in a message', () => {
    const inChat = { ...finding, line: null, message: 7, sentAt: '2026-11-30T10:00:00.000Z' };
    expect(whole('csv', [inChat]).split('\r\n')[1]).toBe(
      '"a/b c⟨U+202E⟩.txt","","7","2026-11-30T10:00:00.000Z","github-token","ghp_","40"',
    );
  });
});
