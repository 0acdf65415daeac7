import { readConfig } from '../config/config.ts'
import {
  fillTemplate,
  listTemplateFiles,
  readTemplateFile,
  type FileTemplate,
} from '../migrations/template-file.ts'
import { fillPlaceholders, placeholderValues } from '../migrations/placeholders.ts'
import {
  printSections,
  renderTemplate,
  templateNames,
  templateNeeds,
  type TemplateValues,
} from '../migrations/templates.ts'
import { shown, type Surroundings } from '../project.ts'
import { findTemplate } from './own-template.ts'

/** A template of `create`. */
export interface TemplateLine {
  readonly name: string
  readonly language: 'sql' | 'ts'
  /** The options that it needs. */
  readonly needs: readonly (keyof TemplateValues)[]
  /** The file that it is, relative to the project; undefined for one that Plinth brings. */
  readonly file: string | undefined
}

/** A template with examples for its values. */
export interface TemplateResult extends TemplateLine {
  readonly text: string
  /** The SQL of its sections; empty in a TypeScript template. */
  readonly upgrade: string
  readonly downgrade: string
}

/** The templates of the project, then those that Plinth brings. Needs no database. Throws E_FILE, E_MIGRATION_FORMAT. */
export async function templates(surroundings: Surroundings): Promise<readonly TemplateLine[]> {
  const config = await readConfig(surroundings.wishes, surroundings.world)
  const files = await listTemplateFiles(config.migrations)
  const own = await Promise.all(
    files.map(async (file) => lineOf(await readTemplateFile(file), shown({ config }, file.path))),
  )
  const taken = new Set(files.filter(({ language }) => language === 'sql').map(({ name }) => name))
  return [...own, ...templateNames.filter((name) => !taken.has(name)).map(builtIn)]
}

/** One template, with examples for its values. Throws E_USAGE when there is none of that name. */
export async function template(
  surroundings: Surroundings,
  options: { readonly name: string },
): Promise<TemplateResult> {
  const config = await readConfig(surroundings.wishes, surroundings.world)
  const found = await findTemplate(config.migrations, { name: options.name, language: undefined })
  if (found !== undefined) return filled(await readTemplateFile(found), shown({ config }, found.path))
  const skeleton = renderTemplate(options.name, examples)
  const { upgrade, downgrade } = skeleton
  const line = builtIn(options.name as (typeof templateNames)[number])
  return { ...line, text: printSections(skeleton), upgrade: upgrade.sql, downgrade: downgrade.sql }
}

const examples = { table: 'users', column: 'team_id', type: 'bigint', references: 'teams' } as const

const exampleFacts = {
  message: 'add team to users',
  revision: 'abc123def456',
  revises: '3f1c9a7be204',
  created: '2026-11-21T08:30:00Z',
  author: 'Ada',
} as const

function filled(found: FileTemplate, file: string): TemplateResult {
  const values = { ...exampleFacts, ...placeholderValues(examples) }
  const { upgrade, downgrade } = fillTemplate(found, values)
  const text = fillPlaceholders(found.text, values)
  return { ...lineOf(found, file), text, upgrade: upgrade.sql, downgrade: downgrade?.sql ?? '' }
}

function lineOf({ name, language, needs }: FileTemplate, file: string): TemplateLine {
  return { name, language, needs, file }
}

function builtIn(name: (typeof templateNames)[number]): TemplateLine {
  return { name, language: 'sql', needs: templateNeeds(name), file: undefined }
}
