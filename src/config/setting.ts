// What a setting is, and the forms that more than one setting takes.

import * as z from 'zod';
import { pathIssue } from './forms.ts';

export interface Setting {
  /** What it means when absent; null: it must be given. */
  readonly defaultValue: string | null;
  readonly schema: z.ZodType<unknown, string>;
  readonly doc: string;
  /** Never printed, and may come from the file that `<NAME>_FILE` names. */
  readonly secret?: true;
  /** Other programs also read it in lower case, and there lower case wins. */
  readonly lower?: true;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** One fault: which setting, and a sentence that says what it must be. Never its value. */
export interface ConfigIssue {
  readonly name: string;
  readonly message: string;
}

export const onOff = z.enum(['on', 'off'], 'must be "on" or "off".').transform((value) => value === 'on');

export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}.`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}.`);

/** Null: no such port. 0 takes a free one. */
export const optionalPort = z
  .string()
  .refine((value) => /^\d{0,5}$/.test(value) && Number(value) <= 65_535, 'must be a whole number from 0 to 65535.')
  .transform((value) => (value === '' ? null : Number(value)));

export const ipAddress = z.union([z.ipv4(), z.ipv6()], 'must be an IP address, such as 127.0.0.1 or 0.0.0.0.');
const network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

export const folder = z.string().transform((text, context): string => {
  const issue = pathIssue(text);
  if (issue !== null) context.addIssue(issue);
  return text;
});

/** `127.0.0.0/8`, `::1` and `localhost`. */
export function isLoopback(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '[::1]' || host === 'localhost';
}

export function publicUrl(text: string, context: z.RefinementCtx): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const web = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && web && url.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === '' && !text.includes('@'))
    return url;
  context.addIssue('must be an address such as https://nt2.example.com: https (or http on loopback), without path, query or user name.');
  return z.NEVER;
}

export function networks(text: string, context: z.RefinementCtx): readonly string[] {
  const found = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (found.every((part) => network.safeParse(part).success && !part.endsWith('/0'))) return found;
  context.addIssue('must be networks such as 10.0.0.0/8 or fd00::/8, separated by commas; /0 would trust every address.');
  return z.NEVER;
}
