// Names of environment variables.

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

/** A name for the environment made from what a field is called: "Stripe webhook key" → STRIPE_WEBHOOK_KEY. */
export function envName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return /^[0-9]/.test(plain) ? `_${plain}` : plain;
}

export const isEnvName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
