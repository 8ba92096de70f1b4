// Playwright's Locator for WebKit, as much of it as the walks use: it finds anew at every look, waits until one element is there and
// ready, and never acts on one of several.

import type { Locator } from 'playwright-core';
import type { Eyes } from './eyes.ts';
import type { Found, Step, Wording } from './in-page/steps.ts';
import { partOf } from './part.ts';
import { DriverError } from './session.ts';
import { until } from '../until.ts';

type Finding = Pick<Locator, 'getByRole' | 'getByLabel' | 'getByText' | 'locator'>;
type Narrowing = Pick<Locator, 'filter' | 'and' | 'or' | 'first' | 'last' | 'nth'>;
type Reading = Pick<
  Locator,
  'all' | 'count' | 'textContent' | 'allTextContents' | 'inputValue' | 'getAttribute' | 'isVisible' | 'isChecked' | 'waitFor'
>;
type Acting = Pick<Locator, 'click' | 'fill' | 'check' | 'uncheck' | 'selectOption' | 'press' | 'focus'>;

/** A tab as its locators need it. */
export interface Ground {
  readonly eyes: Eyes;
  readonly patienceMs: () => number;
  ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>;
}

const stepsOf = new WeakMap<object, readonly Step[]>();

function wording(text: string | RegExp, exact = false): Wording {
  return typeof text === 'string' ? { text, exact } : { pattern: text.source, flags: text.flags };
}

export function finding(ground: Ground, before: readonly Step[]): Finding {
  const next = (step: Step): Locator => createLocator(ground, [...before, step]);
  return {
    getByRole: (role, { name, exact, level } = {}) =>
      next({ by: 'role', role, name: name === undefined ? null : wording(name, exact), level: level ?? null }),
    getByLabel: (text, { exact } = {}) => next({ by: 'label', text: wording(text, exact) }),
    getByText: (text, { exact } = {}) => next({ by: 'text', text: wording(text, exact) }),
    locator: (css) => next({ by: 'css', css: String(css) }),
  };
}

/** The keys that have no letter, as the W3C numbers them. */
const KEYS: Readonly<Record<string, string>> = { Control: '\uE009', Shift: '\uE008', Enter: '\uE007', Tab: '\uE004', Escape: '\uE00C' };

/** Presses keys in whatever has the focus, `Shift+Tab` at once. */
export async function pressKeys({ ask }: Pick<Ground, 'ask'>, keys: string): Promise<void> {
  const parts = keys.split('+').map((key) => KEYS[key] ?? key);
  const down = parts.map((value) => ({ type: 'keyDown', value }));
  const up = parts.toReversed().map((value) => ({ type: 'keyUp', value }));
  await ask('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions: [...down, ...up] }] });
}

function createLocator(ground: Ground, steps: readonly Step[]): Locator {
  const { eyes, ask } = ground;
  const find = (): Promise<Found[] | undefined> => eyes.look<Found[]>('return walk.describe(args[0])', steps);
  const named = (): string => steps.map((step) => JSON.stringify(step)).join(' > ');

  /** Waits until there is one, and it is so. */
  const one = (is: (found: Found) => boolean = () => true, patienceMs = ground.patienceMs()): Promise<Found> =>
    until(named, patienceMs, async () => {
      const all = (await find()) ?? [];
      if (all.length > 1) throw new Error(`${all.length} elements and not one: ${named()}`);
      return all.find(is);
    });

  /** Acts on the one element when it can be acted on. Where it was drawn anew or covered in between, it is looked for again. */
  const act = (work: (path: string, found: Found) => Promise<unknown>): Promise<void> =>
    until(named, ground.patienceMs(), async () => {
      const found = await one((found) => found.visible && found.enabled);
      const [element] = (await eyes.look<Record<string, string>[]>('return walk.find(args[0])', steps)) ?? [];
      if (element === undefined) return undefined;
      try {
        await work(`/element/${Object.values(element)[0]}`, found);
        return true;
      } catch (error) {
        const isAgain = ['stale element reference', 'element click intercepted', 'element not interactable'];
        if (error instanceof DriverError && isAgain.includes(error.code)) return undefined;
        throw error;
      }
    }).then(() => undefined);

  const focus = (): Promise<void> => act(() => eyes.look('walk.find(args[0])[0].focus()', steps));
  const mark = (checked: boolean): Promise<void> =>
    act((path, found) => (found.checked === checked ? Promise.resolve() : ask('POST', `${path}/click`)));

  const narrowing: Narrowing = {
    filter: ({ hasText } = {}) => {
      if (hasText === undefined) throw new Error('WebKit: filter knows hasText alone');
      return createLocator(ground, [...steps, { by: 'saying', text: wording(hasText) }]);
    },
    and: (other) => createLocator(ground, [...steps, { by: 'also', steps: stepsOf.get(other) ?? [] }]),
    or: (other) => createLocator(ground, [...steps, { by: 'either', steps: stepsOf.get(other) ?? [] }]),
    first: () => createLocator(ground, [...steps, { by: 'at', at: 0 }]),
    last: () => createLocator(ground, [...steps, { by: 'at', at: -1 }]),
    nth: (at) => createLocator(ground, [...steps, { by: 'at', at }]),
  };
  const reading: Reading = {
    all: async () => ((await find()) ?? []).map((_, at) => createLocator(ground, [...steps, { by: 'at', at }])),
    count: async () => (await find())?.length ?? 0,
    textContent: async () => (await one()).text,
    allTextContents: async () => ((await find()) ?? []).map(({ text }) => text),
    inputValue: async () => (await one()).value,
    getAttribute: async (name) => (await one()).attributes[name] ?? null,
    isVisible: async () => ((await find()) ?? []).some(({ visible }) => visible),
    isChecked: async () => (await one()).checked,
    async waitFor({ state = 'visible', timeout = ground.patienceMs() } = {}) {
      if (state === 'visible') await one(({ visible }) => visible, timeout);
      else if (state === 'attached') await one(undefined, timeout);
      else
        await until(`gone: ${named()}`, timeout, async () => {
          const all = await find();
          return all?.every(({ visible }) => state === 'hidden' && !visible) ? true : undefined;
        });
    },
  };
  const acting: Acting = {
    click: () => act((path) => ask('POST', `${path}/click`)),
    fill: (text) =>
      act(async (path, found) => {
        if (found.value !== '') await ask('POST', `${path}/clear`);
        // The driver leaves a line break out, and takes the key for one.
        if (text !== '') await ask('POST', `${path}/value`, { text: text.replaceAll('\n', KEYS['Enter'] ?? '') });
      }),
    check: () => mark(true),
    uncheck: () => mark(false),
    focus,
    async press(keys) {
      await focus();
      await pressKeys(ground, keys);
    },
    async selectOption(wish) {
      const { value, label } = wish as { value?: string; label?: string };
      const css = value === undefined ? 'option' : `option[value="${value}"]`;
      const option: Step[] = [...steps, { by: 'css', css }];
      if (label !== undefined) option.push({ by: 'saying', text: wording(new RegExp(`^${label}$`)) });
      await until(`option ${value ?? label}`, ground.patienceMs(), async () => {
        const [element] = (await eyes.look<Record<string, string>[]>('return walk.find(args[0])', option)) ?? [];
        if (element === undefined) return undefined;
        await ask('POST', `/element/${Object.values(element)[0]}/click`);
        return true;
      });
      return [value ?? label ?? ''];
    },
  };
  const locator = partOf<Locator>('locator', { ...finding(ground, steps), ...narrowing, ...reading, ...acting });
  stepsOf.set(locator, steps);
  return locator;
}
