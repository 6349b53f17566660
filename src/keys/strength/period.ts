/**
 * The lengths after which a string repeats itself, shortest first, without its whole length: 2, 4
 * and 5 for "ababa" cut from "ab", "abab" … The table of Knuth, Morris and Pratt finds them in
 * proportion to the length.
 */
export function periodsOf(text: string): readonly number[] {
  const borders = new Uint32Array(text.length + 1);
  for (let at = 1, border = 0; at < text.length; at++) {
    while (border > 0 && text[at] !== text[border]) border = borders[border] as number;
    if (text[at] === text[border]) border++;
    borders[at + 1] = border;
  }
  const periods: number[] = [];
  for (let border = borders[text.length] as number; border > 0; border = borders[border] as number)
    periods.push(text.length - border);
  return periods;
}
