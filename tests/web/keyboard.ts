// Goes through a screen by the Tab key alone, as people do who have no mouse: all that can be pressed or filled in is reached, in the order in
// which it stands there, is seen to have the focus, and lets it go again. And no screen may lose the focus with what was pressed.

import type { BrowserContext, Page } from 'playwright-core';

/** What a keyboard has to reach, in the order of the document. Of radio buttons with one name, one is a stop. */
const STOPS = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="log"]')].filter((one) => {
  if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
  if (one.type !== 'radio') return true;
  const group = [...document.querySelectorAll('input[type="radio"]')].filter(({ name }) => name === one.name);
  return one === (group.find(({ checked }) => checked) ?? group[0]);
})`;

/** Notes each stop as it gets the focus: what is wrong with how that looks, and where it stands. */
const BEGIN = `(() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (one) => {
    for (let at = one.parentElement; at !== null; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/, 0\\)$|^transparent$/.test(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const nameOf = (one) => one.outerHTML.slice(0, 90);
  const faultsOf = (one) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return ['no ring'];
    const [light, dark] = [luminance(outlineColor), luminance(behind(one))].toSorted((a, b) => b - a);
    if ((light + 0.05) / (dark + 0.05) < 3) return ['a ring of too little contrast'];
    return [];
  };
  const isHidden = (one) => {
    const box = one.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2];
    const top = document.elementFromPoint(x, y);
    return box.width > 2 && (top === null || !(one.contains(top) || top.contains(one)));
  };
  const seen = [];
  const onFocus = ({ target }) => {
    const faults = faultsOf(target).map((fault) => fault + ': ' + nameOf(target));
    seen.push({ one: target, faults });
  };
  // When the next key is pressed: WebKit scrolls when the listeners of the focus have been called.
  const onKey = () => {
    const last = seen.at(-1);
    if (last?.one === document.activeElement && isHidden(last.one)) last.faults.push('covered, or out of sight: ' + nameOf(last.one));
  };
  const before = document.activeElement;
  document.body.tabIndex = -1;
  document.body.focus();
  document.addEventListener('focusin', onFocus);
  document.addEventListener('keydown', onKey, true);
  globalThis.nt2Keyboard = {
    stops: ${STOPS},
    hasReachedAll() {
      return this.stops.every((stop) => seen.some(({ one }) => one === stop));
    },
    end() {
      onKey();
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKey, true);
      document.body.removeAttribute('tabindex');
      const stops = this.stops;
      const reached = seen.map(({ one }) => one).filter((one) => stops.includes(one));
      const wrong = seen.flatMap(({ faults }) => faults);
      for (const one of stops) if (!reached.includes(one)) wrong.push('not reached: ' + nameOf(one));
      for (const one of stops) if (one.tabIndex > 0) wrong.push('out of order: ' + nameOf(one));
      const round = reached.slice(0, stops.length);
      round.forEach((one, n) => { if (stops.indexOf(one) < stops.indexOf(round[n - 1])) wrong.push('out of order: ' + nameOf(one)); });
      // As it is read: down, and along the line.
      const boxes = stops.map((one) => one.getBoundingClientRect());
      boxes.forEach((box, n) => {
        const last = boxes[n - 1];
        if (last && box.bottom <= last.top && box.width > 1) wrong.push('stands above the one before it: ' + nameOf(stops[n]));
      });
      before?.focus?.({ preventScroll: true });
      return wrong;
    },
  };
  return globalThis.nt2Keyboard.stops.length;
})()`;

/** Text that scrolls is a stop too in Firefox: so many steps more than there are other stops. */
const MORE = 3;

/**
 * Faults of this screen for people with a keyboard alone. One step more than there are stops: the last has to let go. Not in Firefox: there
 * that step leads into the browser's own bars, and the driver's keys then reach a page that has no focus, draws no ring and cannot take it back.
 */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const stops = await page.evaluate<number>(BEGIN);
  const isFirefox = await page.evaluate<boolean>("navigator.userAgent.includes('Firefox')");
  const isThrough = async (steps: number): Promise<boolean> => {
    if (!isFirefox) return steps > stops;
    return steps >= stops && (steps >= stops + MORE || page.evaluate<boolean>('globalThis.nt2Keyboard.hasReachedAll()'));
  };
  for (let steps = 0; !(await isThrough(steps)); steps += 1) await page.keyboard.press('Tab');
  return page.evaluate<string[]>('globalThis.nt2Keyboard.end()');
}

/** A screen says at once where the focus is now; a test presses on soon. */
const SETTLE_MS = 30;

/** Says so in the page's console, which every test looks at, when what had the focus is gone and nothing has it. */
export async function watchFocus(profile: BrowserContext): Promise<void> {
  await profile.addInitScript(`(() => {
    let last = null;
    const check = () => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      const gone = last.outerHTML.slice(0, 120);
      last = null;
      setTimeout(() => {
        if (document.activeElement === document.body && document.querySelector('main') !== null) console.error('lost the focus with ' + gone);
      }, ${SETTLE_MS});
    };
    document.addEventListener('focusin', ({ target }) => { last = target; });
    new MutationObserver(check).observe(document, { childList: true, subtree: true });
  })()`);
}
