import type { Database, IndexRemains, Session } from '../database/database.ts'
import type { OnEvent } from '../event.ts'
import type { IndexesFound } from '../plan/facts.ts'
import { concurrentBuildOf, type ConcurrentBuild } from '../psql/concurrent-build.ts'
import type { CopyItem, StatementItem } from '../psql/item.ts'
import { plainText } from '../psql/plain-text.ts'
import { waitUntilFree, type LockWait } from './locked.ts'
import type { Interrupted } from './interrupted.ts'

/** What clearing away needs. */
export interface ClearContext extends LockWait {
  /** The session of the statements. */
  readonly session: Session
  readonly database: Database
  readonly onEvent: OnEvent
}

/**
 * Clears away what an earlier run left of the statement that it was at: invalid indexes that were not there before it. `next` is the statement of this run.
 * `done`: the server had brought it to its end all the same. Throws E_LOCK where somebody is still making such an index.
 */
export async function clearRemains(
  context: ClearContext,
  { progress, next: begun }: Interrupted,
  next: StatementItem | CopyItem | undefined,
): Promise<'to be run' | 'done'> {
  if (progress.where !== 'in a statement' || begun === undefined) return 'to be run'
  const { before } = progress
  const build = begun.kind === 'statement' ? concurrentBuildOf(begun.text) : undefined
  const isSame = next !== undefined && plainText(next.text) === plainText(begun.text)
  if (build === undefined || before === undefined) {
    if (isSame)
      tell(context, `statement ${progress.statements + 1} was begun by the run that stopped: it is run again`)
    return 'to be run'
  }
  const remains = await readWhenFree(context, build, before)
  for (const [id, { name }] of newIn(remains, before)) await drop(context, id, name)
  const completed = remains.valid.filter((id) => !before.valid.includes(id))
  const isDone = isSame && build.kind === 'create' && completed.length === 1
  if (!isDone) return 'to be run'
  tell(
    context,
    `the index ${build.name.join('.') || `on ${build.table.join('.')}`} was completed after the run stopped: its statement is done`,
  )
  return 'done'
}

/** A backend that lost its client may still be making the index, and somebody else may have begun to. */
async function readWhenFree(
  context: ClearContext,
  build: ConcurrentBuild,
  before: IndexesFound,
): Promise<IndexRemains> {
  let remains = await context.database.readIndexRemains(context.session, build)
  await waitUntilFree(context, async () => {
    const builder = newIn(remains, before).find(([, found]) => found.builder !== undefined)?.[1].builder
    if (builder !== undefined) remains = await context.database.readIndexRemains(context.session, build)
    return builder
  })
  return remains
}

function newIn(remains: IndexRemains, before: IndexesFound) {
  return [...remains.found].filter(([id]) => !before.invalid.includes(id))
}

async function drop(context: ClearContext, id: string, name: string): Promise<void> {
  await context.session.run(`drop index concurrently if exists ${name}`)
  tell(context, `dropped the invalid index ${name} (${id}), which the run that stopped left`)
}

function tell({ onEvent }: ClearContext, text: string): void {
  onEvent({ kind: 'notice', severity: 'NOTICE', text })
}
