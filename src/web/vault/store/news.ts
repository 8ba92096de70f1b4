// What tabs tell each other of the vault of their browser: never what lies in it.

export const VAULT_CHANNEL = 'nt2-vault';

/** `came`: something was put into its inbox. */
export type VaultNews = 'changed' | 'erased' | 'came';
