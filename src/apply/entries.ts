import type { Migration } from '../migrations/migration.ts'
import type { JournalEntry } from '../plan/journal.ts'
import type { Step } from '../plan/plan.ts'
import { titleOf } from '../revision/revision.ts'

/** What all entries of one step share: the run, its counts and its time. */
export type EntryRun = Pick<JournalEntry, 'runId' | 'statements' | 'total' | 'started' | 'by' | 'toolVersion'>

/** The journal entries of a step: one, but for a stamp, which covers all that count as applied by it and takes back what it leaves. */
export function entriesOf(
  step: Step,
  migrations: ReadonlyMap<string, Migration>,
  run: EntryRun,
): readonly JournalEntry[] {
  if (step.kind !== 'stamp') {
    const direction = step.kind === 'downgrade' ? 'downgrade' : 'upgrade'
    const how = step.kind === 'init' ? 'init' : 'executed'
    return [{ ...run, ...fileFacts(step.revision, migrations), direction, how, finished: null }]
  }
  const { how, covers } = step
  const left = step.from.filter((head) => !covers.includes(head))
  return [
    ...left.map((revision) => ({ revision, direction: 'downgrade' as const })),
    ...covers.map((revision) => ({ revision, direction: 'stamp' as const })),
  ].map(({ revision, direction }) => ({
    ...run,
    ...fileFacts(revision, migrations),
    direction,
    how,
    finished: null,
  }))
}

function fileFacts(revision: string, migrations: ReadonlyMap<string, Migration>) {
  const migration = migrations.get(revision)
  const { checksum = null, normalChecksum = null, text = null } = migration ?? {}
  return { revision, message: titleOf(migration), checksum, normalChecksum, text }
}
