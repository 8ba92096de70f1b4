// Forms that platforms give their keys, and what is better handed on in their place, as the platforms' own documents say. One row each:
// the whole value must have the form, so that each is looked at once.

import type { CheckFinding } from './hint.ts';

interface Shape {
  readonly form: RegExp;
  /** A name of `CHECKS`; null: a key of which nothing is to be said. */
  readonly check: string | null;
}

/** In order: the first that fits counts. */
const SHAPES: readonly Shape[] = [
  // docs.stripe.com/keys
  { form: /^sk_live_[A-Za-z0-9]{10,250}$/, check: 'stripe.live' },
  { form: /^[sr]k_test_[A-Za-z0-9]{10,250}$/, check: 'stripe.test' },
  { form: /^pk_(?:live|test)_[A-Za-z0-9]{10,250}$/, check: 'stripe.publishable' },
  { form: /^rk_live_[A-Za-z0-9]{10,250}$/, check: null },
  { form: /^whsec_[A-Za-z0-9+/=]{16,250}$/, check: null },
  // docs.github.com: types of tokens, and their checksum
  { form: /^ghp_[A-Za-z0-9]{36}$/, check: 'github.classic' },
  { form: /^ghs_[A-Za-z0-9._-]{20,1000}$/, check: 'github.installation' },
  { form: /^ghu_[A-Za-z0-9]{36}$/, check: 'github.user' },
  { form: /^(?:github_pat_[A-Za-z0-9_]{60,120}|gh[or]_[A-Za-z0-9]{36,250})$/, check: null },
  // docs.gitlab.com: token overview
  { form: /^glpat-[A-Za-z0-9_.-]{20,300}$/, check: 'gitlab.personal' },
  { form: /^gl(?:dt|rt|ptt|cbt|soat)-[A-Za-z0-9_.-]{20,300}$/, check: null },
  // docs.slack.dev: token types
  { form: /^xoxp-[A-Za-z0-9-]{10,250}$/, check: 'slack.user' },
  { form: /^xox[cd]-[A-Za-z0-9%+/=-]{10,500}$/, check: 'slack.session' },
  { form: /^xoxe(?:\.xox[bp])?-[A-Za-z0-9-]{10,500}$/, check: 'slack.rotated' },
  { form: /^(?:xox[abros]-[A-Za-z0-9-]{10,250}|xapp-\d-[A-Za-z0-9-]{10,250})$/, check: null },
  // cloud.google.com: API keys
  { form: /^AIza[A-Za-z0-9_-]{35}$/, check: 'google.api-key' },
  // platform.openai.com and docs.anthropic.com: keys of projects, of people, and of administrators
  { form: /^sk-(?:admin|ant-admin\d\d)-[A-Za-z0-9_-]{20,300}$/, check: 'model.admin' },
  { form: /^sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}$/, check: 'model.user' },
  { form: /^sk-(?:proj|svcacct|ant-api\d\d|or-v1)-[A-Za-z0-9_-]{20,300}$/, check: null },
  // twilio.com: string identifiers
  { form: /^AC[0-9a-f]{32}$/, check: 'twilio.sid' },
  // learn.microsoft.com: connection strings of Azure Storage
  { form: /^DefaultEndpointsProtocol=https?;[^\n]{0,400}AccountKey=[A-Za-z0-9+/=]{20,120}(?:;[^\n]{0,200})?$/, check: 'azure.account-key' },
  { form: /^AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{40,4000}$/, check: 'age.identity' },
  { form: /^(?:ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-nistp\d{3}|sk-[a-z0-9@.-]{1,60}) AAAA[A-Za-z0-9+/=]{20,8000}(?: [^\n]{0,200})?$/, check: 'ssh.public' },
  { form: /^(?:AKIA|ASIA)[A-Z2-7]{16}$/, check: null },
  { form: /^npm_[A-Za-z0-9]{36}$/, check: null },
  { form: /^hf_[A-Za-z]{34}$/, check: null },
  { form: /^SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/, check: null },
  { form: /^hv[sb]\.[A-Za-z0-9_-]{20,300}$/, check: null },
]; // prettier-ignore

const shapeOf = (text: string): Shape | undefined => (text.length > 10_000 ? undefined : SHAPES.find(({ form }) => form.test(text)));

/** A key of a form that is known, and no public one. */
export const isKey = (text: string): boolean => {
  const shape = shapeOf(text);
  return shape !== undefined && shape.check !== 'ssh.public' && shape.check !== 'twilio.sid' && shape.check !== 'stripe.publishable';
};

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 (ISO-HDLC), as a number. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The last six characters of GitHub's tokens are a checksum of what stands before them. */
function isGithubWhole(token: string): boolean {
  const body = token.slice(4);
  let [rest, sum] = [crc32(body.slice(0, -6)), ''];
  for (let n = 0; n < 6; n += 1) {
    sum = `${BASE62[rest % 62] ?? ''}${sum}`;
    rest = Math.floor(rest / 62);
  }
  return body.endsWith(sum);
}

export function checkKeyShape(value: string): readonly CheckFinding[] {
  const text = value.trim();
  const check = shapeOf(text)?.check ?? null;
  const found: CheckFinding[] = check === null ? [] : [{ check }];
  if (/^gh[opur]_[A-Za-z0-9]{36}$/.test(text) && !isGithubWhole(text)) found.push({ check: 'github.checksum' });
  return found;
}
