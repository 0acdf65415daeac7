import { distance } from 'fastest-levenshtein'

/** The candidate that `word` is most likely a misspelling of; undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.round(word.length / 3))
  let best: string | undefined
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue
    const found = distance(word.toLowerCase(), candidate.toLowerCase())
    if (found >= bestDistance) continue
    best = candidate
    bestDistance = found
  }
  return best
}

/** `Did you mean "…"?`, or the other hint when no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  const best = nearest(word, candidates)
  return best === undefined ? otherwise : `Did you mean "${best}"?`
}
