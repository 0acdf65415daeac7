import type { MigrationParts } from './migration.ts'
import { parseModule } from './parse-module.ts'
import { printMigration } from './print-migration.ts'

/** The text of a TypeScript migration to be filled in: header and two functions. Throws E_MIGRATION_FORMAT as {@link printMigration}. */
export function printModule(parts: MigrationParts): string {
  const nothing = { sql: '', transactional: true, irreversible: undefined }
  const asSql = printMigration({ ...parts, upgrade: nothing, downgrade: undefined })
  const header = asSql.slice(0, asSql.indexOf('-- plinth: upgrade')).replaceAll(/^--/gm, '//')
  const text = `${header}import type { Transaction } from 'plinth'

export async function upgrade(sql: Transaction): Promise<void> {
  // await sql\`update users set name = \${value} where name is null\`
}

export async function downgrade(sql: Transaction): Promise<void> {
}
`
  parseModule(text, 'new migration')
  return text
}
