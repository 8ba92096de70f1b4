import { describe, expect, it } from 'vitest';

import { looksLikeSecret } from '../../src/bot/read/pasted.ts';

// Made up for this test; built from parts so that no scanner takes the file for a leak.
const SECRETS = [
  ['sk', 'live', '51HxAbCdEfGhIjKlMn'].join('_'),
  ['whsec', 'Zm9vYmFyYmF6cXV4'].join('_'),
  ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  ['ghp', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5'].join('_'),
  ['github', 'pat', '11ABCDEFG0abcdefghijklmnop'].join('_'),
  ['glpat', 'abcDEF123ghiJKL456mn'].join('-'),
  ['xoxb', '123456789012', 'abcDEFghiJKL'].join('-'),
  ['AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'].join(''),
  ['npm', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_'),
  ['SG', 'abcdefghijklmnop1234', 'ABCDEFGHIJKLMNOP56789'].join('.'),
  ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'abc'].join('.'),
  ['-----BEGIN OPENSSH', 'PRIVATE KEY-----'].join(' '),
  ['AGE-SECRET-KEY', '1QQQQQQQQQQQQQQQQQQQQQQ'].join('-'),
  'postgres://app:correcthorse@db.internal:5432/app',
  'https://admin:hunter22@example.com/',
  'password: hunter2!',
  'DB_PASSWORD=s3cr3t99',
  'api_key="abcd1234efgh"',
  'token = 9f8e7d6c5b4a',
  'd41d8cd98f00b204e9800998ecf8427e',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'pk9X2mQ7vL4tR8wZ1nB6',
  'Tr0ub4dor&3',
  'hunter2!X',
  'P@ssw0rd2026!',
  'x7$Kq9!vB2',
  '4111 1111 1111 1111',
  '5500-0000-0000-0004',
  `https://nt2.example/s/${'a'.repeat(32)}#1${'b'.repeat(56)}`,
];

const ORDINARY = [
  '',
  'Stripe webhook key',
  'production Stripe webhook key (checkout)',
  'AWS access key for deploys',
  'The password for the VPN',
  'New password: see the note',
  'password please',
  'token for CI',
  'secret: none yet',
  'Wi-Fi password, 3rd floor',
  'IBAN for the November payroll',
  'contract-2026-11-20-final-v2.pdf',
  'Q3-report-2026-final.pdf',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_SECRET_KEY_2 for staging',
  'https://github.com/acme/checkout/pull/1234',
  'https://example.com/docs/how-to-rotate-keys#step-2',
  'deploy@example.com',
  'sam.taylor+billing@example.co.uk',
  'PROJ-1234: rotate the DB credentials',
  'ISO-27001 auditor login',
  'node v24.21.0 / npm 11',
  'port 5432 on db-01.internal.example.com',
  'kubernetes-dashboard-prod-eu-west-1',
  'arn:aws:iam::role/deployer',
  '550e8400-e29b-41d4-a716-446655440000',
  '2026-11-20T16:40:00.000Z',
  'call +49 30 1234567 before 5pm',
  'invoice 2026-000123, 1.234,56 EUR',
  'commit a1b2c3d',
  'Schlüssel für den Müllraum',
  '本番の Stripe キー',
  'clé de l’API (préproduction)',
  'Zugangsdaten Bundesdruckerei-Kundenportal',
  'O’Brien & Söhne: root/admin login',
  'SHA-256 fingerprint of the host',
  'Sam’s TOTP backup codes',
  'what_the_team_calls_the_big_key',
  'internationalization-and-localization-notes',
  'MacBookPro18',
  'oauth2-client for the CRM',
  'c++/rust build server',
  '100% of the budget sheet',
];

describe('a pasted secret', () => {
  it.each(SECRETS)('T13: is seen in %j', (secret) => {
    expect(looksLikeSecret(secret)).toBe(true);
    expect(looksLikeSecret(`Stripe key ${secret} for production`)).toBe(true);
    expect(looksLikeSecret(`"${secret}".`)).toBe(true);
  });

  it.each(ORDINARY)('is not seen in the label %j', (label) => {
    expect(looksLikeSecret(label)).toBe(false);
  });

  it('is found in linear time, also in hostile text', () => {
    const started = performance.now();
    for (const text of [
      'a'.repeat(4_000),
      'a-'.repeat(2_000),
      '1 '.repeat(2_000),
      'password='.repeat(500),
      ':/'.repeat(2_000),
      'aA1!'.repeat(1_000),
      'x://'.repeat(1_000),
    ]) {
      looksLikeSecret(text);
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});
