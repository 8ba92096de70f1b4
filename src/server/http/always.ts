// Headers that every answer has unless it has its own, written together with those: set beforehand, one by one, they would make Node
// take the long way for all of them.

import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';

type Own = OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined;

/** For `createServer`: answers that have these headers. */
export function createAnswerClass(always: Readonly<Record<string, string>>): typeof ServerResponse {
  const entries = Object.entries(always).map(([name, value]) => ({ name, lower: name.toLowerCase(), value }));
  /** Of records that never change. */
  const completed = new WeakMap<OutgoingHttpHeaders, OutgoingHttpHeaders>();

  function complete(own: OutgoingHttpHeaders): OutgoingHttpHeaders {
    const known = completed.get(own);
    if (known !== undefined) return known;
    const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
    const whole = { ...own };
    for (const { name, lower, value } of entries) if (!names.has(lower)) whole[name] = value;
    if (Object.isFrozen(own)) completed.set(own, whole);
    return whole;
  }

  return class Answer<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {
    override writeHead(status: number, second?: string | Own, third?: Own): this {
      const reason = typeof second === 'string' ? second : undefined;
      let own = typeof second === 'string' ? third : second;
      if (Array.isArray(own) || this.getHeaderNames().length > 0) {
        for (const { name, value } of entries) if (!this.hasHeader(name)) this.setHeader(name, value);
      } else own = complete(own ?? NONE);
      return reason === undefined ? super.writeHead(status, own) : super.writeHead(status, reason, own);
    }
  };
}

const NONE: OutgoingHttpHeaders = Object.freeze({});
