// A wrong and a right example of each check, as data: the tests of the checks run on it, and the list in docs/kinds.md names each.

import type { Kind } from '../../src/crypto/share-terms.ts';
import * as made from './material.ts';

/** 2026-11-30, noon. */
export const NOW = Date.UTC(2026, 10, 30, 12);

export interface Example {
  readonly check: string;
  readonly kind?: Kind;
  /** What the field is called; nothing that says what it is, where absent. */
  readonly name?: string;
  readonly wrong: string;
  readonly right: string;
  /** The other fields of the share: with the wrong value, and with the right one. */
  readonly beside?: readonly [wrong: readonly (readonly [name: string, value: string])[], right: readonly (readonly [name: string, value: string])[]];
} // prettier-ignore

// Put together here, so that no scanner takes the file for a leak.
const key = (...parts: readonly string[]): string => parts.join('');
const X24 = 'aB3dE5gH7jK9mN1pQ3sT5vW7';
const AWS_ID = key('AKIA', 'Q3EGZZ2YJ7XHFB5T');
const AWS_TEMPORARY = key('ASIA', 'Q3EGZZ2YJ7XHFB5T');
const AWS_SECRET = key('k7Rr2mXcV9tYq4Wb', 'ZsN8pLd3HgJf6QaTxEv5uKiO');
const at = (ms: number): number => Math.floor((NOW + ms) / 1_000);
const DAY = 86_400_000;
const GITHUB = key('ghp', '_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17');

