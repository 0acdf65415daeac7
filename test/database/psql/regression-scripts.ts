import type { SentQuery } from './sent.ts'

/** Scripts that are not compared, and why. A name may have the major of its suite before it. */
export const leftOut: Readonly<Record<string, string>> = {
  psql_pipeline: 'nothing in it but pipelines, which psql sends through the extended protocol',
  '18/sqljson': 'it crashes servers before 18.5',
  '18/hash_part': 'it crashes servers before 18.5',
}

/** As `leftOut`, with a psql that passes over the rows of a COPY that the server refuses. */
export const leftOutThen: Readonly<Record<string, string>> = {
  '15/copyselect': 'refused COPYs of this suite have no rows, so a later end mark stands alone',
}

/** The encoding of scripts that are not in UTF-8: psql sends its bytes, the reader turns them into UTF-8. */
export const encodings: Readonly<Record<string, string>> = { 'collate.windows.win1252': 'windows-1252' }

/**
 * Meta-commands that the reader refuses, and what stands in their place, for psql as well as for the reader. None of them changes how
 * the rest of the script is read.
 */
const replacements: readonly (readonly [RegExp, string | ((line: string) => string)])[] = [
  // The rows of \copy from stdin follow in the script, as those of COPY do.
  [/^\\copy (.*\bfrom stdin\b.*?);?$/gim, 'COPY $1;'],
  // Show something, or set a variable that is given from outside; files and connections of psql.
  [
    /^\\(?:d[a-zA-Z+]*|s[fv]\+?|z[x+]*|l|p|r|o|getenv|setenv|errverbose|lo_\w+\+?|c|connect|copy)(?:[ \t].*)?$/gm,
    '',
  ],
  // The ends of a query: the rows are shown, or stored, or run.
  [
    /[ \t]*\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch|parse|bind|bind_named|close_prepared)(?:[ \t].*)?$/gm,
    ';',
  ],
  // What psql refuses and passes over, and settings that make it send something else.
  [/^\\set (?:invalid\/name|AUTOCOMMIT|FETCH_COUNT|ON_ERROR_\w+|SINGLE\w+)\b.*$/gm, ''],
  // Show the statement in progress; forget it with what came before on the line.
  [/[ \t]*\\p$/gm, ''],
  [/^.*\\r$/gm, ''],
  // What the reader refuses on purpose; see docs/init-scripts.md.
  [/^set standard_conforming_strings = off;$[^]*?^(?:re)?set standard_conforming_strings(?: = on)?;$/gm, ''],
  [/^SET standard_conforming_strings TO off;$/gm, ''],
  [/^copy\b.*\bfrom stdin\b.*\bbinary\b.*$(?:\n\\\.$)?/gim, ''],
  [/^\\pset .*\\0.*$/gm, ''],
  [/^\\\w+ .*`.*$/gm, ''],
  [/^-- invalid boolean expressions are false$[^]*?^(?=-- test if-endif matching)/gm, ''],
  // COPY FROM STDIN among statements joined by \;
  [/^SELECT 'ok' AS "begin" \\;$[^]*?^\\\.$(?:[^;]*?^\\\.$)*/gm, ''],
  [/^.*\bfrom stdin\b.*$/gim, (line) => line.replaceAll('\\;', ';')],
  // psql's own variables.
  [/:'?LAST_ERROR_MESSAGE'?/g, "'an error'"],
  [/:LASTOID\b/g, '0'],
  // No value, as \gset is gone. Where it is true, the rest of the script is passed over.
  [/^\\if :skip_test$/gm, '\\if false'],
  // What the statement before did: refused, and here only shown.
  [/^\\echo .*:(?:ERROR|SQLSTATE|ROW_COUNT|LAST_ERROR_[A-Z]+)$/gm, '\\echo'],
]

export function altered(script: string): string {
  return replacements.reduce((text, [pattern, by]) => text.replace(pattern, by as string), script)
}

/**
 * The script and the queries without the COPY … FROM STDIN that the server refused: an older psql goes on with SQL after those,
 * which nobody can know who does not run them. REFUSED stands in the place of COPY.
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
    if (rows !== undefined) return query
    // The suite of version 18 has an end mark there, which psql passes over.
    const [marked = '', line = ''] = /^([^\n]*\n)\\\.\n/.exec(script.slice(from)) ?? []
    parts.push(line)
    from += marked.length
    return { text: `REFUSED${copy.slice(4)}`, rows }
  })
  return { text: parts.join('') + script.slice(from), queries }
}
