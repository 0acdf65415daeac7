import { openProject, withConnection, type Surroundings } from '../project.ts'

export interface WaitResult {
  readonly database: string
  readonly server: string
  readonly waitedMs: number
}

/** Waits until the server takes connections (and the database exists). Throws E_CONNECT when the time is over. */
export async function wait(surroundings: Surroundings): Promise<WaitResult> {
  const wishes = { ...surroundings.wishes, wait: surroundings.wishes.wait ?? '60s' }
  const waiting = { ...surroundings, wishes }
  const began = surroundings.world.monotonicMs()
  const project = await openProject(waiting)
  return withConnection(waiting, project, { verb: 'wait' }, async ({ session, target }) => ({
    database: target.database,
    server: `PostgreSQL ${session.serverVersionText}`,
    waitedMs: surroundings.world.monotonicMs() - began,
  }))
}
