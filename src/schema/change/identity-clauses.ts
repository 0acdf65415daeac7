import type { FacetsOf } from '../facets.ts'
import { sqlName } from './names.ts'
import { changedNumbers, numberClauses } from './sequence-rules.ts'

type Identity = NonNullable<FacetsOf['column']['identity']>

/** `GENERATED ALWAYS AS IDENTITY`, with what of its sequence the server would not choose by itself. */
export function identityClause(
  { when, sequence }: Identity,
  { name, type }: { readonly name: readonly string[]; readonly type: string },
): string {
  const [schema = '', table = '', column = ''] = name
  const isUsual = sequence.name === `${table}_${column}_seq`
  const clauses = [
    ...(isUsual ? [] : [`SEQUENCE NAME ${sqlName(schema, sequence.name)}`]),
    ...numberClauses(sequence, type),
  ]
  return `GENERATED ${when} AS IDENTITY${clauses.length === 0 ? '' : ` (${clauses.join(' ')})`}`
}

/** The clauses of ALTER COLUMN that make one identity of another; not the name of the sequence. */
export function identityChanges(from: Identity, to: Identity): readonly string[] {
  return [
    ...(from.when === to.when ? [] : [`SET GENERATED ${to.when}`]),
    ...changedNumbers(from.sequence, to.sequence).map((clause) =>
      clause === 'RESTART' ? clause : `SET ${clause}`,
    ),
  ]
}
