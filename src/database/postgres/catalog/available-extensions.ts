import type { AvailableExtension } from '../../../schema/schema.ts'
import type { Session } from '../../database.ts'
import { ask } from './ask.ts'

/** The extensions that the server has the files of. It opens all of them: nothing that every run should do. */
export function readAvailableExtensions(session: Session): Promise<readonly AvailableExtension[]> {
  return ask(
    session,
    `select a.name::pg_catalog.text as name, a.default_version as version, a.comment from pg_catalog.pg_available_extensions() a`,
  )
}
