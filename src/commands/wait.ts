import { PlinthError } from '../errors.ts'
import { retriedCodes } from '../database/database.ts'
import { withConnection } from '../connection.ts'
import { openProject, type Surroundings } from '../project.ts'

export interface WaitResult {
  readonly database: string
  readonly server: string
  readonly waitedMs: number
}

/** Waits until the server takes connections (and the database exists). Throws E_CONNECT when the time is over. */
export async function wait(surroundings: Surroundings): Promise<WaitResult> {
  const time = surroundings.wishes.wait || '60s'
  const waiting = { ...surroundings, wishes: { ...surroundings.wishes, wait: time } }
  const began = surroundings.world.monotonicMs()
  const project = await openProject(waiting)
  try {
    return await withConnection(waiting, project, { verb: 'wait' }, async ({ session, target }) => ({
      database: target.database,
      server: `PostgreSQL ${session.serverVersionText}`,
      waitedMs: surroundings.world.monotonicMs() - began,
    }))
  } catch (error) {
    const waitedMs = surroundings.world.monotonicMs() - began
    const isOver = project.config.waitMs > 0 && waitedMs >= project.config.waitMs
    throw isOver ? afterWaiting(error, time) : error
  }
}

/** Who has waited is not told to wait, unless for longer. */
function afterWaiting(error: unknown, time: string): unknown {
  if (!(error instanceof PlinthError) || !retriedCodes.includes(error.code)) return error
  const detail = [error.detail, `tried again for ${time}`].filter(Boolean).join('\n')
  if (error.code === 'E_NO_SUCH_DATABASE') return error.with({ detail })
  const hint = 'Start the server, or correct the settings. To wait for longer: plinth wait --wait=10m'
  return error.with({ detail, hint })
}
