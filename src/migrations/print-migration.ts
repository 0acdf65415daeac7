import { isDeepStrictEqual } from 'node:util'
import { PlinthError } from '../errors.ts'
import type { MigrationParts, MigrationSection, SectionParts } from './migration.ts'
import { parseMigration } from './parse-migration.ts'

/**
 * The text of a migration file, with LF line ends. Law: parsing it gives `parts` again, sections with their lines added.
 * Throws E_MIGRATION_FORMAT when no file can say `parts`: a message that looks like a header field, SQL that holds a directive.
 */
export function printMigration(parts: MigrationParts): string {
  const text = [...header(parts), '', ...section('upgrade', parts.upgrade), ...downgrade(parts)].join('\n')
  const back = partsOf(parseMigration(text, 'new migration'))
  const lost = Object.entries(back).filter(([key, value]) => !isDeepStrictEqual(value, plain(parts)[key]))
  if (lost.length === 0) return text
  throw new PlinthError(
    'E_MIGRATION_FORMAT',
    `the migration would not read back as it is: ${lost.map(([key]) => key).join(', ')}`,
    {
      hint: 'White space around a message or SQL, and lines in them that look like header fields or directives, cannot be kept.',
    },
  )
}

/** A parsed migration without the places of its sections: what {@link printMigration} takes. */
export function partsOf(
  migration: MigrationParts & { readonly upgrade: SectionParts | MigrationSection },
): MigrationParts {
  return plain(migration) as unknown as MigrationParts
}

function plain(parts: MigrationParts): Record<string, unknown> {
  const { id, downRevisions, dependsOn, labels, message, created, replaces, init } = parts
  const [upgrade, downgrade] = [parts.upgrade, parts.downgrade].map((one) => one && withoutLine(one))
  return { id, downRevisions, dependsOn, labels, message, created, replaces, init, upgrade, downgrade }
}

function withoutLine({ sql, transactional, irreversible }: SectionParts): SectionParts {
  return { sql, transactional, irreversible }
}

function header(parts: MigrationParts): readonly string[] {
  return [
    ...(parts.message === '' ? [] : [...parts.message.split('\n'), '']),
    `revision: ${parts.id}`,
    `revises: ${parts.downRevisions.join(', ')}`,
    ...optional('depends on', parts.dependsOn.join(', ')),
    ...optional('label', parts.labels.join(', ')),
    ...optional('created', parts.created),
    ...optional('replaces', parts.replaces.join(', ')),
    ...optional('init', parts.init),
  ].map((line) => `-- ${line}`.trimEnd())
}

function optional(key: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [`${key}: ${value}`]
}

function downgrade(parts: MigrationParts): readonly string[] {
  return parts.downgrade === undefined ? [] : section('downgrade', parts.downgrade)
}

function section(
  name: 'upgrade' | 'downgrade',
  { sql, transactional, irreversible }: SectionParts,
): readonly string[] {
  return [
    `-- plinth: ${name}`,
    ...(transactional ? [] : ['-- plinth: no-transaction']),
    ...(irreversible === undefined ? [] : [`-- plinth: irreversible "${irreversible}"`]),
    ...(sql === '' ? [] : [sql]),
    '',
  ]
}
