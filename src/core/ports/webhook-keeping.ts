// How the operator keeps the endpoints of webhooks, from the command line and by the API. A secret is given out once, to the one who makes it.

export interface KeptWebhook {
  /** Eight characters of base32. */
  readonly id: string;
  readonly name: string;
  /** Without its path, which may be what the receiver knows nt2 by. */
  readonly origin: string;
  readonly madeAt: number;
  /** Two for a day after a new one was made. */
  readonly secrets: number;
  /** Shares of which something waits for it. */
  readonly waiting: number;
  /** Events that were given up. */
  readonly givenUp: number;
}

export interface GivenUpEvent {
  readonly id: string;
  readonly kind: string;
  readonly at: number;
  /** A fixed word: what the last try ended with. */
  readonly reason: string;
}

/** `name`, `url`: not one. `taken`: another endpoint has the name. `full`: there are ten. */
export type AddedWebhook =
  | { readonly ok: true; readonly secret: string }
  | { readonly ok: false; readonly reason: 'name' | 'url' | 'taken' | 'full' };

/** `reason`: why a test did not arrive. */
export type TestedWebhook =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly reason: string; readonly status: number | null };

/** Everywhere null means that no endpoint has that name. */
export interface WebhookKeeping {
  add(name: string, url: string): Promise<AddedWebhook>;
  list(): Promise<KeptWebhook[]>;
  /** In the order in which they are sent again. */
  givenUp(name: string): Promise<GivenUpEvent[] | null>;
  test(name: string): Promise<TestedWebhook | null>;
  /** The new secret; for a day each request is signed with both. */
  rotate(name: string): Promise<string | null>;
  /** Of what was given up, or of one event: how many are to be sent again. */
  replay(name: string, event: string | null): Promise<number | null>;
  /** With its secrets and everything that was waiting for it. */
  remove(name: string): Promise<true | null>;
}
