import { describe, expect, it } from 'vitest';
import { formatFragment, generateLinkKey, parseLink } from '../../src/crypto/keys/link.ts';
import { mailtoAddress, readyMessage, type Passing } from '../../src/web/pass-on/ready-message.ts';

const ID = `abcdef${'q'.repeat(25)}4`;
const key = generateLinkKey();
const url = `https://nt2.example.com/s/${ID}#${formatFragment(key, ID)}`;
const passing: Passing = {
  kind: 'share',
  url,
  sender: 'Alex',
  label: 'Staging “DB” & co',
  until: 'Fri, Nov 20, 9:05 AM GMT+1',
  withWords: false,
};

/** As a mail program reads the address (RFC 6068). */
function mailOf(address: string): { subject: string; body: string } {
  const { protocol, pathname, searchParams } = new URL(address.replaceAll('+', '%2B'));
  expect([protocol, pathname]).toEqual(['mailto:', '']);
  expect([...searchParams.keys()]).toEqual(['subject', 'body']);
  return { subject: searchParams.get('subject') ?? '', body: searchParams.get('body') ?? '' };
}

describe('the message that passes a link on', () => {
  it('says who, what, that it opens once and until when, with the link alone on its line', () => {
    const { subject, text } = readyMessage(passing);
    expect(subject).toBe('One-time link from Alex: Staging “DB” & co');
    expect(text).toContain('“Staging “DB” & co”');
    expect(text).toContain('It opens once, on one device, until Fri, Nov 20, 9:05 AM GMT+1. ');
    expect(text.split('\n')).toContain(url);
    expect(text.trimEnd().split('\n').at(-1)).toBe('Alex');
    expect(text).not.toMatch(/urgent|hurry|immediately|click here|!/i);
    expect(text).not.toContain('passphrase');
    expect(readyMessage({ ...passing, withWords: true }).text).toContain('passphrase, which I’ll tell you separately');
    expect(readyMessage({ ...passing, sender: '', label: '' }).subject).toBe('One-time link');
  });

  it('T9: goes through mailto: with its whole key, whatever the label is written in', () => {
    for (const label of [passing.label, '?body=x&subject=y#z%23', '100 % + more', '鍵'.repeat(80), '🔑'.repeat(80), 'é'.repeat(80), '']) {
      const address = mailtoAddress({ ...passing, label });
      expect(address.length, label).toBeLessThanOrEqual(2_000);
      expect(address).toMatch(/^mailto:\?subject=[A-Za-z0-9_.!~*'()%-]*&body=[A-Za-z0-9_.!~*'()%-]*$/);
      const { subject, body } = mailOf(address);
      expect(body.split('\r\n')).toContain(url);
      expect(body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(parseLink(body)).toEqual({ ok: true, id: ID, key });
      expect(subject.startsWith('One-time link from Alex')).toBe(true);
      expect(subject.isWellFormed()).toBe(true);
    }
    expect(mailOf(mailtoAddress({ ...passing, label: 'x'.repeat(80) })).subject).toBe(`One-time link from Alex: ${'x'.repeat(80)}`);
    expect(mailOf(mailtoAddress({ ...passing, label: '🔑'.repeat(80) })).subject).toMatch(/: 🔑+…$/u);
  });

  it('T9: is found again by the page that the whole message is pasted into', () => {
    for (const withWords of [false, true]) {
      const { text } = readyMessage({ ...passing, withWords });
      for (const mangled of [text, text.replaceAll('\n', '\r\n> '), text.replaceAll('\n', ' ')]) {
        expect(parseLink(mangled)).toEqual({ ok: true, id: ID, key });
      }
    }
  });
});
