/** Everything under `root` that matches, and `root` itself: what HTMX puts in may be the very thing looked for. */
export function all<E extends Element>(root: ParentNode, selector: string): E[] {
  const found = Array.from(root.querySelectorAll<E>(selector));
  return root instanceof Element && root.matches(selector) ? [root as unknown as E, ...found] : found;
}
