// What openapi.json says of one route beside its schemas.

export interface Answer {
  readonly description: string;
  /** Name of a schema of the document. */
  readonly schema?: string;
  readonly type?: string | readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Names of schemas; `octets` for bytes, `logout_token` for a form with that. */
export type Body = string | readonly string[];

export interface Operation {
  readonly summary: string;
  /** Whom the server asks to prove themselves. `anybody`: who they are makes a difference, but they need not be anyone. */
  readonly who: 'nobody' | 'person' | 'auditor' | 'anybody';
  readonly body?: Body;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that may be left out. */
  readonly optional?: Readonly<Record<string, string>>;
  readonly answer: Readonly<Record<number, Answer>>;
  /** Pages and probes have no problem documents. */
  readonly refuses?: 'never';
}
