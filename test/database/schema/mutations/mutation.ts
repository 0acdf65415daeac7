import type { Database, Session } from '../../../../src/database/database.ts'
import { differingFacts, type DifferingFact } from '../../../../src/schema/differing-facts.ts'
import { fingerprintOf, type FingerprintResult } from '../../../../src/schema/fingerprint.ts'
import type { Schema } from '../../../../src/schema/schema.ts'

/**
 * A change of the base schema. As text, a line each:
 * `[14+ ][what is there before || ]what changes => what differs`, of which `14+` is the first major version that knows it.
 */
export interface Mutation {
  readonly since: number
  readonly given: string | undefined
  readonly change: string
  readonly differs: string
}

/** The mutations of a text, blank lines left out. */
export function parseMutations(text: string): readonly Mutation[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, since, given, change = '', differs] =
        /^(?:(\d+)\+ )?(?:(.*) \|\| )?(.*?)(?: => (.*))?$/.exec(line) ?? []
      return { since: Number(since ?? 13), given, change, differs: differs ?? '' }
    })
}

/** Everything counts. */
export const counting = { columnOrder: 'counted', rights: 'counted', extensionVersions: 'counted' } as const

/** What a change changes, in a transaction that is rolled back. `before`: the schema without anything given. */
export async function mutate(
  { session, database }: { readonly session: Session; readonly database: Database },
  before: Schema,
  { given, change }: Mutation,
): Promise<{
  readonly kind: FingerprintResult['kind']
  readonly isOther: boolean
  readonly differs: string
}> {
  const read = () => database.readSchema(session, { transaction: 'open' })
  await session.run('begin')
  try {
    if (given !== undefined) await session.run(given)
    const from = fingerprintOf(given === undefined ? before : await read(), counting)
    await session.run(change)
    const to = fingerprintOf(await read(), counting)
    const differs = differingFacts(from.tree, to.tree).map(shown).join('; ')
    return { kind: to.kind, isOther: from.tree.hash !== to.tree.hash, differs }
  } finally {
    await session.rollback()
  }
}

function shown(one: DifferingFact): string {
  const key = one.key.replaceAll(/"([a-z_0-9]+)"/g, '$1')
  if (one.kind === 'changed') return `${key}: ${one.facets.join(', ')}`
  return one.kind === 'only before' ? `-${key}` : `+${key}`
}
