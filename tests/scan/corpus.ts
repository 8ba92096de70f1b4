// Texts of chats with secrets in them and without, made anew by each run: keys in the forms of their issuers, and what is often taken for one.

import { randomBytes } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const chars = (count: number, of = LETTERS): string => Array.from(randomBytes(count), (byte) => of[byte % of.length]).join('');
const hex = (count: number): string => chars(count, '0123456789abcdef');

/** By kind: a secret of it. Each call makes another. */
export const SECRETS: Readonly<Record<string, () => string>> = {
  'private-key': () => '-----BEGIN EC PRIVATE KEY',
  'age-identity': () => 'AGE-SECRET-KEY-',
  'aws-access-key': () => `AKIA${chars(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  'stripe-key': () => `sk_live_${chars(24)}`,
  'webhook-secret': () => `whsec_${chars(32)}`,
  'github-token': () => `ghp_${chars(36)}`,
  'gitlab-token': () => `glpat-${chars(20)}`,
  'slack-token': () => `xoxb-${chars(12, '0123456789')}-${chars(24)}`,
  'slack-app-token': () => `xapp-1-A${chars(10)}-${hex(40)}`,
  'slack-webhook': () => `hooks.slack.com/services/T${chars(8)}/B${chars(8)}/${chars(24)}`,
  'discord-webhook': () => `discord.com/api/webhooks/${chars(18, '123456789')}/${chars(60)}`,
  'google-api-key': () => `AIza${chars(35)}`,
  'google-access-token': () => `ya29.${chars(60)}`,
  'google-client-secret': () => `GOCSPX-${chars(28)}`,
  'model-key': () => `sk-proj-${chars(48)}`,
  'npm-token': () => `npm_${chars(36)}`,
  'pypi-token': () => `pypi-${chars(60)}`,
  'digitalocean-token': () => `dop_v1_${hex(64)}`,
  'sendgrid-key': () => `SG.${chars(22)}.${chars(43)}`,
  'vault-token': () => `hvs.${chars(90)}`,
  'nt2-token': () => `nt2_${chars(43)}`,
  'hugging-face-token': () => `hf_${chars(34)}`,
  'prefixed-token': () => `abc_${chars(15)}7${chars(24)}`,
  'json-web-token': () => `eyJ${chars(30)}.eyJ${chars(60)}`,
  'password-in-address': () => `://app:${chars(12)}@`,
  'nt2-link': () => `/s/${chars(32, 'abcdefghijklmnopqrstuvwxyz234567')}#${chars(43)}`,
  'named-secret': () => `${chars(6)}!${chars(6)}7`,
};

/** How people say it. */
const SAID: readonly ((secret: string) => string)[] = [
  (secret) => `here you go: ${secret}`,
  (secret) => `\`${secret}\` – please rotate later`,
  (secret) => `export KEY="${secret}"`,
  (secret) => secret,
];

export const sentenceWith = (kind: string, secret: string, n: number): string => {
  if (kind === 'named-secret') return `the password: ${secret}`;
  if (kind === 'password-in-address') return `postgres${secret}db.example.com/app`;
  if (kind === 'nt2-link' || kind === 'slack-webhook' || kind === 'discord-webhook')
    return `see https://${secret.startsWith('/') ? `nt2.example${secret}` : secret}`;
  return (SAID[n % SAID.length] ?? String)(secret);
};

/** What looks like one at a glance, and is none. */
export const HARMLESS: readonly (() => string)[] = [
  () => 'Lunch at 12? The new place at the corner, token gesture from me',
  () => `merged as ${hex(40)}, see the pull request`,
  () => `id ${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  () => `https://docs.example.com/api/tokens/overview#access-token`,
  () => `password: required, secret: optional`,
  () => `arn:aws:iam::${chars(12, '0123456789')}:role/deploy`,
  () => `sha256:${hex(64)}`,
  () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${chars(43)} ann@laptop`,
  () => `the key of the office is with the_porter_downstairs`,
  () => `-----BEGIN CERTIFICATE-----`,
  () => `pip install sk-learn-contrib-hub`,
  () => `ping me at ann@example.com about the credentials: ann@example.com`,
  () => `version 2026.11.30-rc.1+build.${chars(6, '0123456789')}`,
  () => `data:image/png;base64,iVBORw0KGgo${chars(120)}`,
];
