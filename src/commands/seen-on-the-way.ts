import { readFacts, writeFacts } from '../migrations/facts-on-disk.ts'
import { draftLine, provenLine, type LockLine } from '../migrations/lock-file.ts'
import { changeLock, readLock } from '../migrations/lock-on-disk.ts'
import { changesOf } from '../plan/fact-sum-changes.ts'
import type { Project, Surroundings } from '../project.ts'
import { ancestorsOf, topologicalOrder } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { factSums } from '../schema/fact-sums.ts'
import { fingerprintOf } from '../schema/fingerprint.ts'
import type { Schema } from '../schema/schema.ts'
import { schemaOfMigrations, schemasOfMigrations } from '../schema-source.ts'
import type { Shadow } from '../shadow.ts'
import { initChecksumOf } from './lock-lines.ts'

/** Each look at a schema takes a while: where plinth.lock knows less than this many revisions too few, it is left to `verify --update`. */
const mostLooks = 20

interface Replay {
  readonly shadow: Shadow
  readonly targets: readonly RevisionId[] | undefined
}

interface Seen {
  readonly schema: Schema
  readonly behind: ReadonlyMap<RevisionId, Schema> | undefined
}

/**
 * The schema that the migrations make, and, of one replay, those behind the revisions whose fingerprint or whose changes are not written down, as far as they are few. Not with hooks or
 * repeatable migrations: a try of the new one has neither, and a fingerprint must not speak of what the latter make. Throws as `schemaOfMigrations`.
 */
export async function replaySeeing(
  surroundings: Surroundings,
  project: Project,
  replay: Replay,
): Promise<Seen> {
  const isAlone = project.hooks.size + project.repeatables.size === 0
  const from = isAlone ? await firstUnknown(project, replay) : undefined
  if (from === undefined) {
    const schema = await schemaOfMigrations(surroundings, project, replay)
    return { schema, behind: isAlone ? new Map() : undefined }
  }
  const behind = new Map<RevisionId, Schema>()
  let last: Schema | undefined
  for await (const step of schemasOfMigrations(surroundings, project, { ...replay, from })) {
    if (step.heads.length === 1 && step.heads[0] === step.revision) behind.set(step.revision, step.schema)
    last = step.schema
  }
  return { schema: last ?? (await schemaOfMigrations(surroundings, project, replay)), behind }
}

/** The revision at which the looks begin: that of the last is wanted in any case, for the new one stands on it. */
async function firstUnknown(
  { config, graph }: Project,
  { targets = graph.realHeads }: Replay,
): Promise<RevisionId | undefined> {
  const [lock, facts] = await Promise.all([
    readLock(config.migrations),
    readFacts(config.migrations).catch(() => new Map()),
  ])
  const reached = ancestorsOf(graph, targets)
  const order = topologicalOrder(graph).filter((id) => reached.has(id))
  const unknown = order.findIndex((id) => lock?.get(id)?.fingerprint === undefined || facts.size === 0)
  return unknown === -1 || order.length - unknown > mostLooks ? order.at(-1) : order[unknown]
}

/** Writes what was seen into plinth.lock, where a line has no fingerprint, and beside it. Throws E_FILE, E_MIGRATION_FORMAT. */
export async function writeSeen(
  { world }: Pick<Surroundings, 'world'>,
  project: Project,
  behind: ReadonlyMap<RevisionId, Schema>,
): Promise<void> {
  const { config } = project
  const proven = await provenLines(project, behind)
  if (proven.size === 0) return
  await changeLock(world, config.migrations, async () => {
    const there = (await readLock(config.migrations)) ?? new Map<RevisionId, LockLine>()
    const kept = [...there].filter(([id, { fingerprint }]) => fingerprint !== undefined || !proven.has(id))
    return new Map([...proven, ...kept])
  })
  await writeChanges({ world }, project, behind)
}

async function provenLines(
  { config, byId }: Project,
  behind: ReadonlyMap<RevisionId, Schema>,
): Promise<ReadonlyMap<RevisionId, LockLine>> {
  const lines = new Map<RevisionId, LockLine>()
  for (const [id, schema] of behind) {
    const migration = byId.get(id)
    const result = fingerprintOf(schema)
    if (migration === undefined || result.kind === 'uncertain') continue
    const draft = draftLine(migration, await initChecksumOf(config, migration))
    lines.set(id, provenLine(draft, { fingerprint: result.fingerprint, downgrade: draft.downgrade }))
  }
  return lines
}

/** What a revision changes is known where the schema before it was seen too, and what all before that change is known. */
async function writeChanges(
  { world }: Pick<Surroundings, 'world'>,
  { config, graph }: Project,
  behind: ReadonlyMap<RevisionId, Schema>,
): Promise<void> {
  const known = new Map(await readFacts(config.migrations))
  const before = known.size
  const changes = changesOf(graph, new Map([...behind].map(([id, schema]) => [id, factSums(schema)])))
  for (const [id, change] of changes) {
    const isGrounded = (graph.parents.get(id) ?? []).every((one) => known.has(one) && behind.has(one))
    if (isGrounded && !known.has(id)) known.set(id, change)
  }
  if (known.size > before) await writeFacts(world, config.migrations, known)
}
