/**
 * Whether `text` matches an IAM pattern: `*` is any run of characters, `?` any one. Linear in time: a mismatch only ever
 * goes back to the last star.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length; ) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      resume = i;
    } else if (wanted === '?' || wanted === text[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
