// Waits inside a page, with no driver that polls.

/** What is drawn in a frame has been painted when a task runs after it. */
export const painted = `(find) => new Promise((resolve) => {
  const look = () => {
    const found = find();
    if (!found) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(found)));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
})`;
