// Where a Redis is and how to get in: what the settings say, as data.

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export interface RedisTarget {
  readonly topology: 'single' | 'sentinel' | 'cluster';
  /** The server; or some of the Sentinels; or some nodes of the cluster. The others are found by asking these. */
  readonly nodes: readonly RedisAddress[];
  /** The name that the Sentinels know the primary by; empty without Sentinels. */
  readonly primary: string;
  readonly db: number;
  readonly tls: boolean;
  readonly user: string | null;
  readonly password: string | null;
  /** For the Sentinels themselves. */
  readonly sentinelUser: string | null;
  readonly sentinelPassword: string | null;
}

/** PEM texts beside what the system trusts. */
export interface RedisTls {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}
