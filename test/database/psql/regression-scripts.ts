import type { SentQuery } from './sent.ts'

/** Scripts that are not compared, and why. */
export const leftOut: Readonly<Record<string, string>> = {}

/**
 * Meta-commands that the reader refuses, and what stands in their place, for psql as well as for the reader. None of them changes how
 * the rest of the script is read.
 */
const replacements: readonly (readonly [RegExp, string])[] = [
  // The rows of \copy from stdin follow in the script, as those of COPY do.
  [/^\\copy (.*\bfrom stdin\b.*?);?$/gim, 'COPY $1;'],
  // Show something, or set a variable that is given from outside; files and connections of psql.
  [
    /^[ \t]*\\(?:d[a-zA-Z]*\+?|s[fv]\+?|z|l|p|r|o|getenv|setenv|errverbose|lo_\w+|c|connect|copy)(?:[ \t].*)?$/gm,
    '',
  ],
  // The ends of a query: the rows are shown, or stored, or run.
  [/[ \t]*\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch)(?:[ \t].*)?$/gm, ';'],
  // No value, as \gset is gone. Where it is true, the rest of the script is passed over.
  [/^\\if :skip_test$/gm, '\\if false'],
]

export function altered(script: string): string {
  return replacements.reduce((text, [pattern, by]) => text.replace(pattern, by), script)
}

/**
 * The script and the queries without the COPY … FROM STDIN that the server refused: psql goes on with SQL after those, which nobody
 * can know who does not run them. REFUSED stands in the place of COPY.
 */
export function withoutRefusedCopies(
  script: string,
  sent: readonly SentQuery[],
): { readonly text: string; readonly queries: readonly SentQuery[] } {
  const parts: string[] = []
  let from = 0
  const queries = sent.map((query) => {
    const { text, rows } = query
    const copy = /^(?:--.*\n|\s)*(copy\b[^;]*\b(?:stdin|stdout)\b[^;]*)/i.exec(text)?.[1]
    if (copy === undefined || !/\bfrom\s+std/i.test(copy)) return query
    const at = script.indexOf(copy, from)
    if (at === -1) return query
    parts.push(script.slice(from, at), rows === undefined ? `REFUSED${copy.slice(4)}` : copy)
    from = at + copy.length
    return rows === undefined ? { text: `REFUSED${copy.slice(4)}`, rows } : query
  })
  return { text: parts.join('') + script.slice(from), queries }
}
