import { sqlTokens, type SqlToken } from './sql-tokens.ts'

/**
 * The query of a view as `pg_get_viewdef` writes it, without the semicolon and the space at its ends, and as PostgreSQL 16 and later do: where it reads one
 * relation only, columns stand without its name. Before 16 the server qualified them, so that no definition would be the same on both.
 */
export function plainView(query: string, serverVersion: number): string {
  const text = query.trim().replace(/;$/, '')
  return serverVersion >= 160_000 ? text : withoutQualifiers(text)
}

/** It stands in the outermost query, where alone the server leaves the name out. */
interface OuterToken extends SqlToken {
  readonly depth: number
}

function withoutQualifiers(query: string): string {
  const outer = outerTokens(query)
  const relation = onlyRelation(outer)
  if (relation === undefined) return query
  const outputs = outputNames(outer)
  const orderedAt = outer.find(({ text, depth }) => depth === 0 && text === 'ORDER')?.at ?? query.length
  let result = ''
  let copied = 0
  for (const [index, token] of outer.entries()) {
    const name = qualified(outer, index, relation)
    // In ORDER BY a name alone is that of the result.
    if (name === undefined || (token.at > orderedAt && outputs.has(name.text))) continue
    result += query.slice(copied, token.at)
    copied = name.at
  }
  return result + query.slice(copied)
}

/** The tokens that are not within a query of their own: a subquery, a CTE, a side of a UNION. */
function outerTokens(query: string): readonly OuterToken[] {
  const found: OuterToken[] = []
  const opened: boolean[] = []
  const tokens = sqlTokens(query)
  for (const [index, token] of tokens.entries()) {
    if (token.text === ')') opened.pop()
    const isOuter = !opened.includes(true)
    if (isOuter) found.push({ ...token, depth: opened.length })
    if (token.text === '(') opened.push(/^(?:SELECT|WITH|VALUES)$/.test(tokens[index + 1]?.text ?? ''))
  }
  return found
}

const endOfFrom = new Set(['WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR'])
const noRelation = new Set(['ONLY', 'LATERAL', 'ROWS', 'FROM', 'WITH', 'ORDINALITY', 'AS', '.'])

/** What the columns of the one relation are qualified with; undefined where there is none, or several. */
function onlyRelation(outer: readonly OuterToken[]): string | undefined {
  const top = outer.filter(({ depth }) => depth === 0).map(({ text }) => text)
  // The sides of a join stand in parentheses.
  if (outer.some(({ text }) => ['UNION', 'INTERSECT', 'EXCEPT', 'JOIN'].includes(text))) return undefined
  const from = top.indexOf('FROM')
  if (from < 0) return undefined
  const rest = top.slice(from + 1)
  const end = rest.findIndex((text) => endOfFrom.has(text))
  const item = end < 0 ? rest : rest.slice(0, end)
  if (item.includes(',')) return undefined
  const sample = item.indexOf('TABLESAMPLE')
  const names = sample < 0 ? item : item.slice(0, sample)
  return names.findLast((text) => isName(text) && !noRelation.has(text))
}

/** The column behind the name of the relation that stands at this place; undefined where it is something else, as a schema, or the row as a whole. */
function qualified(outer: readonly OuterToken[], index: number, relation: string): SqlToken | undefined {
  const [before, token, dot, name, after] = [-1, 0, 1, 2, 3].map((step) => outer[index + step])
  if (token?.text !== relation || dot?.text !== '.' || name === undefined || !isName(name.text))
    return undefined
  const isOfSchema =
    before !== undefined && ['.', '::', 'COLLATE', 'AS', 'FROM', 'ONLY'].includes(before.text)
  return isOfSchema || after?.text === '(' ? undefined : name
}

/** The names that results are given: those of expressions, for a column alone has its own. */
function outputNames(outer: readonly OuterToken[]): ReadonlySet<string> {
  const from = outer.findIndex(({ text, depth }) => depth === 0 && text === 'FROM')
  const names = outer
    .slice(0, from)
    .filter(({ depth }, index) => depth === 0 && outer[index - 1]?.text === 'AS')
    .map(({ text }) => text)
  return new Set(names)
}

function isName(text: string): boolean {
  return /^["\p{L}_]/u.test(text)
}
