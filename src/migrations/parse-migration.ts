import type { PlinthError } from '../errors.ts'
import { didYouMean } from '../revision/nearest.ts'
import type { MigrationSection, ParsedMigration } from './migration.ts'
import { parseHeader } from './parse-header.ts'
import { sourceOf } from './source-lines.ts'
import type { Source, SourceLine } from './source-lines.ts'

/**
 * Reads the text of a SQL migration; `path` is only for errors. The format is described in docs/formats.md.
 * Throws E_MIGRATION_FORMAT, with file, line and column, when the text is not of that form.
 */
export function parseMigration(text: string, path: string): ParsedMigration {
  const source = sourceOf(text, path)
  const directives = directivesOf(source)
  const header = parseHeader(source, linesAbove(source, directives))
  const { upgrade, downgrade } = readSections(source, directives)
  if (header.init !== undefined) checkBaseline(source, upgrade)
  return { ...header, upgrade, downgrade }
}

/** The sections of a text, and the lines above them, which are not looked into. Throws as {@link parseMigration}. */
export function parseSections(source: Source): Sections & { readonly above: readonly SourceLine[] } {
  const directives = directivesOf(source)
  return { above: linesAbove(source, directives), ...readSections(source, directives) }
}

interface Sections {
  readonly upgrade: MigrationSection
  readonly downgrade: MigrationSection | undefined
}

function directivesOf(source: Source): readonly Directive[] {
  return source.lines.flatMap((line) => directiveOf(source, line) ?? [])
}

function linesAbove(source: Source, [first]: readonly Directive[]): readonly SourceLine[] {
  return source.lines.slice(0, (first?.line.number ?? Infinity) - 1)
}

function readSections(source: Source, directives: readonly Directive[]): Sections {
  const starts = directives.filter(({ kind }) => kind === 'upgrade' || kind === 'downgrade')
  checkOrder(source, directives, starts)
  const sections = starts.map((start, index) =>
    readSection(source, start, {
      end: starts[index + 1]?.line.number ?? Infinity,
      directives,
    }),
  )
  const [upgrade, downgrade] = sections
  if (upgrade === undefined) throw noUpgrade(source, source.lines.at(-1))
  return { upgrade, downgrade }
}

const directiveKinds = ['upgrade', 'downgrade', 'no-transaction', 'irreversible'] as const

interface Directive {
  readonly kind: (typeof directiveKinds)[number]
  /** The why of `irreversible`; else empty. */
  readonly argument: string
  readonly line: SourceLine
}

interface SectionBounds {
  /** Number of the line that is no longer part of the section. */
  readonly end: number
  readonly directives: readonly Directive[]
}

function directiveOf(source: Source, line: SourceLine): Directive | undefined {
  if (!/^--\s*plinth\s*:/i.test(line.text)) return undefined
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
  if (kind === 'irreversible') return { kind, argument: readWhy(source, line, argument), line }
  if (argument !== '')
    throw source.error(line, `the directive "${kind}" takes nothing after it`, { at: argument })
  return { kind, argument, line }
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
  const inside = directives.filter(({ line }) => line.number > start.line.number && line.number < end)
  const body = source.lines.slice(start.line.number, end - 1)
  const flags = readFlags(source, start, { inside, body })
  const own = new Set(inside.map(({ line }) => line))
  const first = body.findIndex((line) => !own.has(line) && line.text.trim() !== '')
  const sql = first < 0 ? [] : body.slice(first).map((line) => (own.has(line) ? '' : line.text))
  return {
    sql: sql.join('\n').trimEnd(),
    line: body[first]?.number ?? start.line.number + 1,
    ...flags,
  }
}

interface SectionLines {
  readonly inside: readonly Directive[]
  readonly body: readonly SourceLine[]
}

function readFlags(source: Source, start: Directive, { inside, body }: SectionLines) {
  const noTransaction = only(source, inside, 'no-transaction')
  const irreversible = only(source, inside, 'irreversible')
  const own = new Set(inside.map(({ line }) => line))
  const text = body.find((line) => !own.has(line) && line.text.trim() !== '')
  if (noTransaction && text && text.number < noTransaction.line.number) {
    throw source.error(noTransaction.line, '"no-transaction" must stand directly under its section', {
      at: 'no-transaction',
      hint: `Move it to the line under "-- plinth: ${start.kind}".`,
    })
  }
  if (irreversible)
    checkIrreversible(source, start, { irreversible, body: body.filter((line) => !own.has(line)) })
  return { transactional: noTransaction === undefined, irreversible: irreversible?.argument }
}

function checkIrreversible(
  source: Source,
  start: Directive,
  { irreversible, body }: { readonly irreversible: Directive; readonly body: readonly SourceLine[] },
): void {
  if (start.kind !== 'downgrade') {
    throw source.error(irreversible.line, '"irreversible" belongs in the downgrade section', {
      at: 'irreversible',
    })
  }
  const sql = body.find(isStatement)
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
  const body = source.lines.slice(upgrade.line - 1, upgrade.line - 1 + upgrade.sql.split('\n').length)
  const statement = upgrade.sql === '' ? undefined : body.find(isStatement)
  if (statement === undefined) return
  throw source.error(
    statement,
    'the upgrade of a baseline is the init script, so it has no statements of its own',
    {
      hint: 'Move them to the init script or to a new migration, or remove the "init:" line.',
    },
  )
}

function isStatement({ text }: SourceLine): boolean {
  return text.trim() !== '' && !text.trimStart().startsWith('--')
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
