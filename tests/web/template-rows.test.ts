// The rows that a template names: what stands on the page at first, what a pasted .env makes of them, and what is sent.

import { describe, expect, it } from 'vitest';
import { firstRows, itemsOf } from '../../src/web/sender/compose/draft.ts';
import { parsePaste, undo } from '../../src/web/sender/compose/paste.ts';

const FIELDS = ['API_KEY', 'Host name'];
const named = (rows: readonly { readonly name: string; readonly env: string }[]) => rows.map(({ name, env }) => [name, env]);

describe('rows by a template', () => {
  it('J1: have its names and their variables, masked, in the place of the usual ones', () => {
    const rows = firstRows('credential', 'Stripe', FIELDS);
    expect(named(rows)).toEqual([
      ['API_KEY', 'API_KEY'],
      ['Host name', 'HOST_NAME'],
    ]);
    expect(rows.every(({ hidden, value, isNamed }) => hidden && value === '' && !isNamed)).toBe(true);
    expect(firstRows('credential', 'Stripe', []).map(({ name }) => name)).toEqual(['Stripe']);
    // Of another kind: no variables, and a bank's name is no secret.
    const bank = firstRows('bank', 'Supplier', ['IBAN', 'Bank']);
    expect(bank.map(({ name, env, hidden }) => [name, env, hidden])).toEqual([
      ['IBAN', '', true],
      ['Bank', '', false],
    ]);
  });

  it('J1: one that is left empty is not sent', () => {
    const [key, host] = firstRows('credential', 'Stripe', FIELDS);
    const rows = [{ ...key!, value: 'sk' }, host!];
    expect(itemsOf('credential', 'Stripe', rows).items[0]?.fields).toEqual([
      { name: 'API_KEY', value: 'sk', hidden: true, env: 'API_KEY' },
    ]);
  });

  it('J1: a pasted .env fills those that wait for it, and undo gives them back', () => {
    const rows = firstRows('credential', 'Stripe', ['API_KEY', 'WEBHOOK_SECRET', 'REGION']);
    const [row] = rows;
    const text = 'WEBHOOK_SECRET=two\nAPI_KEY=one\n';
    const done = parsePaste({ row: row!, part: 'value', from: 0, to: 0, text }, rows);
    if (done?.told.kind !== 'rows') throw new Error('no rows');
    expect(done.rows.map(({ name, value }) => [name, value])).toEqual([
      ['REGION', ''],
      ['WEBHOOK_SECRET', 'two'],
      ['API_KEY', 'one'],
    ]);
    expect(undo(done.told, done.rows).map(({ name, value }) => [name, value])).toEqual([
      ['REGION', ''],
      ['API_KEY', text],
      ['WEBHOOK_SECRET', ''],
    ]);
  });

  it('J1: a row that has a value by then keeps it, beside the pasted one', () => {
    const [first, second] = firstRows('credential', 'Stripe', ['API_KEY', 'REGION']);
    const rows = [first!, { ...second!, value: 'eu' }];
    const done = parsePaste({ row: first!, part: 'value', from: 0, to: 0, text: 'API_KEY=one\nREGION=us\n' }, rows);
    expect(done?.rows.map(({ name, value }) => [name, value])).toEqual([
      ['REGION', 'eu'],
      ['API_KEY', 'one'],
      ['REGION', 'us'],
    ]);
  });
});
