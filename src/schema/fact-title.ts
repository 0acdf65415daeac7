import { quoteWhereNeeded } from '../psql/quote-identifier.ts'
import type { FactKey } from './fact-key.ts'
import type { FactKind } from './schema.ts'

/** The kind and the parts of the name that a key was made of. */
export function partsOfKey(key: FactKey): { readonly kind: FactKind; readonly name: readonly string[] } {
  const start = key.indexOf('"')
  const kind = key.slice(0, start < 0 ? undefined : start).trimEnd() as FactKind
  const name = [...key.slice(kind.length).matchAll(/"((?:[^"]|"")*)"/g)].map(([, part = '']) =>
    part.replaceAll('""', '"'),
  )
  return { kind, name }
}

/** A fact for people: `column public.orders.total`, `function public.total(integer)`. */
export function titleOfKey(key: FactKey): string {
  const { kind, name } = partsOfKey(key)
  const words = name.map((part, place) => (isSql(kind, place, name) ? part : shownName(part)))
  return `${kind} ${words.filter((word) => word !== '').join('.')}`
}

const endingInSql: ReadonlySet<FactKind> = new Set([
  'function',
  'procedure',
  'aggregate',
  'operator',
  'operator class',
  'operator family',
])

/** The last part of a routine has its arguments, that of an operator class its method, and what stands in the name of a cast are types. */
function isSql(kind: FactKind, place: number, { length }: readonly string[]): boolean {
  return kind === 'cast' || kind === 'transform' || (endingInSql.has(kind) && place === length - 1)
}

/** Some kinds have parts that are empty, or no names. */
function shownName(part: string): string {
  return part === '' || new TextEncoder().encode(part).length > 63 ? part : quoteWhereNeeded(part)
}
