// How a bond says that it is of a terminal and not of a browser: in place of a browser's public key stands the hash of the terminal's token.

const PREFIX = 'terminal:';

/** @param tokenHash base64 SHA-256 of the token. */
export const terminalDevice = (tokenHash: string): string => `${PREFIX}${tokenHash}`;

/** The hash of the token of a terminal. Null: this is a browser. */
export const tokenHashOf = (device: string): string | null => (device.startsWith(PREFIX) ? device.slice(PREFIX.length) : null);

export const isBrowser = ({ device }: { readonly device: string }): boolean => tokenHashOf(device) === null;
