import type { LeftOutFacets } from '../compare.ts'
import type { AnyFact, AvailableExtension } from '../schema.ts'

/** What of two schemas counts, and how it is changed. */
export interface ChangeOptions {
  /** Whether tables whose columns have another order are different. `'ignored'` by default: no ALTER can change it. */
  readonly columnOrder?: 'counted' | 'ignored'
  /** `'ignored'` by default: objects belong to who runs the statements. */
  readonly owners?: 'counted' | 'ignored'
  /** `'counted'` by default. */
  readonly grants?: 'counted' | 'ignored'
  /** `'blocking'` by default. `'concurrent'`: CREATE and DROP INDEX CONCURRENTLY on tables that are there, keys USING such an INDEX, outside of transactions. */
  readonly indexes?: 'blocking' | 'concurrent'
  /** NOT NULL, CHECK and foreign keys of tables that are there: `'at once'` by default; `'later'`: NOT VALID, and validated by a statement of its own, outside of transactions. */
  readonly validation?: 'at once' | 'later'
  /** The extensions of the server: what one has from it is not said. None by default, and then all is said. */
  readonly available?: readonly AvailableExtension[]
}

/** The options with their defaults. */
export function settledOptions(options: ChangeOptions): Required<ChangeOptions> {
  return {
    columnOrder: 'ignored',
    owners: 'ignored',
    grants: 'counted',
    indexes: 'blocking',
    validation: 'at once',
    available: [],
    ...options,
  }
}

/** The facets that do not count with these options. The columns of a check are listed in the order of the table; those of any constraint are in its definition. */
export function leftOutBy(options: ChangeOptions): LeftOutFacets {
  const { owners, grants, columnOrder } = settledOptions(options)
  const order =
    columnOrder === 'ignored'
      ? { table: ['columns'], 'foreign table': ['columns'], constraint: ['columns'] }
      : {}
  const all = [...(owners === 'ignored' ? ['owner'] : []), ...(grants === 'ignored' ? ['grants'] : [])]
  return { all, ...order }
}

/** What the server gives to a new extension of this name by itself; undefined: it is not known. */
export function asItComes(
  { name }: Pick<AnyFact, 'name'>,
  { available }: Required<ChangeOptions>,
): AvailableExtension | undefined {
  return available.find((one) => one.name === name[0])
}
