import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eventValue,
  eventValues,
  parseEvent,
  parseLogEvent,
  parseTime,
  formatEvent,
  formatLogEvent,
  type EventText,
  type LogEventText,
} from '../../src/crypto/events/event.ts';
import { assertProperty } from '../support/property.ts';

const share = 'abcdefghijklmnopqrstuvwxyz234567';
const at = Date.UTC(2026, 10, 20, 16, 40);
const claimed: EventText = {
  type: 'claimed',
  share,
  at,
  by: 'device',
  lines: [
    ['device', 'D'],
    ['proof', 'link x'],
    ['proof', 'words y'],
  ],
};
const text = `nt2/event/v1\ntype claimed\nshare ${share}\ntime 2026-11-20T16:40:00.000Z\nby device\ndevice D\nproof link x\nproof words y\n`;

describe('events as text', () => {
  test('an event has one spelling', () => {
    expect(formatEvent(claimed)).toBe(text);
    expect(parseEvent(text)).toEqual(claimed);
    expect(eventValue(claimed, 'device')).toBe('D');
    expect(eventValue(claimed, 'ack')).toBeNull();
    expect(eventValues(claimed, 'proof')).toEqual(['link x', 'words y']);
  });

  test('any other spelling is refused', () => {
    const bad = [
      '',
      text.slice(0, -1),
      `${text}\n`,
      ` ${text}`,
      text.replaceAll('\n', '\r\n'),
      text.replace('v1', 'v2'),
      text.replace('claimed', 'stolen'),
      text.replace('claimed', 'constructor'),
      text.replace(share, share.toUpperCase()),
      text.replace(share, `${share}a`),
      text.replace('.000Z', 'Z'),
      text.replace('T16', 'T24'),
      text.replace('2026-', '+002026-'),
      text.replace('2026-11', '2026-02-30T'),
      text.replace('by device', 'by me'),
      text.replace('device D\n', ''),
      text.replace('device D', 'device  D'),
      text.replace('device D', 'device D '),
      text.replace('device D', 'device ü'),
      text.replace('device D', 'Device D'),
      text.replace('device D\n', 'device D\ndevice D\n'),
      `${text}ack x\n`,
      text.replace('device D\nproof link x', 'proof link x\ndevice D'),
      text.replace('type', 'typ'),
      text.replace('device D', 'device'),
      text.replace('device D', 'device '),
      'nt2/event/v1\n',
      'nt2/event/v1\n\n\n\n\n',
    ];
    for (const s of bad) expect(parseEvent(s), JSON.stringify(s)).toBeNull();
  });

  test('a year of five digits is no RFC 3339 time', () => {
    expect(() => formatEvent({ ...claimed, at: Date.UTC(10_000, 0) })).toThrow(RangeError);
    expect(() => formatEvent({ ...claimed, at: Number.NaN })).toThrow(RangeError);
    expect(parseEvent(text.replace('2026-11-20T', '+010000-01-01T'))).toBeNull();
  });

  test('a time that no calendar or clock has is no time: read as JavaScript writes it back, for every number in every place', () => {
    const two = (n: number): string => String(n).padStart(2, '0');
    const times: string[] = [];
    for (const year of ['0000', '0099', '1900', '2000', '2026', '2028', '9999'])
      for (let month = 0; month < 20; month += 1)
        for (let day = 0; day < 40; day += 1) times.push(`${year}-${two(month)}-${two(day)}T16:40:00.123Z`);
    for (let n = 0; n < 100; n += 1)
      for (const day of ['2026-11-20', '2026-12-31', '2028-02-29'])
        times.push(
          `${day}T${two(n)}:00:00.000Z`,
          `${day}T23:${two(n)}:00.000Z`,
          `${day}T23:59:${two(n)}.999Z`,
          `${day}T24:${two(n)}:01.000Z`,
        );
    for (const time of times) {
      const at = Date.parse(time);
      const isTime = Number.isSafeInteger(at) && new Date(at).toISOString() === time;
      expect(parseTime(time), time).toBe(isTime ? at : null);
    }
  });

  test('a line break in a value cannot smuggle in another line', () => {
    const smuggled: EventText = {
      ...claimed,
      lines: [
        ['device', 'D\nproof link x'],
        ['proof', 'words y'],
      ],
    };
    expect(() => formatEvent(smuggled)).toThrow(RangeError);
    expect(() => formatEvent({ ...claimed, share: `${share}\ntime 2026-11-20T16:40:00.000Z` })).toThrow(RangeError);
    expect(() =>
      formatEvent({
        ...claimed,
        lines: [
          ['device', 'D'],
          ['x\nproof', 'y'],
        ],
      }),
    ).toThrow(RangeError);
    for (const lines of [[], [['proof', 'x']], [['device', 'ü']], [['device', ' D']]] as EventText['lines'][]) {
      expect(() => formatEvent({ ...claimed, lines })).toThrow(RangeError);
    }
  });

  test('what renders reads back, and what reads renders to the same bytes', () => {
    const value = fc.stringMatching(/^[!-~]{1,8}( [!-~]{1,8}){0,2}$/);
    const event = fc.record({
      type: fc.constant('claimed' as const),
      share: fc.constant(share),
      at: fc.integer({ min: 0, max: 253_402_300_799_999 }),
      by: fc.constantFrom('device' as const, 'server' as const),
      lines: fc
        .tuple(value, fc.array(value, { maxLength: 3 }))
        .map(([device, proofs]) => [['device', device] as const, ...proofs.map((proof) => ['proof', proof] as const)]),
    });
    assertProperty(
      fc.property(event, (e) => {
        expect(parseEvent(formatEvent(e))).toEqual(e);
      }),
    );
    assertProperty(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 2 }), (i, s) => {
        const changed = text.slice(0, i) + s + text.slice(i + 1);
        const parsed = parseEvent(changed);
        if (parsed !== null) expect(formatEvent(parsed)).toBe(changed);
      }),
    );
  });
});

