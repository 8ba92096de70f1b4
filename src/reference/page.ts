// The reference: one page for people, made at the build from openapi.json alone. It has no script and asks no other host for anything.

import { type OpenApi, type Schema } from './described.ts';
import { html, prose, type Html } from './html.ts';
import { renderOperation, type ShownOperation } from './operation-html.ts';
import { describeType, renderLines } from './schema-html.ts';

function renderNav(groups: readonly (readonly [string, readonly ShownOperation[]])[]): Html {
  const groupsOf = groups.map(
    ([tag, routes]) =>
      html`<li>
        <a href="#${idOf(tag)}">${tag}</a>
        <ul>
          ${routes.map(
            ({ method, path, operation }) =>
              html`<li>
                <a href="#${operation.operationId}"><span class="method">${method}</span> ${path}</a>
              </li>`,
          )}
        </ul>
      </li>`,
  );
  return html`<nav aria-label="Operations">
    <ul>
      ${groupsOf}
      <li><a href="#schemas">Schemas</a></li>
    </ul>
  </nav>`;
}

const idOf = (tag: string): string => `about-${tag.toLowerCase().replaceAll(' ', '-')}`;

const renderSchema = ([name, schema]: readonly [string, Schema]): Html =>
  html` <section class="schema" id="schema-${name}" aria-labelledby="schema-${name}-title">
    <h3 id="schema-${name}-title">${name}</h3>
    ${schema.properties === undefined && html`<p>${describeType(schema)}</p>`}${renderLines(schema)}
  </section>`;

/** @param style stands inside the page, where its policy names its hash */
export function renderReference(document: OpenApi, style: string): string {
  const { info, tags, paths, components } = document;
  const routes: ShownOperation[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = tags.map(({ name }) => [name, routes.filter(({ operation }) => operation.tags.includes(name))] as const);
  const sections = tags.map(({ name, description }, at) => {
    const own = groups[at]?.[1] ?? [];
    return html`<section aria-labelledby="${idOf(name)}">
      <h2 id="${idOf(name)}">${name}</h2>
      <p>${prose(description)}</p>
      ${own.map((route) => renderOperation(document, route))}
    </section>`;
  });
  // Not in the template, whose white space is not ours: the policy names the hash of what stands between the tags.
  const styles: Html = { html: ['<style>', style, '</style>'].join('') };
  const { html: text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>The API of nt2</title>
        ${styles}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the operations</a>
        <header>
          <h1>The API of nt2</h1>
          <p>${prose(info.description)}</p>
          <p>Version ${info.version}. For programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
        </header>
        ${renderNav(groups)}
        <main id="main">
          ${sections}
          <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            <p>Bodies and answers by their names. A line that is not listed is refused in a body and never comes in an answer.</p>
            ${Object.entries(components.schemas)
              .toSorted(([a], [b]) => (a < b ? -1 : 1))
              .map(renderSchema)}
          </section>
        </main>
      </body>
    </html> `;
  return text;
}
