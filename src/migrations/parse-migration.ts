import type { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import { didYouMean } from '../revision/nearest.ts'
import type { MigrationSection, ParsedMigration } from './migration.ts'
import { parseHeader } from './parse-header.ts'
import { plainMigration, plainSections } from './plain-migration.ts'
import { newlinesIn, nextDirective, sqlOf } from './section-text.ts'
import { linesOf, sourceOf } from './source-lines.ts'
import type { Source, SourceLine } from './source-lines.ts'

/**
 * Reads the text of a SQL migration; `path` is only for errors. The format is described in docs/formats.md.
 * Throws E_MIGRATION_FORMAT, with file, line and column, when the text is not of that form.
 */
export function parseMigration(text: string, path: string): ParsedMigration {
  const normal = normalText(text)
  const plain = plainMigration(normal)
  return plain === undefined ? parseSource(sourceOf(text, path)) : { ...plain, ...plainSections(normal) }
}

/** The same without the short way of {@link plainMigration}: for what is of another form, and to compare them. */
export function parseSource(source: Source): ParsedMigration {
  const directives = directivesOf(source)
  const { id, downRevisions, dependsOn, labels, message, created, replaces, init } = parseHeader(
    source,
    textAbove(source, directives),
  )
  const { upgrade, downgrade } = readSections(source, directives)
  if (init !== undefined) checkBaseline(source, upgrade)
  return { id, downRevisions, dependsOn, labels, message, created, replaces, init, upgrade, downgrade }
}

/** The sections of a text, and the lines above them, which are not looked into. Throws as {@link parseMigration}. */
export function parseSections(source: Source): Sections & { readonly above: readonly SourceLine[] } {
  const directives = directivesOf(source)
  return { above: linesOf(textAbove(source, directives)), ...readSections(source, directives) }
}

interface Sections {
  readonly upgrade: MigrationSection
  readonly downgrade: MigrationSection | undefined
}

function textAbove({ text }: Source, [first]: readonly Directive[]): string {
  return text.slice(0, first?.start)
}

function readSections(source: Source, directives: readonly Directive[]): Sections {
  const starts = directives.filter(({ kind }) => kind === 'upgrade' || kind === 'downgrade')
  checkOrder(source, directives, starts)
  const [first, second] = starts
  if (first === undefined) throw noUpgrade(source, linesOf(source.text).at(-1))
  return {
    upgrade: readSection(source, first, { end: second, directives }),
    downgrade: second && readSection(source, second, { end: undefined, directives }),
  }
}

const directiveKinds = ['upgrade', 'downgrade', 'no-transaction', 'irreversible'] as const

interface Directive {
  readonly kind: (typeof directiveKinds)[number]
  /** The why of `irreversible`; else empty. */
  readonly argument: string
  readonly line: SourceLine
  /** The characters before its line. */
  readonly start: number
}

interface SectionBounds {
  /** The directive that begins the next section. */
  readonly end: Directive | undefined
  readonly directives: readonly Directive[]
}

function directivesOf(source: Source): readonly Directive[] {
  const { text } = source
  const found: Directive[] = []
  let number = 1
  let counted = 0
  for (let start = nextDirective(text, 0); start >= 0;) {
    number += newlinesIn(text.slice(counted, start))
    counted = start
    const directive = directiveAt(source, start, number)
    found.push(directive)
    start = nextDirective(text, start + directive.line.text.length + 1)
  }
  return found
}

function directiveAt(source: Source, start: number, number: number): Directive {
  const end = source.text.indexOf('\n', start)
  const line = { text: source.text.slice(start, end < 0 ? undefined : end), number }
  const words = /^-- plinth: (\S+)(?:[ \t]+(.*?))?\s*$/.exec(line.text)
  if (words === null) throw notADirective(source, line)
  const [, name = '', argument = ''] = words
  const kind = directiveKinds.find((one) => one === name)
  if (kind === undefined) {
    const all = `The directives are ${directiveKinds.join(', ')}.`
    throw source.error(line, `there is no directive "${name}"`, {
      at: name,
      hint: didYouMean(name, directiveKinds, all),
    })
  }
  if (kind === 'irreversible') return { kind, argument: readWhy(source, line, argument), line, start }
  if (argument !== '')
    throw source.error(line, `the directive "${kind}" takes nothing after it`, { at: argument })
  return { kind, argument, line, start }
}

function readWhy(source: Source, line: SourceLine, argument: string): string {
  const why = /^"(.*)"$/.exec(argument)?.[1]
  if (why !== undefined && why.trim() !== '') return why
  throw source.error(line, 'the directive "irreversible" needs the reason in double quotes', {
    at: argument === '' ? 'irreversible' : argument,
    hint: 'Write it as in: -- plinth: irreversible "the old values are gone"',
  })
}

function checkOrder(source: Source, directives: readonly Directive[], starts: readonly Directive[]): void {
  const [first, second, third] = starts
  const early = directives.find(({ line }) => first === undefined || line.number < first.line.number)
  if (early !== undefined)
    throw source.error(early.line, `"${early.kind}" must stand in a section`, { at: early.kind })
  if (first !== undefined && first.kind !== 'upgrade') throw noUpgrade(source, first.line)
  const repeated = second?.kind === 'upgrade' ? second : third
  if (repeated === undefined) return
  throw source.error(repeated.line, `a second section "${repeated.kind}"`, {
    at: repeated.kind,
    hint: 'A migration has one upgrade section and, below it, at most one downgrade section.',
  })
}

function readSection(source: Source, start: Directive, { end, directives }: SectionBounds): MigrationSection {
  const inside = directives.filter(
    (one) => one.start > start.start && (end === undefined || one.start < end.start),
  )
  const body = bodyOf(source, { start, end, inside })
  const { sql, line } = sqlOf(body, start.line.number + 1)
  const { transactional, irreversible } = readFlags(source, start, { inside, section: { sql, line } })
  return { sql, line, transactional, irreversible }
}

/** What stands below the line of a section, to the next one. The lines of its directives are empty. */
function bodyOf(
  { text }: Source,
  {
    start,
    end,
    inside,
  }: Omit<SectionBounds, 'directives'> & {
    readonly start: Directive
    readonly inside: readonly Directive[]
  },
): string {
  const body = text.slice(start.start + start.line.text.length + 1, end?.start)
  if (inside.length === 0) return body
  const own = new Set(inside.map(({ line }) => line.number))
  return linesOf(body, start.line.number + 1)
    .map((line) => (own.has(line.number) ? '' : line.text))
    .join('\n')
}

interface SectionLines {
  readonly inside: readonly Directive[]
  readonly section: Pick<MigrationSection, 'sql' | 'line'>
}

function readFlags(source: Source, start: Directive, { inside, section }: SectionLines) {
  const noTransaction = only(source, inside, 'no-transaction')
  const irreversible = only(source, inside, 'irreversible')
  if (noTransaction && section.sql !== '' && section.line < noTransaction.line.number) {
    throw source.error(noTransaction.line, '"no-transaction" must stand directly under its section', {
      at: 'no-transaction',
      hint: `Move it to the line under "-- plinth: ${start.kind}".`,
    })
  }
  if (irreversible) checkIrreversible(source, start, { irreversible, section })
  return { transactional: noTransaction === undefined, irreversible: irreversible?.argument }
}

function checkIrreversible(
  source: Source,
  start: Directive,
  { irreversible, section }: Pick<SectionLines, 'section'> & { readonly irreversible: Directive },
): void {
  if (start.kind !== 'downgrade') {
    throw source.error(irreversible.line, '"irreversible" belongs in the downgrade section', {
      at: 'irreversible',
    })
  }
  const sql = statementIn(section)
  if (sql === undefined) return
  throw source.error(sql, 'the downgrade is irreversible but has statements', {
    hint: 'Remove either the statements or the line "-- plinth: irreversible".',
  })
}

function only(source: Source, inside: readonly Directive[], kind: Directive['kind']): Directive | undefined {
  const [first, second] = inside.filter((one) => one.kind === kind)
  if (second !== undefined) throw source.error(second.line, `"${kind}" is given twice`, { at: kind })
  return first
}

/** The upgrade of a baseline is the init script, so that the schema is written down once. */
function checkBaseline(source: Source, upgrade: MigrationSection): void {
  const statement = statementIn(upgrade)
  if (statement === undefined) return
  throw source.error(
    statement,
    'the upgrade of a baseline is the init script, so it has no statements of its own',
    {
      hint: 'Move them to the init script or to a new migration, or remove the "init:" line.',
    },
  )
}

/** The first line of a section that is neither blank nor a comment. */
function statementIn({ sql, line }: Pick<MigrationSection, 'sql' | 'line'>): SourceLine | undefined {
  return linesOf(sql, line).find(({ text }) => text.trim() !== '' && !text.trimStart().startsWith('--'))
}

function noUpgrade(source: Source, line: SourceLine = { text: '', number: 1 }): PlinthError {
  return source.error(line, 'the upgrade section is missing', {
    hint: 'Put the line "-- plinth: upgrade" above the statements of the upgrade, and the downgrade below them.',
  })
}

function notADirective(source: Source, line: SourceLine): PlinthError {
  return source.error(line, 'this looks like a directive but is not written as one', {
    hint: 'Write it at the beginning of the line, in lower case and with these spaces: -- plinth: upgrade',
  })
}
