import type { Connection } from '../connection.ts'
import type { Project, Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { leftOutBy } from '../schema/change/options.ts'
import { differencesOf, type Difference } from '../schema/differences.ts'
import type { Schema, UnseenObject } from '../schema/schema.ts'
import { schemaOfMigrations } from '../schema-source.ts'
import type { ReplayWishes } from './replayed-history.ts'

/** How a database differs from what the migrations make up to its heads. */
export interface LiveComparison {
  readonly differences: readonly Difference[]
  readonly unseen: readonly UnseenObject[]
  /** What was replayed, where it is the schema of one revision. */
  readonly replayed: readonly { readonly revision: RevisionId; readonly schema: Schema }[]
}

/** What comes with the server, or with the rows: a fingerprint does not count it either. */
const ofTheServer = { extension: ['version'], 'materialized view': ['populated'] }

/** Compares a database with a replay of the migrations up to its heads. Reads catalogs only. */
export async function compareLive(
  surroundings: Surroundings,
  project: Project,
  {
    like,
    heads,
    inShadow,
    rights,
    history,
  }: {
    readonly like: Connection
    readonly heads: readonly RevisionId[]
    readonly inShadow: ReplayWishes['inShadow']
    readonly rights: 'counted' | undefined
    /** What was replayed already. */
    readonly history: ReadonlyMap<RevisionId, { readonly schema: Schema }>
  },
): Promise<LiveComparison> {
  const { ignored } = await like.database.readFacts(like.session)
  const [head, ...others] = heads
  const known = head === undefined || others.length > 0 ? undefined : history.get(head)?.schema
  const replayed =
    known ??
    (await inShadow((shadow) => schemaOfMigrations(surroundings, project, { shadow, targets: heads })))
  const live = await like.database.readSchema(like.session, { leaveOut: ignored.providerSchemas })
  return {
    differences: differencesOf(replayed, live, {
      ...leftOutBy({ grants: rights ?? 'ignored' }),
      ...ofTheServer,
    }).filter(({ fact }) => rights === 'counted' || !fact.startsWith('default privileges')),
    unseen: [...replayed.unseen, ...live.unseen],
    replayed: heads.length === 1 && head !== undefined ? [{ revision: head, schema: replayed }] : [],
  }
}
