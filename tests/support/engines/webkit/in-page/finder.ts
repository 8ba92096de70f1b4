// Runs inside a page: finds what a walk speaks of, by role and name, label, text or selector, as Playwright does in the other engines,
// and keeps what the page complains about until it is fetched.

import { computeAccessibleName, getRole, isInaccessible } from 'dom-accessibility-api';
import type { Found, Search, Step, Wording } from './steps.ts';

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

function says(text: string, wording: Wording): boolean {
  // As Playwright does it: only what is compared with a text is tidied.
  if ('pattern' in wording) return new RegExp(wording.pattern, wording.flags).test(text);
  const said = tidy(text);
  return wording.exact ? said === tidy(wording.text) : said.toLowerCase().includes(tidy(wording.text).toLowerCase());
}

const textOf = (element: Element): string => {
  if (element.matches('script, style, noscript, head')) return '';
  if (element instanceof HTMLInputElement && ['button', 'submit'].includes(element.type)) return element.value;
  return element.textContent;
};

/** The label as people wrote it: what labels point at, aria-label, or <label>. */
function labelsOf(element: Element): string[] {
  const by = element.getAttribute('aria-labelledby');
  if (by !== null) return by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '');
  const own = element.getAttribute('aria-label');
  if (own !== null && own.trim() !== '') return [own];
  const labels = 'labels' in element ? (element.labels as NodeListOf<HTMLLabelElement> | null) : null;
  return [...(labels ?? [])].map((label) => label.textContent);
}

const levelOf = (element: Element): number => Number(element.getAttribute('aria-level') ?? /^H([1-6])$/.exec(element.tagName)?.[1] ?? 0);

function isMeant(element: Element, step: Search): boolean {
  switch (step.by) {
    case 'role':
      return (
        getRole(element) === step.role &&
        (step.level === null || levelOf(element) === step.level) &&
        !isInaccessible(element) &&
        (step.name === null || says(computeAccessibleName(element), step.name))
      );
    case 'label':
      return labelsOf(element).some((label) => says(label, step.text));
    case 'text':
      // The smallest element that says it.
      return says(textOf(element), step.text) && ![...element.children].some((child) => says(textOf(child), step.text));
    case 'css':
      return element.matches(step.css);
  }
}

const inOrder = (found: readonly Element[]): Element[] =>
  [...new Set(found)].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));

const both = (some: readonly Element[], others: readonly Element[]): Element[] => some.filter((element) => others.includes(element));

function find(steps: readonly Step[]): Element[] {
  let found: Element[] | null = null;
  for (const step of steps) {
    const before: Element[] = found ?? [];
    if (step.by === 'saying') found = before.filter((element) => says(textOf(element), step.text));
    else if (step.by === 'also') found = both(before, find(step.steps));
    else if (step.by === 'either') found = inOrder([...before, ...find(step.steps)]);
    else if (step.by === 'at') found = before.slice(step.at, step.at === -1 ? undefined : step.at + 1);
    else {
      const below = (found ?? [document]).flatMap((root) => [...root.querySelectorAll('*')]);
      found = inOrder(below.filter((element) => isMeant(element, step)));
    }
  }
  return found ?? [];
}

function isVisible(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
}

const describe = (element: Element): Found => ({
  text: element.textContent,
  value: 'value' in element ? String(element.value) : '',
  visible: isVisible(element),
  enabled: !element.matches(':disabled') && element.getAttribute('aria-disabled') !== 'true',
  checked: 'checked' in element && element.checked === true,
  attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
});

let complaints: string[] = [];
const complain = (text: string): void => void complaints.push(text);
addEventListener('error', (event) => complain(`error: ${event.message}`));
addEventListener('unhandledrejection', (event) => complain(`error: ${String(event.reason)}`));
document.addEventListener('securitypolicyviolation', (event) => complain(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
for (const level of ['error', 'warn'] as const) {
  const print = console[level];
  console[level] = (...said: unknown[]) => {
    complain(said.map(String).join(' '));
    print.apply(console, said);
  };
}

const finder = {
  find,
  describe: (steps: readonly Step[]): Found[] => find(steps).map(describe),
  complaints(): string[] {
    const taken = complaints;
    complaints = [];
    return taken;
  },
};

// Out of sight of whatever the page counts or copies of its window.
Object.defineProperty(globalThis, '__walk', { value: finder });
