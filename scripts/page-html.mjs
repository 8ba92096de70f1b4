// A page's HTML with what it names: "./something" in an attribute becomes the address of a built file, and a style or script that is marked
// `data-inline` stands inside the page. The browser runs that by its hash alone, so hashes go into the manifest and the page's policy.
// `data-whole`: with whatever it would fetch, so that the page works without a server. Such a page has its policy inside too.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { SetupError } from './node.mjs';

/** A marked style or script, or any other "./something" in quotes. */
const named = new RegExp(
  [
    '<link rel="stylesheet" href="(?<style>\\./[^"]+)" data-inline />',
    '<script(?<type> type="(?:module|text/plain)")? src="(?<script>\\./[^"]+)" data-inline(?<whole> data-whole)?></script>',
    '(?<==")(?<file>\\./[^"]+)(?=")',
  ].join('|'),
  'g',
);

/** What the HTML names. A classic script runs where it stands, before the rest of the page is there. */
export function namedIn(html) {
  return [...html.matchAll(named)].map(({ groups: { style, type, script, whole, file } }) => ({
    path: style ?? script ?? file,
    isFile: file !== undefined,
    isClassic: script !== undefined && type !== ' type="module"',
    isWhole: whole !== undefined,
  }));
}

/** Where no server sends one. `frame-ancestors` counts in a header alone. */
const policyInside = ({ scripts, styles }) => {
  const hashes = (list) => list.map((hash) => `'${hash}'`).join(' ');
  return [
    "default-src 'none'",
    `script-src ${hashes(scripts)}`,
    'worker-src blob:',
    "connect-src 'none'",
    `style-src ${hashes(styles)}`,
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types nt2-worker',
  ].join('; ');
};

/** The whole page, and the hashes of what stands inside. `built` gives the file of a name and, for what stands inside, its text. */
export function fillIn(html, built) {
  const inline = { scripts: [], styles: [] };
  // White space between elements draws nothing, and Preact, which takes the elements over, would move each of them past it.
  const whole = html.replaceAll(/>\s+</g, '><').replace(named, (...match) => {
    const { style, type = '', script, file } = match.at(-1);
    if (file !== undefined) return `/${built(file).file}`;
    const text = built(style ?? script)
      .text()
      .trim();
    // esbuild spells these differently inside a string; a page that ends early would be worse than no page.
    if (/<\/(?:script|style)|<!--/i.test(text)) throw new SetupError(`${style ?? script} cannot stand inside a page: it would end it.`);
    (style === undefined ? inline.scripts : inline.styles).push(`sha256-${createHash('sha256').update(text).digest('base64')}`);
    // Text that no browser runs where it stands, so a script finds it by its name.
    const id = type === ' type="text/plain"' ? ` id="${posix.basename(script, '.ts')}"` : '';
    return style === undefined ? `<script${type}${id}>${text}</script>` : `<style>${text}</style>`;
  });
  return { html: whole.replace('{{policy}}', () => policyInside(inline)), inline };
}
