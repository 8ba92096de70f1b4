// The names that a request asks for, as people write or paste them.

import { describe, expect, it } from 'vitest';
import { normalizeFieldNames, parseFieldNames } from '../../src/core/shares/asked-fields.ts';
import { limits } from '../../src/core/limits.ts';

describe('names of what is asked for', () => {
  it('come from a pasted .env.example without what stands behind them, which is handed back to be looked through', () => {
    const pasted = '# Stripe\r\nexport STRIPE_KEY=sk_live_…\n\nSTRIPE_WEBHOOK_SECRET=\n  DEBUG = "a,b"  \nSTRIPE_KEY=again\n';
    const { names, values } = parseFieldNames(pasted);
    expect(names).toEqual(['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET', 'DEBUG']);
    expect(values).toEqual(['sk_live_…', '"a,b"', 'again']);
    expect(normalizeFieldNames(names)).toEqual(names);
  });

  it('come from a list with commas or line breaks; a name that is written twice counts once', () => {
    expect(parseFieldNames('User name, Password,\nPIN, Password').names).toEqual(['User name', 'Password', 'PIN']);
    expect(parseFieldNames(' \n# nothing\n')).toEqual({ names: [], values: [] });
    // A list in which one name has an equals sign is still a list.
    expect(parseFieldNames('A, B=C').names).toEqual(['A', 'B=C']);
  });

  it('are lines of their own, not too long and not too many', () => {
    expect(normalizeFieldNames(Array.from({ length: limits.askedFields }, (_, n) => `K_${n}`))).toHaveLength(limits.askedFields);
    expect(normalizeFieldNames(Array.from({ length: limits.askedFields + 1 }, (_, n) => `K_${n}`))).toBeNull();
    for (const name of ['', ' ', 'bell\u0007', 'x'.repeat(limits.fieldName + 1)]) expect(normalizeFieldNames([name])).toBeNull();
  });
});
