import { PlinthError, type ErrorCode, type ErrorParts, type SourcePlace } from '../errors.ts'
import { placeInBody, unitOf, type ServerFacts } from './place-body.ts'
import { copyLineOf, type CopyLine } from './place-copy.ts'
import { frameOf, lineFeeds, startOfLine } from './place-frame.ts'

export { unitOf } from './place-body.ts'

/** Where a statement begins in its file. */
interface StatementPlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What an error is located in: a statement, or a COPY. */
export interface LocatedItem {
  readonly text: string
  readonly at: StatementPlace
  /** Where the rows of a COPY begin; without it they begin on the line after the statement's text. */
  readonly dataAt?: StatementPlace
}

/** The position that the server told with an error: from 1, in characters of the text that was sent. */
export function positionOf(error: PlinthError): number | undefined {
  return (error as PlinthError & ServerFacts).position
}

/** Of what a server refuses in a statement. */
const codes = new Set<ErrorCode>(['E_SQL', 'E_NOT_PRIMARY', 'E_MIGRATION'])

/**
 * Adds the place to an error of the server that came from a statement of a file. `unit`: where in its text the server stopped, in UTF-16
 * units; undefined when it did not say. Without any, the place is that of the line of the rows of a COPY, that inside the DO block
 * or function body, or the beginning of the statement.
 */
export function located(error: unknown, item: LocatedItem, unit?: number): unknown {
  if (!(error instanceof PlinthError) || !codes.has(error.code) || error.place) return error
  const told: ServerFacts = error as PlinthError & ServerFacts
  const known = unit ?? unitToldOf(item.text, told)
  if (known !== undefined) return error.with({ place: placeIn(item, known) })
  const line = copyLineOf(item, told.where)
  if (line) return error.with({ place: placeOfRow(item, line), ...withQuery(error, told) })
  const inBody = placeInBody(item.text, told)
  return error.with({
    place: placeIn(item, inBody?.unit ?? 0),
    ...(inBody?.isExact ? {} : withQuery(error, told)),
  })
}

/** A position that the text does not have is one of another: EXECUTE may tell it of the statement that was prepared. */
function unitToldOf(text: string, { position }: ServerFacts): number | undefined {
  return position === undefined || position > text.length + 1 ? undefined : unitOf(text, position)
}

/** The place of a unit of a statement, with the lines around it. */
function placeIn({ text, at }: LocatedItem, told: number): SourcePlace {
  const unit = Math.min(told, text.length)
  const from = startOfLine(text, unit)
  const column = charactersIn(text, from, unit) + (from === 0 ? at.column : 1)
  const line = at.line + lineFeeds(text, unit)
  return { file: at.file, line, column, frame: frameOf(text, at, unit) }
}

function charactersIn(text: string, from: number, to: number): number {
  let count = to - from
  for (let unit = from; unit < to; unit++) if ((text.charCodeAt(unit) & 0xfc00) === 0xdc00) count--
  return count
}

/** The rows are not in memory: the frame shows the statement. */
function placeOfRow(item: LocatedItem, { ofData, ofFile }: CopyLine): SourcePlace {
  const { at, text } = item
  const [firstLine = ''] = text.split('\n', 1)
  const [statement = '', caret = ''] = frameOf(firstLine, at, 0).split('\n')
  const frame = `${statement}\n${caret} line ${ofData} of the data is line ${ofFile} of the file`
  return { file: at.file, line: ofFile, column: 1, frame }
}

/** The query that the server stopped in, when it does not stand in the file as such. */
function withQuery({ detail }: PlinthError, told: ServerFacts): ErrorParts {
  const { internalQuery: query, internalPosition = 1 } = told
  if (query === undefined) return {}
  const frame = frameOf(query, { line: 1, column: 1 }, unitOf(query, internalPosition))
  return { detail: [detail, 'in the query', frame].filter(Boolean).join('\n') }
}

/** Waits for a statement; its error gets the place. */
export async function runLocated(work: Promise<unknown>, item: LocatedItem): Promise<void> {
  try {
    await work
  } catch (error) {
    throw located(error, item)
  }
}
