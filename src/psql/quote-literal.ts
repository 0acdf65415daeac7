/**
 * A string constant: `'…'`, or `E'…'` where it holds a backslash, so that it means the same whatever standard_conforming_strings says
 * (as libpq's PQescapeLiteral). For SQL that cannot have parameters: several statements in one message, and offline scripts.
 */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
