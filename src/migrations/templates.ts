import { PlinthError } from '../errors.ts'
import { didYouMean } from '../revision/nearest.ts'
import { revisionId } from '../revision/revision.ts'
import { quoteQualified, quoteWhereNeeded } from '../psql/quote-identifier.ts'
import type { MigrationParts, SectionParts } from './migration.ts'
import { printMigration } from './print-migration.ts'

/** The values that templates take. `table` and `references` may have a schema; `column` may be several, with commas. */
export interface TemplateValues {
  readonly table?: string
  readonly column?: string
  /** SQL type of the column. */
  readonly type?: string
  /** The table that a foreign key refers to. */
  readonly references?: string
  /** Its column; `id` when not given. */
  readonly referencesColumn?: string
}

/** The SQL of a new migration. */
export interface Skeleton {
  readonly upgrade: SectionParts
  readonly downgrade: SectionParts
}

interface Template {
  readonly needs: readonly (keyof TemplateValues)[]
  render(values: Required<TemplateValues>): Skeleton
}

const templates = {
  add_column: { needs: ['table', 'column', 'type'], render: addColumn },
  add_foreign_key: { needs: ['table', 'column', 'references'], render: addForeignKey },
  add_index: { needs: ['table', 'column'], render: addIndex },
  add_table: { needs: ['table'], render: addTable },
} as const satisfies Record<string, Template>

export type TemplateName = keyof typeof templates

/** The templates that {@link renderTemplate} knows, by name. */
export const templateNames = Object.keys(templates) as readonly TemplateName[]

/** The values without which a template cannot be rendered. */
export function templateNeeds(name: TemplateName): readonly (keyof TemplateValues)[] {
  return templates[name].needs
}

/**
 * SQL for a common change, in the form that holds locks as briefly as PostgreSQL allows.
 * Throws E_USAGE when the template is unknown or a value that it needs is missing.
 */
export function renderTemplate(name: string, values: TemplateValues): Skeleton {
  const known = templateNames.find((one) => one === name)
  if (known === undefined) {
    throw new PlinthError('E_USAGE', `there is no template "${name}"`, {
      hint: didYouMean(name, templateNames, `The templates are ${templateNames.join(', ')}.`),
    })
  }
  refuseMissingValues(known, templateNeeds(known), values)
  return templates[known].render({
    table: '',
    column: '',
    type: '',
    references: '',
    referencesColumn: 'id',
    ...values,
  })
}

/** Throws E_USAGE when a value that a template needs is missing. */
export function refuseMissingValues(
  name: string,
  needs: readonly (keyof TemplateValues)[],
  values: TemplateValues,
): void {
  const missing = needs.filter((key) => (values[key] ?? '').trim() === '')
  if (missing.length === 0) return
  throw new PlinthError('E_USAGE', `the template "${name}" needs ${missing.join(', ')}`, {
    hint: `Give each as an option: ${missing.map((key) => `--${key} …`).join(' ')}`,
  })
}

/** The sections of a skeleton as they stand in a migration file. */
export function printSections(skeleton: Skeleton): string {
  const text = printMigration({ ...emptyHeader, ...skeleton })
  return text.slice(text.indexOf('-- plinth: upgrade'))
}

const emptyHeader: Omit<MigrationParts, keyof Skeleton> = {
  id: revisionId('template'),
  downRevisions: [],
  dependsOn: [],
  labels: [],
  replaces: [],
  message: '',
  created: undefined,
  init: undefined,
}

function addColumn({ table, column, type }: Required<TemplateValues>): Skeleton {
  const [name, on] = [quoteWhereNeeded(column), quoteQualified(table)]
  return {
    upgrade: inTransaction([
      '-- A constant DEFAULT may be added here: it does not rewrite the table. NOT NULL needs one, or an empty table.',
      `ALTER TABLE ${on} ADD COLUMN ${name} ${type};`,
    ]),
    downgrade: inTransaction([`ALTER TABLE ${on} DROP COLUMN ${name};`]),
  }
}

function addTable({ table, column, type }: Required<TemplateValues>): Skeleton {
  const columns = ['id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY']
  if (column !== '') columns.push(`${quoteWhereNeeded(column)} ${type === '' ? 'text' : type}`)
  return {
    upgrade: inTransaction([
      `CREATE TABLE ${quoteQualified(table)} (`,
      columns.map((one) => `    ${one}`).join(',\n'),
      ');',
    ]),
    downgrade: inTransaction([`DROP TABLE ${quoteQualified(table)};`]),
  }
}

function addIndex({ table, column }: Required<TemplateValues>): Skeleton {
  const { schema, name } = splitName(table)
  const index = objectName([name, ...columnsOf(column)], 'idx')
  const columns = columnsOf(column).map(quoteWhereNeeded).join(', ')
  const drop = `DROP INDEX CONCURRENTLY IF EXISTS ${[...schema, index].map(quoteWhereNeeded).join('.')};`
  return {
    upgrade: outsideTransaction([
      '-- CONCURRENTLY lets writes go on. When it fails, it leaves an invalid index: the first line drops that, so this can be run again.',
      drop,
      `CREATE INDEX CONCURRENTLY ${quoteWhereNeeded(index)} ON ${quoteQualified(table)} (${columns});`,
    ]),
    downgrade: outsideTransaction([drop]),
  }
}

function addForeignKey({ table, column, references, referencesColumn }: Required<TemplateValues>): Skeleton {
  const on = quoteQualified(table)
  const key = quoteWhereNeeded(objectName([splitName(table).name, ...columnsOf(column)], 'fkey'))
  const columns = columnsOf(column).map(quoteWhereNeeded).join(', ')
  const target = `${quoteQualified(references)} (${columnsOf(referencesColumn).map(quoteWhereNeeded).join(', ')})`
  return {
    upgrade: outsideTransaction([
      '-- Two transactions: the first locks both tables for a moment, the second reads the rows while writes go on.',
      '-- When the second fails, correct the rows and run this again: the first drops the constraint that is there.',
      `ALTER TABLE ${on} DROP CONSTRAINT IF EXISTS ${key}, ADD CONSTRAINT ${key} FOREIGN KEY (${columns}) REFERENCES ${target} NOT VALID;`,
      `ALTER TABLE ${on} VALIDATE CONSTRAINT ${key};`,
    ]),
    downgrade: inTransaction([`ALTER TABLE ${on} DROP CONSTRAINT ${key};`]),
  }
}

function inTransaction(lines: readonly string[]): SectionParts {
  return { sql: lines.join('\n'), transactional: true, irreversible: undefined }
}

function outsideTransaction(lines: readonly string[]): SectionParts {
  return { ...inTransaction(lines), transactional: false }
}

/** The columns of a list with commas. */
export function columnsOf(list: string): readonly string[] {
  return list.split(',').map((name) => name.trim())
}

function splitName(table: string): { readonly schema: readonly string[]; readonly name: string } {
  const parts = table.split('.')
  return { schema: parts.slice(0, -1), name: parts.at(-1) ?? table }
}

/** PostgreSQL cuts names after 63 bytes, which would cut off the suffix; so the stem is cut instead. */
function objectName(parts: readonly string[], suffix: string): string {
  let stem = parts.join('_')
  while (Buffer.byteLength(`${stem}_${suffix}`) > 63) stem = Array.from(stem).slice(0, -1).join('')
  return `${stem}_${suffix}`
}
