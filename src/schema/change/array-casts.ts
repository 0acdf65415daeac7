/**
 * SQL of the catalogs, as it is to be run to become the same again. What the server writes as `(ARRAY['a'::character varying])::text[]` is a cast of the whole array, as `IN` with
 * a varying makes it; read again, each element is cast, and written otherwise ever after. With the type that it has named before, the whole array is cast again.
 */
export function keepArrayCasts(sql: string): string {
  if (!sql.includes('(ARRAY[')) return sql
  const masked = sql.replaceAll(quoted, (text) => 'q'.repeat(text.length))
  let result = ''
  let from = 0
  for (const { index } of masked.matchAll(/\(ARRAY\[/g)) {
    const begin = index + '(ARRAY['.length
    const end = closing(masked, begin)
    const type = /^\]\)::(?!\])[^()[\],;]+\[\]/.test(masked.slice(end))
      ? typeOf(elementsOf(sql, masked, [begin, end]))
      : undefined
    if (type === undefined || begin < from) continue
    result += `${sql.slice(from, end)}])::${type}[]`
    from = end + 2
  }
  return result + sql.slice(from)
}

const quoted = /\bE'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[^]*?\$\1\$/g

/** Where the bracket is closed that is open at a place. */
function closing(masked: string, begin: number): number {
  let depth = 1
  for (let at = begin; at < masked.length; at++) {
    if (masked[at] === '[') depth++
    else if (masked[at] === ']' && --depth === 0) return at
  }
  return masked.length
}

function elementsOf(
  sql: string,
  masked: string,
  [begin, end]: readonly [begin: number, end: number],
): readonly string[] {
  const elements: string[] = []
  let depth = 0
  let from = begin
  for (let at = begin; at < end; at++) {
    const character = masked[at]!
    if ('(['.includes(character)) depth++
    else if (')]'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      elements.push(sql.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...elements, sql.slice(from, end).trim()]
}

/** That which all elements have; undefined: they do not say it. */
function typeOf(elements: readonly string[]): string | undefined {
  const types = new Set(elements.map(typeOfElement))
  return types.size === 1 ? [...types][0] : undefined
}

function typeOfElement(element: string): string | undefined {
  if (/^\d{1,9}$/.test(element)) return 'integer'
  if (/^\d+\.\d+$/.test(element)) return 'numeric'
  if (/^(true|false)$/.test(element)) return 'boolean'
  const cast = /^(?:E?'[^]*'|NULL|\([^]*\))::((?:"(?:[^"]|"")+"|[\w. ])+(?:\([\d, -]+\))?)$/.exec(element)
  return cast?.[1]
}
