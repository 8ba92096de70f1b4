// What `nt2 open --format` and the page's choice of formats write: variables as the program that is to read them reads them, or the name of
// the variable that it cannot hold. Nothing is ever written without one of its variables. See docs/decisions/env-for-each-reader.md.

import type { EnvEntry } from './names.ts';
import { fileFor, lineFor, type Reader } from './write.ts';

/**
 * `dotenv`: the npm package. `node`: `node --env-file`. `compose`: `env_file` of Docker Compose. `docker`: `docker run --env-file`.
 * `k8s`: a Secret. `github`: $GITHUB_ENV. `terraform`: a tfvars file.
 */
export const FORMATS = [
  'dotenv',
  'node',
  'python-dotenv',
  'shell',
  'compose',
  'docker',
  'json',
  'yaml',
  'k8s',
  'github',
  'terraform',
] as const;
export type Format = (typeof FORMATS)[number];

export type FormattedVariables =
  | { readonly ok: true; readonly text: string }
  /** `name`: the first variable that this reader cannot read from any file. */
  | { readonly ok: false; readonly name: string };

export interface FormatOptions {
  /** What a Secret of Kubernetes is called: `secretName` makes one. */
  readonly title: string;
  /** Random, and in no value: ends a value in $GITHUB_ENV. */
  readonly mark: string;
}

type Format1 = (entry: EnvEntry, options: FormatOptions) => string | null;

const dotenv =
  (reader: Reader): Format1 =>
  (entry) => {
    const line = lineFor(reader, entry);
    return line === null ? null : `${line}\n`;
  };

/** Docker takes what stands behind the equals sign as it is, cuts a carriage return off the end, and gives up on lines of 64 KiB. */
const DOCKER_LINE = 65_535;
const docker: Format1 = ({ name, value }) => {
  const line = `${name}=${value}`;
  return /[\n\0]|\r$/.test(value) || new TextEncoder().encode(line).length >= DOCKER_LINE ? null : `${line}\n`;
};

/** On Windows the runner takes a carriage return at the end for a part of the line end behind it. */
const github: Format1 = ({ name, value }, { mark }) =>
  /\0|\r$/.test(value) || value.split('\n').includes(mark) ? null : `${name}<<${mark}\n${value}\n${mark}\n`;

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** Names that YAML 1.1, which most of its readers speak, takes for something else than text. */
const NO_NAME = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** YAML has JSON's escapes, and wants more characters escaped than JSON: controls, other line ends, marks of byte order. */
const yaml: Format1 = ({ name, value }) => {
  const inside = JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${NO_NAME.test(name) ? `"${name}"` : name}: ${inside}\n`;
};

/** HCL composes every string (NFC), and begins a template at `${` and `%{`. */
const terraform: Format1 = ({ name, value }) => {
  if (value.normalize('NFC') !== value) return null;
  const inside = value
    .replace(/["\\\n\r\t]/g, (mark) => ESCAPES[mark] ?? mark)
    .replace(/[\u0000-\u001f\u007f]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[$%](?=\{)/g, '$&$&');
  return `${name} = "${inside}"\n`;
};

const base64 = (text: string): string => {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
};
const k8s: Format1 = ({ name, value }) => `  ${name}: ${JSON.stringify(base64(value))}\n`;

const EACH: Readonly<Record<Exclude<Format, 'json'>, Format1>> = {
  dotenv: dotenv('dotenv'),
  node: dotenv('node'),
  'python-dotenv': dotenv('python'),
  compose: dotenv('compose'),
  shell: (entry) => {
    const line = lineFor('shell', entry);
    return line === null ? null : `export ${line}\n`;
  },
  docker,
  yaml,
  k8s,
  github,
  terraform,
};

/** A name for a Secret, as DNS has them: `Stripe webhook key` → `stripe-webhook-key`. */
export function secretName(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '');
  return plain === '' ? 'nt2' : plain;
}

export function formatVariables(format: Format, entries: readonly EnvEntry[], options: FormatOptions): FormattedVariables {
  if (format === 'json')
    return { ok: true, text: `${JSON.stringify(Object.fromEntries(entries.map(({ name, value }) => [name, value])), null, 2)}\n` };
  const lines: string[] = [];
  for (const entry of entries) {
    const line = EACH[format](entry, options);
    if (line === null) return { ok: false, name: entry.name };
    lines.push(line);
  }
  const head = format === 'k8s' ? `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${options.title}\ntype: Opaque\ndata:\n` : '';
  return { ok: true, text: head + lines.join('') };
}

/** Whether shells, dotenv, Node, python-dotenv and Compose all read this file alike, so that nobody needs to be told who may read it. */
export const isCommon = (entries: readonly EnvEntry[]): boolean => fileFor(null, entries) !== null;

/** The formats that can carry all of these variables. */
export const formatsFor = (entries: readonly EnvEntry[], options: FormatOptions): readonly Format[] =>
  FORMATS.filter((format) => formatVariables(format, entries, options).ok);

/** What a file in this format is called when it is saved. None begins with a dot, which browsers take away. */
export const FILE_NAMES: Readonly<Record<Format, string>> = {
  dotenv: 'secret.env',
  node: 'secret.env',
  'python-dotenv': 'secret.env',
  shell: 'secret.sh',
  compose: 'secret.env',
  docker: 'secret.env',
  json: 'secret.json',
  yaml: 'secret.yaml',
  k8s: 'secret.yaml',
  github: 'github.env',
  terraform: 'secret.tfvars',
};
