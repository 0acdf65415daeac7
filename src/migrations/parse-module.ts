import { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import type { ParsedMigration } from './migration.ts'
import { parseMigration } from './parse-migration.ts'

const directive = /^\/\/ plinth: (no-transaction|irreversible\b.*?)\s*$/
const isUpgrade = /^export\s+(?:async\s+)?(?:function|const|let)\s+upgrade\b/m
const isDowngrade = /^export\s+(?:async\s+)?(?:function|const|let)\s+downgrade\b/m

/**
 * Reads the header of a TypeScript or JavaScript migration: the comment lines it begins with, in the form of a SQL migration's, with `//`. The
 * file is not run. `path` is only for errors. Throws E_MIGRATION_FORMAT.
 */
export function parseModule(text: string, path: string): ParsedMigration {
  const { header, code, directives } = splitModule(text, path)
  const flags = (name: string) =>
    directives.filter((one) => one.startsWith(name)).map((one) => `-- plinth: ${one}`)
  const hasDowngrade = isDowngrade.test(code) || flags('irreversible').length > 0
  // The same lines as in the file, so that errors name the right ones.
  const sections = [
    '-- plinth: upgrade',
    ...flags('no-transaction'),
    '',
    ...(hasDowngrade ? ['-- plinth: downgrade', ...flags('no-transaction'), ...flags('irreversible')] : []),
  ]
  const asSql = header.map((line) => (directive.test(line) ? '--' : line.replace(/^\/\//, '--')))
  return parseMigration([...asSql, ...sections, ''].join('\n'), path)
}

/** The comment lines that a module begins with, the directives among them, and its code. Throws E_MIGRATION_FORMAT without an upgrade. */
export function splitModule(
  text: string,
  path: string,
): { readonly header: readonly string[]; readonly code: string; readonly directives: readonly string[] } {
  const lines = normalText(text).split('\n')
  const end = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('//'))
  const header = end < 0 ? lines : lines.slice(0, end)
  const code = lines.slice(header.length).join('\n')
  const directives = header.flatMap((line) => directive.exec(line)?.[1] ?? [])
  if (!isUpgrade.test(code)) throw noUpgrade(path, header.length + 1)
  return { header, code, directives }
}

/** Whether a line of the header is a directive. */
export function isDirective(line: string): boolean {
  return directive.test(line)
}

function noUpgrade(path: string, line: number): PlinthError {
  return new PlinthError('E_MIGRATION_FORMAT', 'a migration must export a function "upgrade"', {
    place: { file: path, line, column: 1 },
    hint: 'Write: export async function upgrade(sql: Transaction) { await sql`…` }',
  })
}
