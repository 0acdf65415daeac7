import { PlinthError } from '../errors.ts'
import {
  fillTemplate,
  listTemplateFiles,
  readTemplateFile,
  type TemplateBody,
  type TemplateFile,
} from '../migrations/template-file.ts'
import { placeholderValues, usesPlaceholder, type PlaceholderValues } from '../migrations/placeholders.ts'
import {
  refuseMissingValues,
  renderTemplate,
  templateNames,
  type TemplateValues,
} from '../migrations/templates.ts'
import type { Language } from '../migrations/write-migration.ts'
import { didYouMean } from '../revision/nearest.ts'
import type { World } from '../world.ts'
import { authorOf } from './author.ts'

/** What a new migration is asked to hold. */
export interface BodyWishes {
  readonly template: string | undefined
  readonly language: Language | undefined
  readonly values: TemplateValues
  /** A merge joins heads: it does not get the default template. */
  readonly kind: 'merge' | 'migration'
  readonly facts: Omit<PlaceholderValues, keyof TemplateValues | 'author'>
}

/** What a new migration holds. */
export interface NewBody extends TemplateBody {
  readonly language: Language
  /** The template file that it was made of. */
  readonly file: string | undefined
}

const empty = { sql: '', transactional: true, irreversible: undefined }

/**
 * The body of a new migration: of the template that was named, of `default.sql` or `default.ts` in the templates of the project, or empty.
 * Throws E_USAGE when there is no such template, when it needs a value that was not given, or has no use for one that was.
 */
export async function newBody(
  migrations: string,
  wishes: BodyWishes,
  world: Pick<World, 'env' | 'run' | 'cwd'>,
): Promise<NewBody> {
  const { template: name, language = 'sql', values } = wishes
  const found = await chosenTemplate(migrations, wishes)
  if (found !== undefined) return filledBody(found, wishes, world)
  if (name === undefined) refuseUnusedValues('an empty migration', [], values)
  if (name !== undefined && language === 'ts')
    throw new PlinthError('E_USAGE', 'a template is SQL: it makes no TypeScript migration', {
      hint: `Leave out one of the two; or write the template ${name}.ts.`,
    })
  const sections = name === undefined ? { upgrade: empty, downgrade: empty } : renderTemplate(name, values)
  return { ...sections, paragraphs: '', code: undefined, language, file: undefined }
}

async function chosenTemplate(
  migrations: string,
  { template, language, kind }: BodyWishes,
): Promise<TemplateFile | undefined> {
  if (template !== undefined) return findTemplate(migrations, { name: template, language })
  if (kind === 'merge') return undefined
  return findTemplate(migrations, { name: 'default', language: language ?? 'sql' })
}

/**
 * The template file of a name, with its ending or without; SQL goes before TypeScript. Undefined when it is for Plinth's own
 * templates to know the name. Throws E_USAGE when nobody does.
 */
export async function findTemplate(
  migrations: string,
  { name, language }: { readonly name: string; readonly language: Language | undefined },
): Promise<TemplateFile | undefined> {
  const files = await listTemplateFiles(migrations)
  const found = files.find(
    (file) =>
      [file.name, `${file.name}.${file.language}`].includes(name) &&
      (language === undefined || file.language === language),
  )
  const known: readonly string[] = [...new Set([...files.map((file) => file.name), ...templateNames])]
  if (found !== undefined || known.includes(name) || name === 'default') return found
  throw new PlinthError('E_USAGE', `there is no template "${name}"`, {
    hint: didYouMean(name, known, `The templates are ${known.join(', ')}.`),
  })
}

async function filledBody(
  found: TemplateFile,
  { values, facts }: BodyWishes,
  world: Pick<World, 'env' | 'run' | 'cwd'>,
): Promise<NewBody> {
  const template = await readTemplateFile(found)
  const { name, text, needs, language, path } = template
  refuseMissingValues(name, needs, values)
  refuseUnusedValues(`the template "${name}"`, needs, values)
  const author = usesPlaceholder(text, 'author') ? { author: await authorOf(world) } : {}
  const body = fillTemplate(template, { ...facts, ...author, ...placeholderValues(values) })
  return { ...body, language, file: path }
}

/** An option that would not be heeded is refused. */
function refuseUnusedValues(
  what: string,
  needs: readonly (keyof TemplateValues)[],
  values: TemplateValues,
): void {
  const given = Object.keys(values) as readonly (keyof TemplateValues)[]
  const unused = given.find((key) => values[key] !== undefined && !needs.includes(key))
  if (unused === undefined) return
  throw new PlinthError('E_USAGE', `${what} has no use for --${unused}`, {
    hint: 'Leave it out, or name a template that needs it. To list them: plinth template',
  })
}
