/** The most similar candidate with at most `maxDistance` differing letters; undefined if there is none. */
export function nearestName<Name extends string>(
  written: string,
  candidates: readonly Name[],
  maxDistance: (candidate: Name) => number = (candidate) => Math.min(4, Math.floor(candidate.length / 3)),
): Name | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(written, candidate) }))
    .filter(({ candidate, distance }) => distance <= maxDistance(candidate))
    .sort((one, other) => one.distance - other.distance);
  return best?.candidate;
}

/** Number of letters to insert, delete or replace to turn one text into the other (Levenshtein distance). */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
