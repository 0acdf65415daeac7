import type { ScriptPlace } from './item.ts'
import { scriptError } from './script-error.ts'

/** What psql knows of the connection that it runs a script on. */
export interface ConnectedTo {
  readonly target: {
    readonly database: string
    readonly user: string
    /** A name, an address, or the folder of a socket. */
    readonly host: string
    readonly port: number
  }
  /** As `server_version_num`. */
  readonly serverVersion: number
  /** As `server_version`, with what packagers add to it. */
  readonly serverVersionName: string
}

/** The variables that psql sets whenever it connects, over whatever they were: `SyncVariables` of its command.c. But ENCODING, which the reader knows. */
export function connectionVariables({
  target,
  serverVersion,
  serverVersionName,
}: ConnectedTo): ReadonlyMap<ConnectionVariable, string> {
  return new Map<ConnectionVariable, string>([
    ['DBNAME', target.database],
    ['USER', target.user],
    ['HOST', target.host],
    ['PORT', String(target.port)],
    ['SERVER_VERSION_NAME', serverVersionName],
    ['SERVER_VERSION_NUM', String(serverVersion)],
  ])
}

type ConnectionVariable = (typeof connectionVariableNames)[number]

export const connectionVariableNames = [
  'DBNAME',
  'USER',
  'HOST',
  'PORT',
  'SERVER_VERSION_NAME',
  'SERVER_VERSION_NUM',
] as const

/** What psql sets after each statement: `SetResultVariables` of its common.c. */
const outcomes: ReadonlySet<string> = new Set([
  'ERROR',
  'SQLSTATE',
  'ROW_COUNT',
  'LAST_ERROR_MESSAGE',
  'LAST_ERROR_SQLSTATE',
])

const ownVersion: ReadonlySet<string> = new Set(['VERSION', 'VERSION_NAME', 'VERSION_NUM'])

/** Throws `E_SCRIPT` for a variable that psql always has and that cannot be told here: a script that asks for it would take a wrong turn in silence. */
export function refuseUnknowable(name: string, isSet: boolean, at: () => ScriptPlace): void {
  if (outcomes.has(name)) {
    throw scriptError(at(), `the script uses the variable ${name}, which psql sets after each statement`, {
      hint: 'Plinth reads a script before it runs it, and stops at the first error. Ask in SQL: DO $$ BEGIN … GET DIAGNOSTICS … EXCEPTION … END $$;',
    })
  }
  if (ownVersion.has(name) && !isSet) {
    throw scriptError(at(), `the script uses the variable ${name}, which is the version of psql`, {
      hint: `Plinth is no psql. Give a version from outside (--set ${name}=…), or ask for that of the server: SERVER_VERSION_NUM.`,
    })
  }
}
