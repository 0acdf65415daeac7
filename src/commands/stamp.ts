import { changeDatabase, type Change, type Mode } from '../change.ts'
import { rowsRead } from '../plan/applied.ts'
import type { Facts } from '../plan/facts.ts'
import { planStamp } from '../plan/stamp.ts'
import { withConnection, type Connection } from '../connection.ts'
import { openProject, type Project, type Surroundings } from '../project.ts'
import { lineOf, type RevisionLine } from './status.ts'
import type { UpgradeResult } from './upgrade.ts'

export interface StampOptions {
  /**
   * A revision or its prefix, `head`, `heads`, `base`, `current`; `label@base` takes away the heads of one branch. Or a list of them, recorded
   * together; `base` stands in none, and `label@base` only beside others of its kind.
   */
  readonly target: string | readonly string[]
  /** Take away all heads that are recorded, also those that the files do not know, instead of those above and below the target only. */
  readonly purge?: boolean
  readonly mode?: Mode
}

export interface StampResult extends UpgradeResult {
  /** The heads that were recorded and are no more, or would be no more. A revision that the files do not have has no message and no file. */
  readonly replaced: readonly RevisionLine[]
}

/**
 * Records heads without running anything. A purge also accepts that applied migrations were edited: what was recorded of them goes.
 * Throws E_REVISION, E_HEADS, E_USAGE, E_EDITED, E_AMBIGUOUS, E_UNFINISHED, E_LOCK.
 */
export async function stamp(surroundings: Surroundings, options: StampOptions): Promise<StampResult> {
  const project = await openProject(surroundings)
  const { target, purge = false, mode = 'apply' } = options
  return withConnection(surroundings, project, { verb: 'stamp' }, async (connection) => {
    const leftover = await readLeftover(connection)
    const wishes = { targets: [target].flat(), recorded: purge ? 'purged' : 'kept', leftover } as const
    const change = await changeDatabase(surroundings, project, connection, {
      mode,
      ...(purge ? { edited: 'accepted' } : {}),
      planner: (state, facts) => planStamp(state, project.graph, { ...wishes, applied: recordedIn(facts) }),
    })
    const replaced = replacedBy(change, project)
    const sql = purge ? withNote(change.sql, replaced) : change.sql
    return { ...change, sql, replaced, database: connection.target.database }
  })
}

/** The heads of a tracking that is ours and not whole. Of one that is not ours nothing is read: it may be a view that does anything. */
async function readLeftover({ session, database }: Connection): Promise<readonly string[] | undefined> {
  const { tracking } = await database.readFacts(session)
  return tracking.kind === 'unusable' ? database.readHeads(session) : undefined
}

/** Also of a tracking that is not whole. */
function recordedIn({ tracking }: Facts): readonly string[] {
  return rowsRead(('applied' in tracking ? tracking.applied : undefined) ?? []).map(
    ({ revision }) => revision,
  )
}

function replacedBy({ plan }: Change, project: Project): readonly RevisionLine[] {
  return plan.from.filter((head) => !plan.to.includes(head)).map((head) => lineOf(project, head))
}

/** A script says what it takes away. What stands in a database may be any text: it must not get out of its comment. */
function withNote(sql: string | undefined, replaced: readonly RevisionLine[]): string | undefined {
  if (sql === undefined || replaced.length === 0) return sql
  const names = replaced.map(({ revision }) => revision).join(', ')
  return `-- takes away ${names.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')}\n${sql}`
}
