import { booleanOf } from './boolean-word.ts'
import type { MetaArgument } from './meta-arguments.ts'
import type { MetaItem } from './meta-item.ts'
import { scriptError } from './script-error.ts'
import type { ScriptState } from './script-state.ts'

const reusePrefix = '-reuse-previous='

/**
 * command.c, `exec_command_connect`: `\connect [-reuse-previous=on] [database [user [host [port]]]]`, as pg_dump --create
 * writes it. To the database that is connected it does nothing, unlike psql, which opens a new session; to any other, or with a
 * user, host or port, it is refused.
 */
export function connect(item: MetaItem, list: readonly MetaArgument[], state: ScriptState): void {
  refuseOther(item, list, state)
  state.variables?.connect()
}

function refuseOther(item: MetaItem, list: readonly MetaArgument[], state: ScriptState): void {
  const isOption = list[0]?.text.startsWith(reusePrefix) === true
  if (isOption && booleanOf(list[0]!.text.slice(reusePrefix.length)) === undefined) throw refused(item)
  const [database, ...others] = list.slice(isOption ? 1 : 0).map(nameIn)
  if (others.some((other) => other !== undefined)) throw refused(item)
  if (database === undefined) return
  const name = /=|^postgres(?:ql)?:\/\//.test(database) ? databaseIn(database) : database
  if (name === undefined || name !== state.database) throw refused(item)
}

/** `read_connect_arg`: a bare `-` stands for what is connected; double quotes go, letters stay as they are. */
function nameIn({ beforeSemicolons, quoted }: MetaArgument): string | undefined {
  if (quoted) return withoutQuotes(beforeSemicolons)
  return beforeSemicolons === '' || beforeSemicolons === '-' ? undefined : beforeSemicolons
}

/** psqlscanslash.l, `dequote_downcase_identifier` without the downcasing. */
function withoutQuotes(text: string): string {
  return text.replace(/"((?:[^"]|"")*)"/g, (_, inner: string) => inner.replaceAll('""', '"'))
}

/** The database of a connection string that names nothing else: `dbname='it''s \'x\''` is how pg_dump writes names with signs in them. */
function databaseIn(connection: string): string | undefined {
  const [, quoted, bare] = /^\s*dbname\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s'\\]+))\s*$/.exec(connection) ?? []
  return quoted?.replace(/\\(.)/g, '$1') ?? bare
}

function refused(item: MetaItem): Error {
  return scriptError(item.at, `\\${item.name} to another database, role or server is not supported`, {
    hint: 'Dump one database without --create: pg_dump instead of pg_dumpall or pg_dump --create.',
  })
}
