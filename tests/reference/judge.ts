// Judges what a server answered by openapi.json alone: is there such an operation, and is this one of its answers? It knows neither the
// table nor a schema of ours, so it judges as a stranger's program would.

import { Ajv2020 } from 'ajv/dist/2020.js';

export type Json = Readonly<Record<string, unknown>>;

export interface Described {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, { readonly schema: Json; readonly example?: unknown; readonly examples?: Json }>>;
}
export interface Reference {
  readonly $ref: string;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Json;
  readonly example?: string;
}
interface DescribedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described | Reference>>;
}
export interface Document {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

export interface Operation extends DescribedOperation {
  /** `GET /api/shares/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

/** What was asked, and what came. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** The JSON that was sent, if any. */
  readonly sent?: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Headers that an answer may have only where it is described. */
const NOTABLE = ['set-cookie', 'location', 'etag', 'retry-after', 'nt2-receipt', 'nt2-waiting'];
/** On every answer of the API. */
const ALWAYS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' } as const;

export type Judge = ReturnType<typeof createJudge>;

export function createJudge(document: Document) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'nt2');
  const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      ...one,
      name: `${method.toUpperCase()} ${path}`,
      path,
      method: method.toUpperCase(),
    })),
  );

  function resolve<T extends object>(one: T | Reference): T {
    if (!('$ref' in one)) return one;
    const parts = one.$ref.slice(2).split('/');
    return parts.reduce<unknown>((value, part) => (value as Json)[part], document) as T;
  }

  /** What is wrong with a value; null: nothing. `pointer`: of its schema, `/paths/…`. */
  function faultIn(pointer: string, value: unknown): string | null {
    const validate = ajv.getSchema(`nt2#${pointer}`);
    if (validate === undefined) return `${pointer} is not in the document`;
    return validate(value) === true ? null : ajv.errorsText(validate.errors);
  }
  const escape = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointerOf = ({ path, method }: Operation): string => `/paths/${escape(path)}/${method.toLowerCase()}`;

  /** The operation that a request belongs to: of those that match, the one with most of its path written out. */
  function operationOf(method: string, url: string): Operation | undefined {
    const { pathname } = new URL(url, 'https://nt2.example');
    const writtenOut = (path: string): number => path.replace(/\{\w+\}/g, '').length;
    return operations
      .filter((one) => {
        const pattern = one.path.replaceAll('.', '\\.').replace('{path}', '.+').replace(/\{\w+\}/g, '[^/]+'); // prettier-ignore
        return one.method === method && new RegExp(`^${pattern}$`).test(pathname);
      })
      .toSorted((a, b) => writtenOut(b.path) - writtenOut(a.path))[0];
  }

  /** Of a JSON body. */
  const bodyFault = (operation: Operation, sent: unknown): string | null =>
    faultIn(`${pointerOf(operation)}/requestBody/content/${escape('application/json')}/schema`, sent);

  function answerFaults(operation: Operation, { status, headers, text }: Exchange): string[] {
    const own = operation.responses[status];
    if (own === undefined) return [`${status} is not described: ${text.slice(0, 200)}`];
    const { content = {}, headers: described = {} } = resolve(own);
    const faults: string[] = [];
    const type = headers.get('content-type');
    const media = type === null ? undefined : content[type];
    if (type !== null && media === undefined) faults.push(`${type} instead of ${Object.keys(content).join() || 'nothing'}`);
    if (type === null && Object.keys(content).length > 0) faults.push('no content');
    if (type !== null && media !== undefined && type.endsWith('json')) {
      const at = '$ref' in own ? own.$ref.slice(1) : `${pointerOf(operation)}/responses/${status}`;
      const fault = 'schema' in media && isJson(text) ? faultIn(`${at}/content/${escape(type)}/schema`, JSON.parse(text)) : 'not JSON';
      if (fault !== null) faults.push(fault);
    }
    for (const [name, { required = false }] of Object.entries(described))
      if (required && !headers.has(name)) faults.push(`${name} is missing`);
    const known = new Set(Object.keys(described).map((name) => name.toLowerCase()));
    for (const name of NOTABLE) if (headers.has(name) && !known.has(name)) faults.push(`${name} is not described`);
    for (const [name, value] of Object.entries(ALWAYS)) if (headers.get(name) !== value) faults.push(`${name} is not ${value}`);
    return faults;
  }

  /** What in one exchange is not as the document says; [] when all is. A body that was taken must be one that is described. */
  function faultsIn(exchange: Exchange): string[] {
    const { method, url, sent, status } = exchange;
    const operation = operationOf(method, url);
    if (operation === undefined) return [`${method} ${url} is not in the document`];
    const fault = sent === undefined || status >= 300 ? null : bodyFault(operation, sent);
    return [...(fault === null ? [] : [`request: ${fault}`]), ...answerFaults(operation, exchange)].map(
      (one) => `${operation.name} ${status}: ${one}`,
    );
  }

  return { operations, operationOf, resolve, bodyFault, faultsIn, faultIn };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
