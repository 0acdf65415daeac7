import { PlinthError, type ErrorCode } from '../errors.ts'
import type { DowngradeMark } from '../migrations/lock-file.ts'
import type { Project, Surroundings } from '../project.ts'
import { ancestorsOf, topologicalOrder } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { compareSchemas, isSameSchema } from '../schema/compare.ts'
import { leftOutBy } from '../schema/change/options.ts'
import { differencesOf } from '../schema/differences.ts'
import type { FactKey } from '../schema/fact-key.ts'
import type { Schema } from '../schema/schema.ts'
import { schemaOfDatabase, schemasOfMigrations, type ReplayedSchema } from '../schema-source.ts'
import { withShadow, type Shadow } from '../shadow.ts'
import { renderDifference } from './render-difference.ts'

/** What a replay, revision by revision, tells of one of them. */
export interface ReplayedRevision {
  readonly revision: RevisionId
  /** The schema with exactly this revision and what comes before it. */
  readonly schema: Schema
  /** What it makes, drops or changes. */
  readonly touched: readonly FactKey[]
  /** Whether its downgrade gives back what was; undefined: it was not tried. */
  readonly downgrade: DowngradeProof | undefined
}

interface DowngradeProof {
  readonly mark: DowngradeMark
  /** Why it is not proven, in words, a line each. */
  readonly found: readonly string[]
}

/** How a history is replayed. */
export interface ReplayWishes {
  readonly downgrades: 'tried' | 'left'
  readonly inShadow: <T>(work: (shadow: Shadow) => Promise<T>) => Promise<T>
}

/** Shadows are made like the project's database, where there is one. */
export function shadowsLike(
  surroundings: Surroundings,
  project: Project,
  like: Parameters<typeof withShadow>[2],
): ReplayWishes['inShadow'] {
  return (work) => withShadow(surroundings, project, like, work)
}

/**
 * Replays all migrations, and looks at the schema behind each. A history without branches takes one replay; each revision beside which others were applied
 * takes one more, and each whose downgrade does not give back what was. Throws as `schemaOfMigrations`.
 */
export async function replayHistory(
  surroundings: Surroundings,
  project: Project,
  { downgrades, inShadow }: ReplayWishes,
): Promise<ReadonlyMap<RevisionId, ReplayedRevision>> {
  const found = new Map<RevisionId, ReplayedRevision>()
  for (const target of alone(project)) {
    const targets = target === undefined ? undefined : [target]
    let from: RevisionId | undefined
    do {
      from = await inShadow(async (shadow) => {
        const steps = schemasOfMigrations(surroundings, project, { shadow, targets, from })
        return lookAtEach(project, steps, { found, downgrades, before: await schemaOfDatabase(shadow) })
      })
    } while (from !== undefined)
  }
  return found
}

interface Looking {
  readonly found: Map<RevisionId, ReplayedRevision>
  readonly downgrades: ReplayWishes['downgrades']
  readonly before: Schema
}

/** Looks at what was not found yet, as far as one shadow database goes; returns the revision that another one is to begin behind. */
async function lookAtEach(
  project: Project,
  steps: AsyncIterable<ReplayedSchema>,
  { found, downgrades, before: first }: Looking,
): Promise<RevisionId | undefined> {
  let before = first
  for await (const step of steps) {
    const isOwn = step.heads.length === 1 && step.heads[0] === step.revision
    if (isOwn && !found.has(step.revision)) {
      const { looked, isSpoilt } = await look(project, step, { before, downgrades })
      found.set(step.revision, looked)
      if (isSpoilt) return step.next === undefined ? undefined : step.revision
    }
    before = step.schema
  }
  return undefined
}

/** What is to be replayed: all together, and by themselves the revisions beside which others stand. */
function alone({ graph }: Project): readonly (RevisionId | undefined)[] {
  const order = topologicalOrder(graph)
  const others = order.filter((id, index) => ancestorsOf(graph, [id]).size !== index + 1)
  return [undefined, ...others.reverse()]
}

/** What is found of one revision, and whether the shadow database is another than before because of it. */
interface Look {
  readonly looked: ReplayedRevision
  readonly isSpoilt: boolean
}

async function look(
  project: Project,
  step: ReplayedSchema,
  { before, downgrades }: Pick<Looking, 'before' | 'downgrades'>,
): Promise<Look> {
  const { revision, schema } = step
  const touched = touchedBetween(before, schema)
  if (downgrades === 'left')
    return { looked: { revision, schema, touched, downgrade: undefined }, isSpoilt: false }
  const { isSpoilt, ...downgrade } = await tryDowngrade(project, step, before)
  return { looked: { revision, schema, touched, downgrade }, isSpoilt }
}

function touchedBetween(before: Schema, after: Schema): readonly FactKey[] {
  const { added, removed, changed } = compareSchemas(before, after, leftOutBy({}))
  return [...added.keys(), ...removed.keys(), ...changed.keys()]
}

type Trial = DowngradeProof & Pick<Look, 'isSpoilt'>

async function tryDowngrade(
  { byId }: Project,
  { revision, schema, undo, redo }: ReplayedSchema,
  before: Schema,
): Promise<Trial> {
  const migration = byId.get(revision)
  const downgrade = migration?.downgrade
  if (migration?.init !== undefined || downgrade === undefined || downgrade.irreversible !== undefined)
    return { mark: 'irreversible', found: [], isSpoilt: false }
  const after = await attemptMove(undo)
  if (after instanceof PlinthError) return failed(`it fails: ${after.message}`)
  const lost = differencesOf(before, after, leftOutBy({})).flatMap(renderDifference)
  if (lost.length > 0) return { mark: 'lossy', found: lost, isSpoilt: true }
  const again = await attemptMove(redo)
  if (again instanceof PlinthError) return failed(`the upgrade fails after it: ${again.message}`)
  const otherwise = differencesOf(schema, again, leftOutBy({})).flatMap(renderDifference)
  if (otherwise.length > 0) return failed('the upgrade makes something else after it:', ...otherwise)
  return { mark: 'proven', found: [], isSpoilt: !isSameSchema(compareSchemas(schema, again)) }
}

function failed(...found: readonly string[]): Trial {
  return { mark: 'unproven', found, isSpoilt: true }
}

/** What is wrong with the server, or the wish to stop, is not a fault of the migration. */
const notOfMigration: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'E_INTERRUPTED',
  'E_CONNECT',
  'E_CONNECTION_LOST',
  'E_LOCK',
  'E_SHADOW',
])

async function attemptMove(move: () => Promise<Schema>): Promise<Schema | PlinthError> {
  try {
    return await move()
  } catch (error) {
    if (!(error instanceof PlinthError) || notOfMigration.has(error.code)) throw error
    return error
  }
}
