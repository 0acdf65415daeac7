import type { Config } from '../config/config.ts'
import type { Connection } from '../connection.ts'
import type { LockFile, LockLine } from '../migrations/lock-file.ts'
import { readFacts } from '../migrations/facts-on-disk.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import type { Migration } from '../migrations/migration.ts'
import { nearestRevision } from '../plan/fact-sum-changes.ts'
import type { Facts } from '../plan/facts.ts'
import type { NearestKnown, SchemaProof } from '../plan/proof.ts'
import type { Project } from '../project.ts'
import { topologicalOrder } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import { factSums } from '../schema/fact-sums.ts'
import { fingerprintOf, isOfThisForm, type Fingerprint } from '../schema/fingerprint.ts'
import type { Schema } from '../schema/schema.ts'
import { withoutObjects, type NamedObject } from '../schema/without-objects.ts'
import { initChecksumOf } from './lock-lines.ts'
import { nearestLines } from './nearest-lines.ts'

/**
 * Which revision an untracked database that is not empty is at, by the fingerprint of its schema. Reads catalogs only. Throws E_FILE, E_MIGRATION_FORMAT for a lock file that cannot be read.
 */
export async function proveRevision(
  project: Project,
  { session, database }: Pick<Connection, 'session' | 'database'>,
  { ignored }: Pick<Facts, 'ignored'>,
): Promise<SchemaProof> {
  const known = await knownFingerprints(project, await readLock(project.config.migrations))
  if (known.size === 0) return { kind: 'unknown' }
  const leaveOut = ignored.providerSchemas
  const schema = await database.readSchema(session, { leaveOut })
  const result = fingerprintOf(schema)
  if (result.kind === 'uncertain') return { kind: 'uncertain', unseen: result.unseen }
  const found = { fingerprint: result.fingerprint, leaveOut }
  const revisions = known.get(found.fingerprint) ?? (await withoutRepeatables(project, schema, known))
  if (revisions !== undefined) return { kind: 'proven', revisions, found }
  return { kind: 'unmatched', found, nearest: await nearestTo(project, schema, known) }
}

/** By what plinth.facts has; it only helps to say what differs, so that one that is missing or broken is no fault here. */
async function nearestTo(
  { config, graph }: Project,
  schema: Schema,
  known: Known,
): Promise<NearestKnown | undefined> {
  const changes = await readFacts(config.migrations).catch(() => new Map())
  const nearest = nearestRevision(graph, changes, factSums(schema))
  if (nearest === undefined) return undefined
  const { revision } = nearest
  const same = [...known.values()].find((revisions) => revisions.includes(revision)) ?? []
  return { revision, alike: same.filter((id) => id !== revision), differences: nearestLines(nearest) }
}

type Known = Awaited<ReturnType<typeof knownFingerprints>>

/**
 * The revisions whose schema it is but for what the statements of the repeatable migrations make by name, with all its parts: no fingerprint of a revision holds
 * that, and init runs them again.
 */
async function withoutRepeatables(
  { repeatables }: Project,
  schema: Schema,
  known: Known,
): Promise<readonly RevisionId[] | undefined> {
  if (repeatables.size === 0) return undefined
  const rest = fingerprintOf(withoutObjects(schema, await madeBy([...repeatables.values()])))
  return rest.kind === 'certain' ? known.get(rest.fingerprint) : undefined
}

/** What a script with COPY rows or meta-commands makes is not told: nothing is proven then. */
async function madeBy(scripts: readonly Migration[]): Promise<readonly NamedObject[]> {
  const [{ readMadeObjects }, { readText }] = await Promise.all([
    import('../psql/made-objects.ts'),
    import('../psql/read-text.ts'),
  ])
  const items = scripts.flatMap(({ path, upgrade }) => readText(upgrade.sql, { file: path }) ?? [])
  return readMadeObjects(ReadableStream.from(items))
}

/** The revisions of each fingerprint, in the order in which they would run. One of a file that was edited since says nothing, and those that come after it neither. */
async function knownFingerprints(
  { graph, byId, config }: Project,
  lock: LockFile | undefined,
): Promise<ReadonlyMap<Fingerprint, readonly RevisionId[]>> {
  const known = new Map<Fingerprint, RevisionId[]>()
  if (lock === undefined) return known
  const stale = new Set<RevisionId>()
  for (const id of topologicalOrder(graph)) {
    const line = lock.get(id)
    const isStale =
      (graph.parents.get(id) ?? []).some((parent) => stale.has(parent)) ||
      !(await isOf(config, line, byId.get(id)))
    if (isStale) stale.add(id)
    const fingerprint = line?.fingerprint
    if (isStale || fingerprint === undefined || !isOfThisForm(fingerprint)) continue
    const others = known.get(fingerprint)
    if (others) others.push(id)
    else known.set(fingerprint, [id])
  }
  return known
}

/** Whether the line is about the file as it is, and the init script that it names. */
async function isOf(
  config: Config,
  line: LockLine | undefined,
  migration: Migration | undefined,
): Promise<boolean> {
  if (line === undefined || line.normalChecksum !== migration?.normalChecksum) return false
  return line.initChecksum === (await initChecksumOf(config, migration))
}
