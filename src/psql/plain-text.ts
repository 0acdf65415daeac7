import { spansOf } from './made/tokens.ts'

/** What the tokens below cannot be sure of: rows of a COPY, and strings that are read otherwise than by the standard. */
const readLiterally = /\bfrom\s+stdin\b|standard_conforming_strings|backslash_quote/i

/**
 * SQL without what means nothing: comments, and white space beside and between tokens. Two texts that are equal in this form do the same.
 * A text with COPY rows, or one that changes how strings are read, is returned as it is.
 */
export function plainText(sql: string): string {
  if (readLiterally.test(sql)) return sql
  let plain = ''
  for (const { from, end } of spansOf(sql)) plain += `${sql.slice(from, end)}\n`
  return plain
}
