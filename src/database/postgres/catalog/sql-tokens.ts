/** A token of SQL as the server writes it. */
export interface SqlToken {
  readonly text: string
  /** Where it begins. */
  readonly at: number
}

/**
 * The tokens of a definition that the server wrote, without white space. It writes no comments, no dollar quotes, and doubles each backslash of an
 * `E''` constant, so that a quote ends where an odd number of quotes stands.
 */
export function sqlTokens(text: string): readonly SqlToken[] {
  const form = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|::|[\d.]*\d[\w.]*|[^\s]/gu
  return [...text.matchAll(form)].map((match) => ({ text: match[0], at: match.index }))
}
