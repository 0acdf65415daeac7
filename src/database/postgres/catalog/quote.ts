/** Writes a name as `quote_ident` of the server does. */
export type Quote = (name: string) => string

/** The words that the server puts in quotes where they are names. */
export const wordsSql = `select pg_catalog.json_agg(k.word) as words from pg_catalog.pg_get_keywords() k where k.catcode <> 'U'`

export function quoteAs(words: readonly string[]): Quote {
  const reserved = new Set(words)
  const known = new Map<string, string>()
  return (name) => {
    const quoted = known.get(name)
    if (quoted !== undefined) return quoted
    const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name)
    const made = isPlain ? name : `"${name.replaceAll('"', '""')}"`
    known.set(name, made)
    return made
  }
}
