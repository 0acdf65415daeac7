import { basename } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { Migration, MigrationSection } from './migration.ts'

/** The section that undoes a migration. Throws E_IRREVERSIBLE where there is none, or where it says why there is none. */
export function downgradeOf({ path, init, downgrade }: Migration): MigrationSection {
  if (downgrade && downgrade.irreversible === undefined) return downgrade
  throw new PlinthError('E_IRREVERSIBLE', `${basename(path)} has no downgrade`, {
    detail: downgrade?.irreversible ?? 'It has no section "-- plinth: downgrade".',
    hint:
      init === undefined
        ? 'Downgrade to a revision above it, or restore a backup.'
        : 'The baseline has no way back. To empty a development database: plinth reset',
    result: 'Nothing was changed.',
  })
}
