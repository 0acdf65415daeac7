import { join } from 'node:path'
import { normalText } from '../psql/normal-text.ts'
import { checkPlaceholders, fillPlaceholders, neededValues, type PlaceholderValues } from './placeholders.ts'
import type { SectionParts } from './migration.ts'
import { looksLikeField } from './parse-header.ts'
import { parseSections } from './parse-migration.ts'
import { isDirective, parseModule, splitModule } from './parse-module.ts'
import { listSideFiles, readSideFile } from './side-files.ts'
import { linesOf, sourceOf, type Source, type SourceLine } from './source-lines.ts'
import type { TemplateValues } from './templates.ts'
import type { Language } from './write-migration.ts'

/** A template of the project: a file in the folder `templates` beside the migrations. */
export interface TemplateFile {
  /** The name of the file without `.sql` or `.ts`. */
  readonly name: string
  readonly language: Language
  readonly path: string
}

/** A template file as read, its placeholders known. */
export interface FileTemplate extends TemplateFile {
  /** With LF line ends. */
  readonly text: string
  /** The values without which it cannot be filled. */
  readonly needs: readonly (keyof TemplateValues)[]
}

/** What a template gives to a new migration. */
export interface TemplateBody {
  /** What stands above the first section: more of the message. */
  readonly paragraphs: string
  readonly upgrade: SectionParts
  readonly downgrade: SectionParts | undefined
  /** What stands below the header of a TypeScript migration. */
  readonly code: string | undefined
}

/** The template files of a project, by name, SQL first. Without the folder there are none. Throws E_FILE when it cannot be read. */
export async function listTemplateFiles(migrations: string): Promise<readonly TemplateFile[]> {
  const folder = join(migrations, 'templates')
  return (await listSideFiles(folder))
    .flatMap((file) => {
      const [, name = '', language = ''] = /^([^.].*)(?<!\.d)\.(sql|ts)$/.exec(file) ?? []
      return name === '' ? [] : [{ name, language: language as Language, path: join(folder, file) }]
    })
    .sort((a, b) => (`${a.name}.${a.language}` < `${b.name}.${b.language}` ? -1 : 1))
}

/** Reads a template. Throws E_FILE when it is no UTF-8, E_MIGRATION_FORMAT, with the place, for a placeholder that does not exist. */
export async function readTemplateFile(file: TemplateFile): Promise<FileTemplate> {
  const text = normalText(await readSideFile(file.path))
  checkPlaceholders(sourceOf(text, file.path))
  return { ...file, text, needs: neededValues(text) }
}

/**
 * The template, filled. What it consists of is read before the values are put in, so that no value can be taken for a directive.
 * Throws E_MIGRATION_FORMAT, with the place, when it has no upgrade or a line of the header, which is Plinth's to write.
 */
export function fillTemplate(template: FileTemplate, values: PlaceholderValues): TemplateBody {
  const raw = template.language === 'sql' ? sqlBody(template) : moduleBody(template)
  const filled = (text: string) => fillPlaceholders(text, values)
  const section = ({ sql, transactional, irreversible }: SectionParts): SectionParts => ({
    sql: filled(sql).trimEnd(),
    transactional,
    irreversible: irreversible === undefined ? undefined : filled(irreversible),
  })
  return {
    paragraphs: filled(raw.paragraphs),
    upgrade: section(raw.upgrade),
    downgrade: raw.downgrade && section(raw.downgrade),
    code: raw.code === undefined ? undefined : filled(raw.code),
  }
}

function sqlBody({ text, path }: FileTemplate): TemplateBody {
  const source = sourceOf(text, path)
  const { above, upgrade, downgrade } = parseSections(source)
  const statement = above.find((line) => line.text.trim() !== '' && !line.text.startsWith('--'))
  if (statement !== undefined)
    throw source.error(statement, 'only "--" comments may stand before "-- plinth: upgrade"', {
      hint: 'Put the line "-- plinth: upgrade" above the first statement.',
    })
  return { paragraphs: paragraphsOf(source, above), upgrade, downgrade, code: undefined }
}

function moduleBody({ text, path }: FileTemplate): TemplateBody {
  const source = sourceOf(text, path)
  const { header, code } = splitModule(text, path)
  const comments = linesOf(source.text)
    .slice(0, header.length)
    .filter((line) => !isDirective(line.text))
    .map(({ text: line, number }) => ({ text: line.replace(/^\/\//, '--'), number }))
  const { upgrade, downgrade } = sectionsOf(header, code, path)
  return { paragraphs: paragraphsOf(source, comments), upgrade, downgrade, code: `${code.trimEnd()}\n` }
}

/** Read as a migration, for its directives; on the same lines as in the file where one is free, so that errors name the right ones. */
function sectionsOf(header: readonly string[], code: string, path: string) {
  const lines = header.map((line) => (/^\/\/\s*plinth\s*:/i.test(line) ? line : '//'))
  const free = lines.indexOf('//')
  const whole = free < 0 ? ['//', ...lines] : lines
  return parseModule([...whole.with(Math.max(0, free), '// revision: template'), code].join('\n'), path)
}

function paragraphsOf(source: Source, lines: readonly SourceLine[]): string {
  const field = lines.find(looksLikeField)
  if (field !== undefined) {
    const original = linesOf(source.text)[field.number - 1] ?? field
    throw source.error(original, 'the header is written by Plinth: it does not stand in a template', {
      hint: 'Remove the line. Where its value is wanted, there is a placeholder for it, as {{revision}}.',
    })
  }
  const texts = lines.map(({ text }) => text.replace(/^--/, '').trim())
  return texts.join('\n').trim()
}
