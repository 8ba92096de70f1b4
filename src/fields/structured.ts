// Keys that are documents: a JSON web token with its expiry, a key file of Google Cloud.

import type { CheckFinding } from './hint.ts';

const HOUR_MS = 3_600_000;
/** Longer ones are read by nobody. */
const MOST = 20_000;

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function base64Url(text: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** RFC 7519; what it says is read, its signature is not looked at. */
export function checkJwt(value: string, now: number): readonly CheckFinding[] {
  const text = value.trim();
  if (!text.startsWith('eyJ') || text.length > MOST) return [];
  const parts = text.split('.');
  if (parts.length !== 3) return [];
  const [head, body] = parts.slice(0, 2).map((part) => jsonOf(base64Url(part) ?? ''));
  if (!head || !body) return [{ check: 'jwt.broken' }];
  const found: CheckFinding[] = [];
  if (typeof head['alg'] === 'string' && head['alg'].toLowerCase() === 'none') found.push({ check: 'jwt.unsigned' });
  const { exp } = body;
  if (typeof exp !== 'number' || !Number.isFinite(exp) || Math.abs(exp) > 8e12) return [...found, { check: 'jwt.endless' }];
  const at = exp * 1_000;
  if (at <= now) found.push({ check: 'jwt.expired', says: minuteOf(at) });
  else found.push({ check: at < now + HOUR_MS ? 'jwt.soon' : 'jwt.expires', says: minuteOf(at) });
  return found;
}

/** cloud.google.com: a service account's key file, and what `gcloud auth application-default login` leaves. */
export function checkGoogleFile(value: string): readonly CheckFinding[] {
  const text = value.trim();
  if (!text.startsWith('{') || text.length > MOST || !/"(?:service_account|authorized_user)"/.test(text)) return [];
  const file = jsonOf(text);
  if (file === null) return [{ check: 'google.broken' }];
  if (file['type'] === 'authorized_user') return [{ check: 'google.person' }];
  if (file['type'] !== 'service_account') return [];
  const key = file['private_key'];
  if (typeof key !== 'string' || !key.includes('-----BEGIN PRIVATE KEY-----') || typeof file['client_email'] !== 'string')
    return [{ check: 'google.broken' }];
  return [{ check: 'google.service-account' }];
}

/** docs.aws.amazon.com: identifiers of access keys. `others`: what else stands in the same share. */
export function checkAws(value: string, others: readonly string[]): readonly CheckFinding[] {
  const id = value.trim();
  if (!/^(?:AKIA|ASIA)[A-Z2-7]{16}$/.test(id)) return [];
  const hasSecret = others.some((other) => /^[A-Za-z0-9+/]{40}$/.test(other.trim()));
  if (!hasSecret) return [{ check: 'aws.alone' }];
  if (id.startsWith('AKIA')) return [{ check: 'aws.long-term' }];
  // A session token is long, and nothing else in such a share is.
  return others.some((other) => other.trim().length >= 100) ? [] : [{ check: 'aws.session' }];
}
