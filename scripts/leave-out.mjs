// What bundles for browsers leave out of a package.

/**
 * age-encryption also speaks post-quantum, P-256, X25519 in JavaScript and passphrases. nt2 asks for none of it (X25519 is the browser's
 * own, and a browser without it is told so; scrypt runs in a Worker), and left in it would be half of what a page weighs. Nothing stands
 * in its place: a call would throw.
 */
export const leaveOut = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@noble\/(post-quantum\/hybrid|curves\/nist|curves\/ed25519|hashes\/scrypt)\.js$/ }, ({ path, importer }) =>
      /[\\/]age-encryption[\\/]/.test(importer) ? { path, namespace: 'left-out' } : undefined,
    );
    const basePoint = 'export const x25519 = { GuBytes: Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0)) };';
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: `${basePoint} export const p256 = undefined, scrypt = undefined, MLKEM768P256 = undefined, MLKEM768X25519 = undefined;`,
    }));
  },
};
