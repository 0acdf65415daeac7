import type { Rename } from '../rename/rename.ts'
import { titleOfKey } from '../fact-title.ts'
import type { Hazard } from './action.ts'
import type { ChangeStatement, SchemaChange } from './plan-change.ts'
import { whyWithoutTransaction } from './without-transaction.ts'

/** What is written of a change, beside its statements. */
export interface SectionRemarks {
  /** Statements of others that come first, without semicolon: renames. */
  readonly first: readonly string[]
  /** The same, behind all. */
  readonly last: readonly string[]
  /** What may be renames, and nobody was there to say: they are told as comments. */
  readonly perhaps: readonly Pick<Rename, 'from' | 'to' | 'sql'>[]
}

/** The SQL of a section of a migration: statements with what they may cost, and what is left to do by hand. Empty: there is nothing to do. */
export function renderSection(
  { statements, unplanned }: SchemaChange,
  { first, last, perhaps }: SectionRemarks,
): string {
  const left = unplanned.map(({ fact, facets, why }) =>
    comment(`TO DO by hand: ${[titleOfKey(fact), facets.join(', ')].filter(Boolean).join(', ')}: ${why}`),
  )
  const why = whyWithoutTransaction({ statements })
  return [
    ...(why === undefined
      ? []
      : [comment(`Runs without a transaction, ${why}: where a statement fails, those before it stay.`)]),
    ...perhaps.map(renderPerhaps),
    ...plain(first),
    ...grouped(statements.map(renderStatement)),
    ...plain(last),
    ...left,
  ].join('\n\n')
}

function plain(statements: readonly string[]): readonly string[] {
  return statements.length === 0 ? [] : [statements.map((sql) => `${sql};`).join('\n')]
}

function renderPerhaps({ from, to, sql }: SectionRemarks['perhaps'][number]): string {
  return [
    comment(
      `Is ${to} what ${from} was? Then keep what it holds: instead of dropping the one and adding the other,`,
    ),
    comment(`  ${sql};`),
  ].join('\n')
}

interface Rendered {
  readonly text: string
  readonly isShort: boolean
}

function renderStatement({ sql, hazards }: ChangeStatement): Rendered {
  const remarks = hazards.map(renderHazard)
  return { text: [...remarks, `${sql};`].join('\n'), isShort: remarks.length === 0 && !sql.includes('\n') }
}

/** What a statement costs for a moment only needs no word. */
function renderHazard({ kind, text }: Hazard): string {
  return comment(`${titles[kind]}: ${text}.`)
}

const titles: Readonly<Record<Hazard['kind'], string>> = {
  'data loss': 'Loses data',
  'may fail': 'May fail',
  values: 'Check the values',
  lock: 'Locks',
  rewrite: 'Rewrites',
}

/** Short statements stand together, others with an empty line around them. */
function grouped(statements: readonly Rendered[]): readonly string[] {
  const groups: string[] = []
  statements.forEach(({ text, isShort }, place) => {
    const isMore = isShort && statements[place - 1]?.isShort === true
    if (isMore) groups[groups.length - 1] += `\n${text}`
    else groups.push(text)
  })
  return groups
}

/** Names may hold line ends, and a line that looks like a directive must not come of one. */
function comment(text: string): string {
  return `-- ${text.replaceAll(/[\r\n]+/g, ' ')}`
}
