// Reads and checks the file that NT2_POLICY names. What is wrong with it is told as sentences, each with its place.

import { unreadableIssue } from '../config/secret-file.ts';
import type { Policy } from '../core/policy/policy.ts';
import { parsePolicy } from './parse.ts';

export type LoadedPolicy = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly sentences: readonly string[] };

/** @param read throws where the file cannot be read */
export function loadPolicy(path: string, read: (path: string) => string): LoadedPolicy {
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    return { ok: false, sentences: [`NT2_POLICY ${unreadableIssue(path, error)}`] };
  }
  const parsed = parsePolicy(text);
  if (parsed.ok) return parsed;
  return { ok: false, sentences: parsed.issues.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`) };
}
