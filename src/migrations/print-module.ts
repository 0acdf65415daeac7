import { isDeepStrictEqual } from 'node:util'
import { PlinthError } from '../errors.ts'
import type { MigrationParts } from './migration.ts'
import { parseModule } from './parse-module.ts'
import { partsOf, printMigration } from './print-migration.ts'

/** What stands below the header where no template says otherwise. */
const emptyCode = `import type { Transaction } from 'plinth'

export async function upgrade(sql: Transaction): Promise<void> {
  // await sql\`update users set name = \${value} where name is null\`
}

export async function downgrade(sql: Transaction): Promise<void> {
}
`

/**
 * The text of a TypeScript migration to be filled in: header and code, by default two functions. Law: parsing it gives `parts` again.
 * Throws E_MIGRATION_FORMAT as {@link printMigration}.
 */
export function printModule(parts: MigrationParts, code: string = emptyCode): string {
  const nothing = { sql: '', transactional: true, irreversible: undefined }
  const asSql = printMigration({ ...parts, upgrade: nothing, downgrade: undefined })
  const header = asSql.slice(0, asSql.indexOf('-- plinth: upgrade')).trimEnd().replaceAll(/^--/gm, '//')
  const text = [header, ...directivesOf(parts), '', code].join('\n')
  if (isDeepStrictEqual(partsOf(parseModule(text, 'new migration')), partsOf(parts))) return text
  throw new PlinthError('E_MIGRATION_FORMAT', 'the migration would not read back as it is', {
    hint: 'The code of a template begins with something else than a line that a value makes a comment.',
  })
}

function directivesOf({ upgrade, downgrade }: MigrationParts): readonly string[] {
  const why = downgrade?.irreversible
  return [
    ...(upgrade.transactional ? [] : ['// plinth: no-transaction']),
    ...(why === undefined ? [] : [`// plinth: irreversible "${why}"`]),
  ]
}
