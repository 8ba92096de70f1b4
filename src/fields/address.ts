// Addresses, of pages, databases and people, and seeds of one-time codes.

import type { CheckedField, CheckFinding } from './hint.ts';
import { meaningOf } from './meaning.ts';

const ADDRESS = /^([a-z][a-z0-9+.-]*):\/\/(?:([^\s/?#@]*)@)?(\[[0-9a-f:.]+\]|[^\s/?#@:]*)(?::\d{1,5})?(?:[/?#]\S*)?$/i;
const LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])$|\.(?:localhost|local)$/i;
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)[\d.]+$/;
const DATABASE = /^(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|redis|rediss|amqps?|sqlserver)$/i;
const SUPERUSER = /^(?:postgres|root|sa|admin|administrator)$/i;

/** `isNamed`: the field is called an address. */
function checkAddress(value: string, isNamed: boolean): readonly CheckFinding[] {
  const text = value.trim();
  const [, scheme = '', login, host = ''] = ADDRESS.exec(text.length > 2_000 ? '' : text) ?? [];
  if (scheme === '') return isNamed ? [{ check: 'url.form' }] : [];
  const found: CheckFinding[] = [];
  const isDatabase = DATABASE.test(scheme);
  const user = (login ?? '').split(':', 1)[0] ?? '';
  const hasPassword = login?.includes(':') === true && !login.endsWith(':');
  if (isDatabase && hasPassword && SUPERUSER.test(user)) found.push({ check: 'url.superuser', says: user });
  if (!isDatabase && isNamed && hasPassword) found.push({ check: 'url.password' });
  if (LOCAL.test(host)) found.push({ check: 'url.local' });
  else if (scheme.toLowerCase() === 'http' && !PRIVATE.test(host)) found.push({ check: 'url.http' });
  return found;
}

/** Local part and domain, as people write them. What mail servers take beyond that is not for hand-offs. */
const checkEmail = (value: string): readonly CheckFinding[] =>
  /^[^\s@<>",;]{1,64}@[^\s@.<>",;]+(?:\.[^\s@.<>",;]+)+$/.test(value.trim().slice(0, 400)) ? [] : [{ check: 'email.form' }];

/** The key as an authenticator takes it: Base32 (RFC 4648), or the address that stands in its QR code. */
function checkSeed(value: string): readonly CheckFinding[] {
  const text = value.trim();
  if (text.length > 1_000) return [{ check: 'otp.form' }];
  if (/^\d{6,8}$/.test(text)) return [{ check: 'otp.code' }];
  let secret: string | undefined = text;
  if (/^otpauth:\/\//i.test(text)) secret = /[?&]secret=([^&#\s]*)/i.exec(text)?.[1];
  const [key = ''] = (secret ?? '')
    .replace(/[\s-]+/g, '')
    .toUpperCase()
    .split(/=|%3D/, 1);
  if (!/^[A-Z2-7]+$/.test(key)) return [{ check: 'otp.form' }];
  return key.length < 16 ? [{ check: 'otp.short' }] : [];
}

export function checkNamed({ name, value }: CheckedField): readonly CheckFinding[] {
  if (value.trim() === '') return [];
  switch (meaningOf(name)) {
    case 'email':
      return checkEmail(value);
    case 'seed':
      return checkSeed(value);
    case 'url':
      return checkAddress(value, true);
    default:
      return checkAddress(value, false);
  }
}
