// The name under which a browser saves a file: as the sender wrote it, without what only changes how it looks. "gpj.exe" turned round by an
// invisible sign must not be saved as something that reads "exe.jpg".

export function savedName(name: string): string {
  const plain = name.replaceAll(/[\p{Cf}\u2028\u2029]/gu, '').trim();
  return plain === '' || /^\.+$/.test(plain) ? 'file' : plain;
}
