// rage, the Rust implementation of age, as WebAssembly: its package names its types for another file than the one it has.

declare module '@kanru/rage-wasm/dist/index.js' {
  export { decrypt_with_user_passphrase, decrypt_with_x25519 } from '@kanru/rage-wasm/index.d.ts';
}
