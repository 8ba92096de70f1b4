// One operation of the page: what it is for, who may, what it takes, what it answers, and how to ask from a terminal.

import { parameterOf, responseOf, type Media, type OpenApi, type Operation, type Parameter, type Response } from './described.ts';
import { html, prose, type Html } from './html.ts';
import { describeType } from './schema-html.ts';

export interface ShownOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

const WIDE = 2;
const asJson = (value: unknown): string => JSON.stringify(value, null, WIDE);

function describeWho({ security }: Operation): Html {
  if (security.length === 0) return html`Everyone. No cookie and no token is looked at.`;
  const ways = security.map((one) => {
    if (one['token'] === undefined) return one['cookie'] === undefined ? 'anyone' : 'a session';
    const scopes = one['token'].map((scope) => `\`${scope}\``).join(', ');
    return scopes === '' ? 'any token' : `a token with ${scopes}`;
  });
  if (ways[0] === 'anyone') return prose(`Anyone${ways.length > 1 ? `; ${ways.slice(1).join(' or ')} may make a difference` : ''}.`);
  return prose(`${ways.join(', or ').replace(/^./, (first) => first.toUpperCase())}.`);
}

function renderParameters(parameters: readonly Parameter[]): Html {
  const lines = parameters.map(
    ({ name, in: place, required, description = '', schema }) =>
      html`<li>
        <code class="name">${name}</code>
        <span class="type">${place}, ${describeType(schema)}${required !== true && ', may be left out'}</span>
        <span class="what">${prose(description)}</span>
      </li>`,
  );
  return html`<h4>Parameters</h4>
    <ul class="lines">
      ${lines}
    </ul>`;
}

function renderMedia([type, { schema, example, examples = {} }]: readonly [string, Media]): Html {
  const all = example === undefined ? Object.values(examples).map(({ value }) => value) : [example];
  return html`<p><code>${type}</code>${type.includes('json') && html`: ${describeType(schema)}`}</p>
    ${all.map((one) => html`<pre>${asJson(one)}</pre>`)}`;
}

function renderAnswer(status: string, { description, headers = {}, content = {} }: Response): Html {
  const named = Object.entries(headers).map(
    ([name, { description: text = '' }]) => html`<li><code class="name">${name}</code> <span class="what">${prose(text)}</span></li>`,
  );
  const isRefusal = Number(status) >= 400;
  const bodies = isRefusal ? [] : Object.entries(content).map(renderMedia);
  return html`<dt>${status}</dt>
    <dd>
      <p>${prose(description)}</p>
      ${
        named.length > 0 &&
        html`<ul class="lines">
          ${named}
        </ul>`
      }${bodies}
    </dd>`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** As a program with a token asks. */
function renderCommand({ method, path, operation }: ShownOperation, parameters: readonly Parameter[]): Html {
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const example = media?.example ?? Object.values(media?.examples ?? {}).at(-1)?.value;
  const value = (name: string): string => parameters.find((one) => one.name === name)?.example ?? '…';
  const query = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => `${name}=${encodeURIComponent(value(name))}`);
  const address = `https://nt2.example${path.replace(/\{(\w+)\}/g, (_, name: string) => value(name))}`;
  const lines = [
    `curl${method === 'GET' || (method === 'POST' && example !== undefined) ? '' : ` -X ${method}`} ${quoted([address, ...(query.length > 0 ? [query.join('&')] : [])].join('?'))}`,
    `-H 'Authorization: Bearer nt2_…'`,
    ...parameters
      .filter((one) => one.in === 'header' && one.required === true)
      .map(({ name, example: text = '' }) => `-H ${quoted(`${name}: ${text}`)}`),
    ...(type === undefined ? [] : [`-H 'Content-Type: ${type}'`]),
    ...(example === undefined ? (type === undefined ? [] : [`--data-binary @payload.age`]) : [`-d ${quoted(JSON.stringify(example))}`]),
  ];
  return html`<h4>From a terminal</h4>
    <pre>${lines.join(' \\\n  ')}</pre>`;
}

export function renderOperation(document: OpenApi, route: ShownOperation): Html {
  const { method, path, operation } = route;
  const { operationId, summary, requestBody, responses, security } = operation;
  const parameters = (operation.parameters ?? []).flatMap((one) => parameterOf(document, one) ?? []);
  const answers = Object.entries(responses).flatMap(([status, one]) => {
    const found = responseOf(document, one);
    return found === undefined ? [] : [[status, found] as const];
  });
  const [fine, refused] = [answers.filter(([status]) => Number(status) < 400), answers.filter(([status]) => Number(status) >= 400)];
  return html` <section class="operation" id="${operationId}" aria-labelledby="${operationId}-title">
    <h3 id="${operationId}-title"><span class="method">${method}</span> <code>${path}</code></h3>
    <p>${prose(summary)}.</p>
    <p class="who"><span>Who may:</span> ${describeWho(operation)}</p>
    ${parameters.length > 0 && renderParameters(parameters)}
    ${
      requestBody !== undefined &&
      html`<h4>Body</h4>
        ${Object.entries(requestBody.content).map(renderMedia)}`
    }
    <h4>Answers</h4>
    <dl>${fine.map(([status, one]) => renderAnswer(status, one))}</dl>
    ${
      refused.length > 0 &&
      html`<details>
        <summary>Refusals of <code>${operationId}</code></summary>
        <dl>${refused.map(([status, one]) => renderAnswer(status, one))}</dl>
      </details>`
    }
    ${security.some((one) => 'token' in one) && renderCommand(route, parameters)}
  </section>`;
}