describe('what the log says of itself', () => {
  const log = 'nt2.example.org/nt2/log/abcdef';
  const key: LogEventText = {
    type: 'key',
    log,
    at,
    lines: [
      ['year', '2027'],
      ['vkey', `${log}+0123abcd+AQ`],
    ],
  };
  const written = `nt2/log/v1\ntype key\nlog ${log}\ntime 2026-11-20T16:40:00.000Z\nyear 2027\nvkey ${log}+0123abcd+AQ\n`;

  test('has a version of its own, so that it is never taken for an event of a share', () => {
    expect(formatLogEvent(key)).toBe(written);
    expect(parseLogEvent(written)).toEqual(key);
    expect(parseEvent(written)).toBeNull();
    expect(parseLogEvent(text)).toBeNull();
    const forgotten: LogEventText = {
      type: 'forgotten',
      log,
      at,
      lines: [
        ['share', share],
        ['what', 'parties'],
      ],
    };
    const exported: LogEventText = {
      type: 'exported',
      log,
      at,
      lines: [
        ['what', 'receipts'],
        ['hash', 'x'],
      ],
    };
    for (const one of [forgotten, exported]) expect(parseLogEvent(formatLogEvent(one))).toEqual(one);
  });

  test('has one spelling too', () => {
    const bad = [
      '',
      written.slice(0, -1),
      `${written}\n`,
      written.replace('nt2/log/v1', 'nt2/event/v1'),
      written.replace('type key', 'type lock'),
      written.replace('type key', 'type toString'),
      written.replace('.000Z', 'Z'),
      written.replace('year 2027\n', ''),
      written.replace('year 2027', 'year  2027'),
      `${written}by server\n`,
    ];
    for (const s of bad) expect(parseLogEvent(s), JSON.stringify(s)).toBeNull();
    expect(() => formatLogEvent({ ...key, log: 'a\nb' })).toThrow(RangeError);
    expect(() => formatLogEvent({ ...key, lines: [] })).toThrow(RangeError);
  });
});
