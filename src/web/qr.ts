// Draws a text as a QR code: fetched when a person asks for one. Several pages fetch this one file, so it takes nothing from them, Preact
// neither. See docs/decisions/qr-code.md.

import { encodeQR } from 'qr';
import { messages } from './messages/qr.ts';

/** Modules of light around it, which scanners need. */
const QUIET = 4;
const SVG = 'http://www.w3.org/2000/svg';

function make(name: string, attributes: Readonly<Record<string, string | number>>, ...inside: readonly Node[]): Element {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...inside);
  return made;
}

/** Fills a box that is empty. Level M: a seventh of it may be covered or torn. @throws Error for more than 2,331 bytes. */
export function drawQr(box: HTMLElement, text: string, label: string): void {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  // A rectangle for each run of dark modules. Each row ends in light.
  const runs = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1] === true) return [];
      const width = row.indexOf(false, x) - x;
      return [`M${x} ${y}h${width}v1h-${width}z`];
    }),
  );
  const size = rows.length;
  const frame = { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': messages.alt(label), 'shape-rendering': 'crispEdges' };
  const light = make('rect', { width: size, height: size, fill: '#fff' });
  const help = document.createElement('p');
  help.className = 'help';
  help.textContent = messages.help;
  box.replaceChildren(make('svg', frame, light, make('path', { d: runs.join(''), fill: '#000' })), help);
}
