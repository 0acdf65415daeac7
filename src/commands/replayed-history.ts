import { PlinthError } from '../errors.ts'
import type { DowngradeMark } from '../migrations/lock-file.ts'
import type { Project, Surroundings } from '../project.ts'
import { ancestorsOf, topologicalOrder } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { compareSchemas } from '../schema/compare.ts'
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

export interface DowngradeProof {
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
 * takes one more. Throws as `schemaOfMigrations`.
 */
export async function replayHistory(
  surroundings: Surroundings,
  project: Project,
  { downgrades, inShadow }: ReplayWishes,
): Promise<ReadonlyMap<RevisionId, ReplayedRevision>> {
  const found = new Map<RevisionId, ReplayedRevision>()
  for (const target of alone(project)) {
    await inShadow(async (shadow) => {
      let before = await schemaOfDatabase(shadow)
      const targets = target === undefined ? undefined : [target]
      for await (const step of schemasOfMigrations(surroundings, project, { shadow, targets })) {
        const isOwn = step.heads.length === 1 && step.heads[0] === step.revision
        if (isOwn && !found.has(step.revision))
          found.set(step.revision, await look(project, step, { before, downgrades }))
        before = step.schema
      }
    })
  }
  return found
}

/** What is to be replayed: all together, and by themselves the revisions beside which others stand. */
function alone({ graph }: Project): readonly (RevisionId | undefined)[] {
  const order = topologicalOrder(graph)
  const others = order.filter((id, index) => ancestorsOf(graph, [id]).size !== index + 1)
  return [undefined, ...others.reverse()]
}

async function look(
  project: Project,
  step: ReplayedSchema,
  { before, downgrades }: { readonly before: Schema; readonly downgrades: 'tried' | 'left' },
): Promise<ReplayedRevision> {
  const { revision, schema } = step
  return {
    revision,
    schema,
    touched: touchedBetween(before, schema),
    downgrade: downgrades === 'tried' ? await tryDowngrade(project, step, before) : undefined,
  }
}

function touchedBetween(before: Schema, after: Schema): readonly FactKey[] {
  const { added, removed, changed } = compareSchemas(before, after, leftOutBy({}))
  return [...added.keys(), ...removed.keys(), ...changed.keys()]
}

async function tryDowngrade(
  { byId }: Project,
  { revision, undo }: ReplayedSchema,
  before: Schema,
): Promise<DowngradeProof> {
  const migration = byId.get(revision)
  const downgrade = migration?.downgrade
  if (migration?.init !== undefined || downgrade === undefined || downgrade.irreversible !== undefined)
    return { mark: 'irreversible', found: [] }
  try {
    const after = await undo()
    const found = differencesOf(before, after, leftOutBy({})).flatMap(renderDifference)
    return { mark: found.length === 0 ? 'proven' : 'lossy', found }
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code === 'E_INTERRUPTED') throw error
    return { mark: 'unproven', found: [`it fails: ${error.message}`] }
  }
}
