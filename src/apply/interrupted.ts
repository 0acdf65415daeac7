import { createHash } from 'node:crypto'
import { PlinthError } from '../errors.ts'
import type { StepProgress } from '../plan/facts.ts'
import type { CopyItem, ScriptItem, ScriptPlace, StatementItem } from '../psql/item.ts'
import { wayOn, waysByHand } from '../plan/unfinished.ts'
import { plainText } from '../psql/plain-text.ts'
import type { Section } from './step-script.ts'

/** How far an earlier run of a migration came. */
export interface Interrupted {
  readonly progress: StepProgress
  /** The statement behind those that are done, as that run had it; undefined when there was none. */
  readonly next: StatementItem | CopyItem | undefined
}

/** What an earlier run did, beside the file as it is now. */
export interface Comparison {
  /** So many statements the file has now. */
  readonly total: number
  /** The statement of that run, behind those that are done. */
  readonly next: StatementItem | CopyItem | undefined
  /** Where the file goes on; undefined at its end. */
  readonly nextAt: ScriptPlace | undefined
  /** The first statement that is done and no longer what was run. */
  readonly edited: Edited | undefined
}

interface Edited {
  /** From 1. */
  readonly number: number
  /** Undefined: the file does not have it any more. */
  readonly at: ScriptPlace | undefined
  /** What was run. */
  readonly text: string
}

/** Compares the statements of a section that are done, as they were run, with those of the file. Comments and white space do not count. */
export async function compareDone(
  { statements }: Pick<StepProgress, 'statements'>,
  wasRun: string,
  section: Section,
): Promise<Comparison> {
  const [old, now] = await Promise.all([
    readSums(section.readAs(wasRun)),
    readSums(section.readAs(section.sql)),
  ])
  const at = old.slice(0, statements).findIndex(({ sum }, index) => now[index]?.sum !== sum)
  const edited = at < 0 ? undefined : { number: at + 1, at: now[at]?.item.at, text: old[at]?.item.text ?? '' }
  return { total: now.length, next: old[statements]?.item, nextAt: now[statements]?.item.at, edited }
}

/** So many statements there are in a section. */
export async function countStatements(section: Section): Promise<number> {
  return (await readSums(section.readAs(section.sql))).length
}

async function readSums(items: AsyncIterable<ScriptItem>) {
  const sums: { readonly item: StatementItem | CopyItem; readonly sum: string }[] = []
  for await (const item of items) if (item.kind !== 'echo') sums.push({ item, sum: await sumOf(item) })
  return sums
}

/** The rows of a COPY are as good as statements. */
async function sumOf(item: StatementItem | CopyItem): Promise<string> {
  const hash = createHash('sha256').update(plainText(item.text))
  if (item.kind === 'copy') for await (const chunk of item.data) hash.update(chunk)
  return hash.digest('hex')
}

/** An edit of what is done has no effect any more: the file would say what the database is not. */
export function editedError(
  { number, at, text }: Edited,
  {
    file,
    progress,
    heads,
  }: {
    readonly file: string
    readonly progress: StepProgress
    /** Those that are recorded. */
    readonly heads: readonly string[]
  },
): PlinthError {
  const was = text.split('\n', 1)[0] ?? ''
  return new PlinthError('E_EDITED', `statement ${number} of ${file} was changed after it was run`, {
    ...(at ? { place: { file: at.file, line: at.line, column: at.column } } : {}),
    detail: `An earlier run did ${statementsText(progress.statements)} of this migration, and stopped. This one was: ${was}`,
    hint: [
      `Restore that statement, and go on: ${wayOn(progress)}. What stands behind the statements that are done may be changed.`,
      ...waysByHand(progress, heads),
    ].join('\n'),
    result: 'Nothing was changed.',
  })
}

function statementsText(count: number): string {
  return `${count} statement${count === 1 ? '' : 's'}`
}
