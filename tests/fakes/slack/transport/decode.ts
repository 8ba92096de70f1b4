// Reads a request to the Web API as Slack does: a form or JSON, the token from the header, the client's secret from Basic.

export interface Decoded {
  readonly args: Readonly<Record<string, unknown>>;
  readonly token: string | null;
  readonly problem: string | null;
}

export interface Asked {
  readonly verb: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

export function decode({ verb, query, headers, body }: Asked): Decoded {
  const [scheme = '', credentials = ''] = (headers.get('authorization') ?? '').split(' ');
  const token = scheme.toLowerCase() === 'bearer' ? credentials : null;
  const basic = scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString() : null;
  const client =
    basic === null ? {} : { client_id: basic.slice(0, basic.indexOf(':')), client_secret: basic.slice(basic.indexOf(':') + 1) };
  const type = headers.get('content-type') ?? '';
  const problems = [
    ...(verb === 'POST' ? [] : [`a ${verb}`]),
    ...(query.has('token') ? ['a token in the address'] : []),
    ...(query.size > 0 ? ['arguments in the address'] : []),
  ];
  const answer = (args: Readonly<Record<string, unknown>>, more: readonly string[] = []): Decoded => {
    const all = [...problems, ...more];
    return { args: { ...Object.fromEntries(query), ...args, ...client }, token, problem: all.length === 0 ? null : all.join(', ') };
  };
  if (type.startsWith('application/json')) {
    try {
      return answer(JSON.parse(body === '' ? '{}' : body) as Record<string, unknown>);
    } catch {
      return answer({}, ['a body that is not JSON']);
    }
  }
  if (type.startsWith('application/x-www-form-urlencoded') || body === '') return answer(Object.fromEntries(new URLSearchParams(body)));
  return answer({}, [`a body of type ${type}`]);
}
