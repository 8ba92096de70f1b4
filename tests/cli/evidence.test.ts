// `nt2 evidence export` on a real store: what an auditor gets, in each format, and what someone's label cannot do to it.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import type { EvidenceRow } from '../../src/core/evidence/entries.ts';
import { exportEvidence } from '../../src/cli/evidence/export.ts';
import { formatEvidenceFile } from '../../src/core/evidence/evidence-file.ts';
import { tailLog } from '../../src/cli/log/tail.ts';
import { UsageError } from '../../src/cli/output.ts';
import type { Config } from '../../src/config/settings.ts';
import type { PersonKey, Share } from '../../src/core/share.ts';
import { hashB64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { PYTHON, pythonMissing } from '../support/python.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

const person = (user: string) => ({ key: `playground:toy:${user}` as PersonKey, name: user });
const FORMULA = '=HYPERLINK("https://evil.example","<b>x</b>")';
const DAY = Date.UTC(2026, 10, 20, 12);

describe('nt2 evidence export', () => {
  let folder: string;
  let config: Config;
  let share: Share;
  beforeAll(async () => {
    ({ folder, config } = newInstallation());
    const clock = { now: DAY };
    const tools = await openInstallation(config, { write: () => undefined, clock: () => clock.now });
    const begin = async (sender: string, recipient: string, label: string): Promise<Share> => {
      const head = {
        sender: person(sender),
        recipient: person(recipient),
        tenant: 'playground:toy',
        mode: 'sealed',
        entry: 'page',
      } as const;
      const made = await tools.shares.create({
        ...head,
        via: 'chat',
        kind: 'note',
        label,
        note: '',
        place: null,
        expiresInMs: 604_800_000,
      });
      if (!made.ok) throw new Error(made.code);
      return made.value;
    };
    share = await begin('ann', 'ben', FORMULA);
    await begin('cid', 'dan', 'Another one');
    await tools.logs.sequence(share.id.slice(0, 6) as never);
    clock.now += 86_400_000;
    await tools.shares.revoke(share.id, share.sender.key);
    await tools.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const take = (...args: string[]) => said(() => exportEvidence(config, args));

  it('tells for each event of these days who, what, whether it is signed, and which controls it speaks to', async () => {
    const { code, out } = await take('--from', '2026-11-20', '--to', '2026-11-21', '--format', 'json', '--person', 'playground:toy:ben');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({
        time: '2026-11-20T12:00:00.000Z',
        entry: 0,
        isSigned: true,
        share: share.id,
        event: 'created',
        sender: 'playground:toy:ann',
        recipient: 'playground:toy:ben',
        label: FORMULA,
        kind: 'note',
        soc2: ['CC6.1', 'CC6.2'],
        iso: ['A.5.14', 'A.5.17'],
      }),
      expect.objectContaining({ entry: 2, isSigned: false, event: 'ended', detail: 'revoked', soc2: ['CC6.3'], iso: ['A.8.10'] }),
    ]);
    const first = await take('--from', '2026-11-20', '--to', '2026-11-20', '--format', 'json');
    const events = JSON.parse(first.out).map(({ event }: { event: string }) => event) as string[];
    // The copy before this one may have been taken on that very day.
    expect(events.filter((event) => event !== 'exported')).toEqual(['created', 'created']);
    expect((await take('--from', '2026-11-22', '--to', '2026-11-23', '--format', 'json')).out).toBe('[]\n');
  });

  it('writes CSV in which a label is no formula, and notes in the log which copy was taken', async () => {
    const { out } = await take('--from', '2026-11-20', '--to', '2026-11-20', '--person', 'playground:toy:ann');
    const [head, row, ...rest] = out.split('\r\n');
    expect(head).toBe(
      '\uFEFF"time","log","entry","signed","share","event","detail","stated by","sender","recipient","label","kind","template","SOC 2","ISO 27001:2022","shows"',
    );
    expect(row).toContain(`,"'=HYPERLINK(""https://evil.example"",""<b>x</b>"")",`);
    expect(rest).toEqual(['']);
    for (const cell of out.split(/[,\n]/)) expect(cell).not.toMatch(/^"?[=+@-]/);
    expect((await said(() => tailLog(config, ['-n', '1']))).out).toContain(`exported   the log  what evidence, hash ${hashB64(out)}`);
  });

  it('R16: the noted hash is of the very bytes that were written, mark at the beginning included', async () => {
    const { out } = await take('--from', '2026-11-20', '--to', '2026-11-20', '--person', 'playground:toy:cid');
    expect(Buffer.from(encodeUtf8(out)).toString('hex', 0, 3)).toBe('efbbbf');
    expect((await said(() => tailLog(config, ['-n', '1']))).out).toContain(`hash ${hashB64(encodeUtf8(out))}`);
  });

  it('writes one page of HTML in which a label is text', async () => {
    const { out } = await take('--from', '2026-11-20', '--to', '2026-11-20', '--format', 'html');
    expect(out).toContain('=HYPERLINK(&quot;https://evil.example&quot;,&quot;&lt;b&gt;x&lt;/b&gt;&quot;)');
    expect(out).not.toMatch(/<b>|<script|<a /);
  });

  it('takes days, a person and a format, and nothing else', () => {
    for (const args of [
      [],
      ['--from', '2026-11-20'],
      ['--from', '2026-11-21', '--to', '2026-11-20'],
      ['--from', 'yesterday', '--to', '2026-11-20'],
      ['--from', '2026-11-20', '--to', '2026-11-20', '--format', 'xml'],
      ['--from', '2026-11-20', '--to', '2026-11-20', '--person', 'ben'],
      ['--from', '2026-11-20', '--to', '2026-11-20', 'more'],
    ])
      expect(() => exportEvidence(config, args), args.join(' ')).toThrow(UsageError);
  });
});

/** One row for each label, as the file would hold them. */
const rowOf = (label: string): EvidenceRow => ({
  at: DAY, log: 'tag' as EvidenceRow['log'], entry: 0, isSigned: true, share: null, event: 'created', detail: '', statedBy: 'server',
  sender: 'ann', recipient: 'ben', label, kind: 'note', template: '', soc2: [], iso: [], shows: '',
}); // prettier-ignore

const LABELS = [
  'Schlüssel für Büro', '=2+5', 'x;=2+5;y', 'x;"=2+5";y', "x;=cmd|'/C calc'!A0;y", 'x; \u00a0=1', 'x\t+1', 'x\t"@SUM(A1)"', 'x|-1', 'x\n=1',
  'x",=1+1', 'x\\",=1+1', '＝1+1', 'x;＋1', '－1', '＠A1', '﹦1', ';;\t;=1', 'a,b;c', 'price - 3', 'it\'s "quoted"',
]; // prettier-ignore

describe('a label in CSV', () => {
  const csv = formatEvidenceFile('csv', LABELS.map(rowOf), '');

  it('R16: loses nothing but gains apostrophes, and is left alone where nothing could calculate', () => {
    for (const label of ['Schlüssel für Büro', 'a,b;c', 'price - 3']) expect(csv).toContain(`"${label}"`);
    expect(csv).toContain(`"x;'=2+5;y"`);
    expect(csv).toContain(`"'＝1+1"`);
  });

  it('R16: stays readable in time that grows with its length', () => {
    for (const piece of [';', '\t', ' ', '"', "; ' ", '='])
      expect(formatEvidenceFile('csv', [rowOf(piece.repeat(100_000 / piece.length))], '').length).toBeGreaterThan(100_000);
  });

  it.skipIf(pythonMissing !== null)(
    `R16: begins no cell with a formula, whatever another reader takes for the separator${pythonMissing === null ? '' : ` (${pythonMissing})`}`,
    () => {
      const script =
        'import csv,io,json,sys\nt=io.TextIOWrapper(sys.stdin.buffer,"utf-8-sig",newline="").read()\n' +
        'print(json.dumps([[d,list(csv.reader(io.StringIO(t,newline=""),delimiter=d,escapechar=e))] for d in ",;\\t|" for e in (None,"\\\\")]))';
      const read = JSON.parse(execFileSync(PYTHON, ['-c', script], { input: csv, encoding: 'utf8' })) as [string, string[][]][];
      for (const [separator, table] of read)
        for (const cell of table.flat()) expect(cell, `with ${separator}`).not.toMatch(/^[\s"\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]/);
      const labels = read[0]?.[1].slice(1).map((row) => row[10]?.replaceAll("'", ''));
      expect(read[0]?.[1][0]?.[0]).toBe('time');
      expect(labels).toEqual(LABELS.map((label) => label.replaceAll("'", '').replaceAll('\t', '⟨U+0009⟩').replaceAll('\n', '⟨U+000A⟩')));
    },
  );
});
