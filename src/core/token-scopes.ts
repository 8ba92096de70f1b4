// What an API token may do.

/**
 * `create`: acts as its person, so begins, answers, opens and ends shares. `read`: looks at what its person may see. `audit`: reads every log,
 * receipt and evidence. `admin`: keeps webhooks and tokens.
 */
export const TOKEN_SCOPES = ['create', 'read', 'audit', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What reaches beyond one person: a browser's session never does, and a token of a person of chat never has it. */
export const OPERATOR_SCOPES: readonly TokenScope[] = ['audit', 'admin'];

export const isScope = (text: string): text is TokenScope => (TOKEN_SCOPES as readonly string[]).includes(text);

/** In the order of the list, each once. */
export const sortScopes = (scopes: readonly TokenScope[]): readonly TokenScope[] => TOKEN_SCOPES.filter((scope) => scopes.includes(scope));
