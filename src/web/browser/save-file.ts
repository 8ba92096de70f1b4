// Has the browser save what has been fetched, under this name.

export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the address up by then.
  setTimeout(() => {
    URL.revokeObjectURL(url);
    // Chromium keeps the link of the last navigation for as long as the page stands, and with it the name.
    link.href = link.download = '';
  }, 10_000);
}
