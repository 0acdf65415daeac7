import { quoteWhereNeeded } from '../../psql/quote-identifier.ts'
import type { AnyFact, FactKey } from '../schema.ts'

/** A bare name or several as SQL: `public.orders`, quoted where it must be. */
export function sqlName(...parts: readonly string[]): string {
  return parts.map(quoteWhereNeeded).join('.')
}

/** The name of a fact as SQL, for kinds whose name is not one of a routine or a part of a table. */
export function nameOf({ name }: Pick<AnyFact, 'name'>): string {
  return sqlName(...name)
}

/** The table, view or foreign table that something is a part of, as SQL: all of its name but the last part. */
export function ownerName({ name }: Pick<AnyFact, 'name'>): string {
  return sqlName(...name.slice(0, -1))
}

/** The last part of the name, as SQL: that of a column, a constraint, a trigger. */
export function lastName({ name }: Pick<AnyFact, 'name'>): string {
  return sqlName(name.at(-1)!)
}

/** The name in a key, as SQL. */
export function nameOfKey(key: FactKey): string {
  const parts = [...key.slice(key.indexOf('"')).matchAll(/"((?:[^"]|"")*)"/g)]
  return sqlName(...parts.map(([, part = '']) => part.replaceAll('""', '"')))
}
