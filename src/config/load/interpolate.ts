/** How often a value may refer to one that refers to others. */
const MAX_DEPTH = 8;

/** Returns the text of a name in `%(name)s`, or undefined if there is none. */
export type Lookup = (name: string) => string | undefined;

/**
 * Replaces `%%` by `%` and `%(name)s` by the value of the name, as PasteDeploy does with the files
 * that Pyramid reads.
 *
 * @returns the text; or what is wrong and how to mend it, which follows the name of the setting and
 *   does not quote the value
 */
export function interpolate(
  text: string,
  lookup: Lookup,
  depth = 0,
): { readonly text: string } | { readonly fault: string } {
  if (!text.includes('%')) return { text };
  let fault: string | null = null;
  const replaced = text.replace(/%(?:%|\(([^()]*)\)s)?/g, (whole, name: string | undefined) => {
    if (whole === '%%') return '%';
    if (name === undefined) {
      fault = 'has a % alone: write %% for one, as in every file of PasteDeploy';
      return '';
    }
    const value = depth < MAX_DEPTH ? lookup(name) : undefined;
    const inner = value === undefined ? null : interpolate(value, lookup, depth + 1);
    if (inner !== null && 'text' in inner) return inner.text;
    fault = 'refers by %(name)s to a name that is not defined: define it in [DEFAULT], or write %%';
    return '';
  });
  return fault === null ? { text: replaced } : { fault };
}
