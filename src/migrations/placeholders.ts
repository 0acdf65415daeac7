import { PlinthError } from '../errors.ts'
import { quoteQualified, quoteWhereNeeded } from '../psql/quote-identifier.ts'
import { didYouMean } from '../revision/nearest.ts'
import { linesOf, type Source } from './source-lines.ts'
import { columnsOf, type TemplateValues } from './templates.ts'

/** What Plinth itself knows of a new migration. */
const ownNames = ['message', 'revision', 'revises', 'created', 'author'] as const
/** What the caller gives, as an option. */
const valueNames = ['table', 'column', 'type', 'references'] as const satisfies (keyof TemplateValues)[]

type PlaceholderName = (typeof ownNames)[number] | (typeof valueNames)[number]

/** The text that each placeholder stands for; those that a template does not use may be missing. */
export type PlaceholderValues = Readonly<Partial<Record<PlaceholderName, string>>>

const all: readonly PlaceholderName[] = [...ownNames, ...valueNames]

/** `{{name}}`, with white space or without. An array of SQL as in '{{1,2},{3,4}}' is none. */
const placeholder = /\{\{[ \t]*([A-Za-z_][^{}\n]*?)[ \t]*\}\}/g

/** The values as they stand in a template file: names quoted where SQL needs it, the type as it is. Throws E_USAGE for a line break. */
export function placeholderValues({ table, column, type, references }: TemplateValues): PlaceholderValues {
  const values = {
    ...(table === undefined ? {} : { table: quoteQualified(table) }),
    ...(column === undefined ? {} : { column: columnsOf(column).map(quoteWhereNeeded).join(', ') }),
    ...(type === undefined ? {} : { type }),
    ...(references === undefined ? {} : { references: quoteQualified(references) }),
  }
  const broken = Object.entries(values).find(([, value]) => /[\r\n\0]/.test(value))
  if (broken === undefined) return values
  throw new PlinthError('E_USAGE', `--${broken[0]} has a line break, which cannot stand in a template`, {
    hint: 'Write it on one line.',
  })
}

/** Throws E_MIGRATION_FORMAT, with the place, for a placeholder that does not exist. */
export function checkPlaceholders(source: Source): void {
  for (const line of linesOf(source.text)) {
    for (const [written, name = ''] of line.text.matchAll(placeholder)) {
      if (all.some((one) => one === name)) continue
      const known = `The placeholders are ${all.join(', ')}. Braces that are meant as they are get a space between them: { {`
      throw source.error(line, `there is no placeholder ${written}`, {
        at: written,
        hint: didYouMean(name, all, known),
      })
    }
  }
}

/** Whether a text has this placeholder. */
export function usesPlaceholder(text: string, name: PlaceholderName): boolean {
  return [...text.matchAll(placeholder)].some(([, found]) => found === name)
}

/** The options that a text needs. */
export function neededValues(text: string): readonly (keyof TemplateValues)[] {
  return valueNames.filter((name) => usesPlaceholder(text, name))
}

/** The text with its placeholders replaced. What stands in a value is not looked into again. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replaceAll(placeholder, (written, name: string) => values[name as PlaceholderName] ?? written)
}