export const EXAMPLES: readonly Example[] = [
  { check: 'text.unseen', wrong: 'correct horse\n', right: 'correct horse' },
  { check: 'text.stand-in', wrong: '<your-api-key>', right: 'Zq81-vX2m-77Lp' },
  { check: 'text.masked', wrong: '••••••••4242', right: 'aq42424242' },
  { check: 'text.quotes', wrong: '"s3cr3t-Value"', right: '"Hello" and "bye"' },
  { check: 'text.look-alike', wrong: 'аdmin-Passw0rd', right: 'пароль-на-русском' },
  { check: 'text.scheme', wrong: 'Bearer aB3dE5gH7jK9', right: 'Bearer of bad news' },
  { check: 'text.assignment', wrong: 'DB_PASSWORD=correcthorse', right: 'UGFzc3dvcmQ_MQ==' },
  { check: 'text.two', wrong: `${key('sk_live_', X24)} ${key('rk_live_', X24)}`, right: key('rk_live_', X24) },

  { check: 'iban.form', kind: 'bank', name: 'IBAN', wrong: '370400440532013000', right: 'DE89 3704 0044 0532 0130 00' },
  { check: 'iban.country', kind: 'bank', name: 'IBAN', wrong: 'US89370400440532013000', right: 'GB29 NWBK 6016 1331 9268 19' },
  { check: 'iban.length', kind: 'bank', name: 'IBAN', wrong: 'DE8937040044053201300', right: 'NO93 8601 1117 947' },
  { check: 'iban.checksum', kind: 'bank', name: 'IBAN', wrong: 'DE89370400440532031000', right: 'fr14 2004 1010 0505 0001 3m02 606' },
  { check: 'bic.form', kind: 'bank', name: 'BIC', wrong: 'DEUTDEFFX', right: 'DEUTDEFF500' },
  { check: 'bic.country', kind: 'bank', name: 'SWIFT/BIC', wrong: 'DEUTDXFF', right: 'DEUTDEFF' },
  { check: 'bic.test', kind: 'bank', name: 'BIC', wrong: 'DEUTDEF0', right: 'NWBKGB2L' },
  { check: 'bic.iban', kind: 'bank', name: 'BIC', wrong: 'DE89370400440532013000', right: 'BNPAFRPP' },
  {
    check: 'bank.countries',
    kind: 'bank',
    name: 'BIC',
    wrong: 'NWBKGB2L',
    right: 'DEUTDEFF',
    beside: [[['IBAN', 'DE89370400440532013000']], [['IBAN', 'DE89370400440532013000']]],
  },
  { check: 'routing.form', kind: 'bank', name: 'Routing number', wrong: '12345', right: '021000021' },
  { check: 'routing.checksum', kind: 'bank', name: 'Routing number', wrong: '021000012', right: '011401533' },
  { check: 'sort-code.form', kind: 'bank', name: 'Sort code', wrong: '60-16', right: '60-16-13' },

  { check: 'url.form', name: 'URL', wrong: 'vpn.example.com', right: 'https://vpn.example.com/' },
  { check: 'url.http', name: 'URL', wrong: 'http://vpn.example.com/', right: 'http://192.168.1.1/' },
  { check: 'url.local', name: 'URL', wrong: 'http://localhost:3000/', right: 'https://local.example.com/' },
  { check: 'url.password', name: 'URL', wrong: 'https://ann:hunter22@vpn.example.com', right: 'https://ann@vpn.example.com' },
  { check: 'url.superuser', name: 'DATABASE_URL', wrong: 'postgres://postgres:x@db.example.com/app', right: 'postgres://app:x@db.example.com/app' },
  { check: 'email.form', name: 'E-mail', wrong: 'ann@example', right: 'ann@example.com' },
  { check: 'otp.code', name: 'One-time code seed', wrong: '492039', right: 'JBSW Y3DP EHPK 3PXP' },
  { check: 'otp.form', name: 'TOTP secret', wrong: 'JBSWY3DPEHPK3PX1', right: 'otpauth://totp/Acme:ann?secret=JBSWY3DPEHPK3PXP&issuer=Acme' },
  { check: 'otp.short', name: 'TOTP', wrong: 'JBSWY3DP', right: 'JBSWY3DPEHPK3PXP' },

  { check: 'pem.holds', wrong: made.ED25519, right: 'no key' },
  { check: 'pem.unlocked', wrong: made.RSA, right: made.RSA_LOCKED },
  { check: 'pem.public', wrong: made.PUBLIC, right: made.EC },
  { check: 'pem.weak', wrong: made.RSA_SMALL_LOCKED_NOT, right: made.RSA_OLD },
  { check: 'pem.expired', wrong: made.certificate('261129120000Z'), right: made.certificate('20561129120000Z') },
  { check: 'pem.expires', wrong: made.certificate('261210120000Z'), right: made.certificate('271210120000Z') },
  { check: 'pem.end', wrong: made.RSA.slice(0, 900), right: made.RSA },
  { check: 'pem.label', wrong: made.RSA.replace('END PRIVATE', 'END RSA PRIVATE'), right: made.RSA },
  { check: 'pem.base64', wrong: made.RSA.replace('\nMII', '\nMI'), right: made.RSA },
  { check: 'pem.flat', wrong: made.RSA.trim().replaceAll('\n', ' '), right: made.RSA.replaceAll('\n', '\r\n') },

  { check: 'stripe.live', wrong: key('sk_live_', X24), right: key('rk_live_', X24) },
  { check: 'stripe.test', wrong: key('sk_test_', X24), right: key('sk_live_', X24) },
  { check: 'stripe.publishable', wrong: key('pk_live_', X24), right: key('rk_live_', X24) },
  { check: 'aws.alone', wrong: AWS_ID, right: AWS_ID, beside: [[['User', 'ci']], [['Secret', AWS_SECRET]]] },
  { check: 'aws.long-term', wrong: AWS_ID, right: AWS_TEMPORARY, beside: [[['Secret', AWS_SECRET]], [['Secret', AWS_SECRET]]] },
  {
    check: 'aws.session',
    wrong: AWS_TEMPORARY,
    right: AWS_TEMPORARY,
    beside: [[['Secret', AWS_SECRET]], [['Secret', AWS_SECRET], ['Session token', 'IQoJb3JpZ2luX2Vj'.repeat(12)]]],
  },
  { check: 'github.classic', wrong: GITHUB, right: key('github_pat_', '11ABCDEFG0', 'a'.repeat(12), '_', 'b'.repeat(59)) },
  { check: 'github.checksum', wrong: GITHUB.replace('zQW', 'zQX'), right: GITHUB },
  { check: 'github.installation', wrong: key('ghs_', 'a'.repeat(36)), right: GITHUB },
  { check: 'github.user', wrong: key('ghu_', 'a'.repeat(36)), right: GITHUB },
  { check: 'gitlab.personal', wrong: key('glpat-', X24.slice(0, 20)), right: key('gldt-', X24.slice(0, 20)) },
  { check: 'slack.user', wrong: key('xoxp-', '123456789012-', X24), right: key('xoxb-', '123456789012-', X24) },
  { check: 'slack.session', wrong: key('xoxc-', '123456789012-', X24), right: key('xapp-1-', 'A0-', X24) },
  { check: 'slack.rotated', wrong: key('xoxe.xoxb-1-', X24), right: key('xoxb-', '123456789012-', X24) },
  { check: 'google.api-key', wrong: key('AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'), right: X24 },
  { check: 'google.service-account', wrong: made.serviceAccount(), right: '{"type":"external_account"}' },
  { check: 'google.person', wrong: '{"type":"authorized_user","refresh_token":"x"}', right: made.serviceAccount() },
  { check: 'google.broken', wrong: made.serviceAccount({ private_key: '' }), right: made.serviceAccount() },
  { check: 'model.admin', wrong: key('sk-', 'admin-', X24), right: key('sk-', 'proj-', X24) },
  { check: 'model.user', wrong: key('sk-', X24.slice(0, 20), 'T3BlbkFJ', X24.slice(0, 20)), right: key('sk-', 'svcacct-', X24) },
  { check: 'twilio.sid', wrong: key('AC', '0123456789abcdef'.repeat(2)), right: '0123456789abcdef'.repeat(2) },
  {
    check: 'azure.account-key',
    wrong: `DefaultEndpointsProtocol=https;AccountName=a;${key('Account', 'Key=')}${'A'.repeat(86)}==;EndpointSuffix=core.windows.net`,
    right: 'BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sv=2024',
  },
  { check: 'age.identity', wrong: key('AGE-SECRET', '-KEY-1', 'Q'.repeat(58)), right: `age1${'q'.repeat(58)}` },
  { check: 'ssh.public', wrong: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${'A'.repeat(40)} ann@host`, right: 'ssh-ed25519 key of Ann' },
  { check: 'jwt.broken', wrong: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln', right: made.jwt({ exp: at(9 * DAY) }) },
  { check: 'jwt.expired', wrong: made.jwt({ exp: at(-1_000) }), right: made.jwt({ exp: at(DAY) }) },
  { check: 'jwt.soon', wrong: made.jwt({ exp: at(60_000) }), right: made.jwt({ exp: at(DAY) }) },
  { check: 'jwt.expires', wrong: made.jwt({ exp: at(DAY) }), right: made.jwt({ sub: 'x' }) },
  { check: 'jwt.endless', wrong: made.jwt({ sub: 'x' }), right: made.jwt({ exp: at(DAY) }) },
  { check: 'jwt.unsigned', wrong: made.jwt({ exp: at(DAY) }, 'none'), right: made.jwt({ exp: at(DAY) }) },
]; // prettier-ignore
