// The version, as `nt2 --version` prints it. A test holds it against package.json, which the bundle does not carry.

export const VERSION = '0.1.0';
