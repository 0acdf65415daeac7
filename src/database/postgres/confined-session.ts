import { PlinthError } from '../../errors.ts'
import { withinDatabase } from '../../psql/server-wide.ts'
import type { Session, StatementResult } from '../database.ts'

const nothingDone: StatementResult = { command: '', count: 0 }

/**
 * The session, but statements about the whole server (roles, tablespaces, other databases) are left out of what is sent, and told: their effect would
 * not go with the database. Throws E_SHADOW for one that does both, as REASSIGN OWNED.
 */
export function confined(session: Session, onLeftOut: (statement: string) => void): Session {
  const kept = (text: string) => {
    const within = withinDatabase(text)
    const [both] = within.both
    if (both !== undefined) throw refused(both)
    for (const statement of within.server) onLeftOut(briefly(statement))
    return within
  }
  return {
    ...methodsOf(session),
    target: session.target,
    serverVersion: session.serverVersion,
    serverVersionName: session.serverVersionName,
    serverVersionText: session.serverVersionText,
    get backendPid() {
      return session.backendPid
    },
    get isPooled() {
      return session.isPooled
    },
    get lost() {
      return session.lost
    },
    query: async (text, parameters) => {
      const { text: sent, rest } = kept(text)
      if (rest === 'nothing') return Object.defineProperty([], 'count', { value: 0 }) as never
      return session.query(sent, parameters)
    },
    run: async (text) => {
      const { text: sent, rest } = kept(text)
      return rest === 'nothing' ? nothingDone : session.run(sent)
    },
  }
}

/** What is as it is. */
function methodsOf(
  session: Session,
): Pick<
  Session,
  | 'takeFirstLook'
  | 'startCopy'
  | 'copyIn'
  | 'begin'
  | 'commit'
  | 'flush'
  | 'rollback'
  | 'prepareOutside'
  | 'reset'
  | 'close'
> {
  return {
    takeFirstLook: () => session.takeFirstLook(),
    startCopy: (statement, data) => session.startCopy(statement, data),
    copyIn: (statement, data) => session.copyIn(statement, data),
    begin: (sql) => session.begin(sql),
    commit: (options) => session.commit(options),
    flush: () => session.flush(),
    rollback: () => session.rollback(),
    prepareOutside: () => session.prepareOutside(),
    reset: (when) => session.reset(when),
    close: () => session.close(),
  }
}

/** The first words only: what follows may be a password. */
function briefly(statement: string): string {
  return statement.slice(0, 80).split(/\s+/).slice(0, 3).join(' ')
}

function refused(statement: string): PlinthError {
  return new PlinthError(
    'E_SHADOW',
    `"${briefly(statement)}" cannot be run in a shadow database: it changes other databases as well`,
    { hint: 'Name what changes its owner: ALTER TABLE … OWNER TO …' },
  )
}
