// Core and bot know what a platform can do, and never its name.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources, root } from './read-imports.ts';

/** Shapes of other makers' tokens, which a person may have pasted. */
const SHAPES = 'src/core/secret-shapes.ts';

const NAMES = readdirSync(join(root, 'src/adapters'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
/** `line` and `teams` are words too: of these only the name as it is written, and the first part of a key. */
const WORDS = ['line', 'teams'];
const SPELLED = ['LINE', 'Teams'];

const found = (text: string): string[] => [
  ...NAMES.filter((name) => !WORDS.includes(name) && new RegExp(`\\b${name}\\b`, 'i').test(text)),
  ...SPELLED.filter((name) => new RegExp(`\\b${name}\\b`).test(text)),
  ...WORDS.filter((name) => new RegExp(`['"\`/]${name}[:/]`).test(text)),
];

describe('platforms', () => {
  it('are named nowhere in core and bot', () => {
    expect(NAMES).toEqual(expect.arrayContaining(['discord', 'playground', 'slack']));
    const sources = [...readSources('src/core'), ...readSources('src/bot')].filter(({ path }) => path !== SHAPES);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(({ path, text }) => found(text).map((name) => `${path}: ${name}`))).toEqual([]);
  });

  it('would be found', () => {
    expect(found("if (platform === 'slack') whisper();")).toEqual(['slack']);
    expect(found('const key = `line:${id}`;')).toEqual(['line']);
    expect(found('// As Teams does it.')).toEqual(['Teams']);
    expect(found('one line of the teams')).toEqual([]);
  });
});
