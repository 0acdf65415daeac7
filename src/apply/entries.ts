import type { Migration } from '../migrations/migration.ts'
import type { JournalEntry } from '../plan/journal.ts'
import type { Step } from '../plan/plan.ts'
import { titleOf } from '../revision/revision.ts'
import { directionOf } from './step-script.ts'

/** What all entries of one step share: the run, its counts and its time. */
export type EntryRun = Pick<
  JournalEntry,
  'runId' | 'statements' | 'total' | 'started' | 'by' | 'toolVersion'
> & {
  /** SHA-256 of the init script that was run. */
  readonly initSum: string | undefined
}

/** The journal entries of a step: one, but for a stamp, which covers all that count as applied by it and takes back what it leaves. */
export function entriesOf(
  step: Step,
  migrations: ReadonlyMap<string, Migration>,
  { initSum, ...run }: EntryRun,
): readonly JournalEntry[] {
  if (step.kind === 'repair') {
    const facts = fileFacts(step.revision, migrations)
    return [{ ...run, ...facts, direction: 'stamp', how: 'repaired', ...unread }]
  }
  if (step.kind === 'hook') return []
  if (step.kind !== 'stamp') {
    const direction = directionOf(step)
    const how = step.kind === 'init' ? 'init' : step.kind === 'repeat' ? 'repeated' : 'executed'
    const sums = initSum === undefined ? {} : { checksum: initSum, normalChecksum: initSum }
    return [{ ...run, ...fileFacts(step.revision, migrations), ...sums, direction, how, ...unread }]
  }
  const { how, covers, leaves, found } = step
  return [
    ...leaves.toReversed().map((revision) => ({ revision, direction: 'downgrade' as const })),
    ...covers.map((revision) => ({ revision, direction: 'stamp' as const })),
  ].map(({ revision, direction }) => ({
    ...run,
    ...fileFacts(revision, migrations),
    direction,
    how,
    ...unread,
    // That of the schema as it is, with all that counts as applied.
    ...(revision === step.revision ? { fingerprint: found?.fingerprint ?? null } : {}),
  }))
}

const unread = { finished: null, fingerprint: null } as const

function fileFacts(revision: string, migrations: ReadonlyMap<string, Migration>) {
  const migration = migrations.get(revision)
  const { checksum = null, normalChecksum = null, text = null } = migration ?? {}
  return { revision, message: titleOf(migration), checksum, normalChecksum, text }
}
