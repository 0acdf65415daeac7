import type { Connection } from '../connection.ts'
import { dueRepeatables } from '../plan/around.ts'
import { sameHeads } from '../plan/plan.ts'
import type { Project, Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { leftOutBy } from '../schema/change/options.ts'
import { compareSchemas, type SchemaDifference } from '../schema/compare.ts'
import { differencesOf, type Difference } from '../schema/differences.ts'
import type { Schema, UnseenObject } from '../schema/schema.ts'
import { isWithin } from '../schema/within-change.ts'
import { schemaInTwo, type SchemaInTwo } from '../schema-source.ts'
import type { ReplayWishes } from './replayed-history.ts'

/** How a database differs from what the migrations make up to its heads. */
export interface LiveComparison {
  readonly differences: readonly Difference[]
  /** These may be of repeatable migrations that are not run at these heads, or are due: they are not judged. */
  readonly ofRepeatables: readonly Difference[]
  readonly unseen: readonly UnseenObject[]
  /** What was replayed, where it is the schema of one revision. */
  readonly replayed: readonly { readonly revision: RevisionId; readonly schema: Schema }[]
}

/** What comes with the server, or with the rows: a fingerprint does not count it either. */
const ofTheServer = { extension: ['version'], 'materialized view': ['populated'] }

/** What is compared, and where. */
interface Comparing {
  readonly like: Connection
  readonly heads: readonly RevisionId[]
  readonly inShadow: ReplayWishes['inShadow']
  readonly rights: 'counted' | undefined
  /** What was replayed already, revision by revision. */
  readonly history: ReadonlyMap<RevisionId, { readonly schema: Schema }>
}

/** Compares a database with a replay of the migrations up to its heads. Reads catalogs only. */
export async function compareLive(
  surroundings: Surroundings,
  project: Project,
  { like, heads, inShadow, rights, history }: Comparing,
): Promise<LiveComparison> {
  const leaveOut = await like.database.readProviderSchemas(like.session)
  const replay = (targets: readonly RevisionId[]) =>
    inShadow((shadow) => schemaInTwo(surroundings, project, { shadow, targets }))
  const replayed = replayedAlready(project, { heads, history }) ?? (await replay(heads))
  const live = await like.database.readSchema(like.session, { leaveOut })
  const differences = differencesOf(replayed.whole, live, {
    ...leftOutBy({ grants: rights ?? 'ignored', columnOrder: project.config.columnOrder }),
    ...ofTheServer,
  }).filter(({ fact }) => rights === 'counted' || !fact.startsWith('default privileges'))
  const change =
    differences.length === 0 ? undefined : await openChange(project, { like, heads, replayed, replay })
  const isOpen = (one: Difference) =>
    change !== undefined && isWithin(one, change, [live, replayed.whole, replayed.ofRevisions])
  const [head] = heads
  return {
    differences: differences.filter((one) => !isOpen(one)),
    ofRepeatables: differences.filter(isOpen),
    unseen: [...replayed.whole.unseen, ...live.unseen],
    replayed:
      heads.length === 1 && head !== undefined ? [{ revision: head, schema: replayed.ofRevisions }] : [],
  }
}

/** Of a database at one head. Hooks and repeatable migrations do more than the revisions. */
function replayedAlready(
  { hooks, repeatables }: Project,
  { heads, history }: Pick<Comparing, 'heads' | 'history'>,
): SchemaInTwo | undefined {
  const [head] = heads
  const schema = heads.length === 1 && head !== undefined ? history.get(head)?.schema : undefined
  return schema === undefined || hooks.size + repeatables.size > 0
    ? undefined
    : { ofRevisions: schema, whole: schema }
}

/** What the repeatable migrations change, where they are not run in the database as the files have them: below the heads of the files, and where some are due. */
async function openChange(
  { graph, repeatables }: Project,
  {
    like,
    heads,
    replayed,
    replay,
  }: Pick<Comparing, 'like' | 'heads'> & {
    readonly replayed: SchemaInTwo
    readonly replay: (targets: readonly RevisionId[]) => Promise<SchemaInTwo>
  },
): Promise<SchemaDifference | undefined> {
  if (repeatables.size === 0) return undefined
  const isBelow = !sameHeads(heads, graph.realHeads)
  if (!isBelow && !(await isAnyDue(repeatables, like))) return undefined
  const { ofRevisions, whole } = isBelow ? await replay(graph.realHeads) : replayed
  return compareSchemas(ofRevisions, whole)
}

async function isAnyDue(
  repeatables: Project['repeatables'],
  { session, database }: Connection,
): Promise<boolean> {
  const { tracking } = await database.readFacts(session)
  return dueRepeatables(repeatables, tracking).length > 0
}
