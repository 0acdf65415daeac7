import { PlinthError, type SourcePlace } from '../errors.ts'

/** Where a statement begins in its file. */
export interface StatementPlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The place of the `position`-th character (from 1) of a statement, with the lines around it; of its beginning without a position. */
function placeIn(text: string, at: StatementPlace, position: number | undefined): SourcePlace {
  const characters = [...text]
  const before = characters
    .slice(0, Math.max(0, (position ?? 1) - 1))
    .join('')
    .split('\n')
  const line = at.line + before.length - 1
  const inLine = [...(before.at(-1) ?? '')].length
  const column = before.length === 1 ? at.column + inLine : inLine + 1
  return { file: at.file, line, column, frame: frameOf(text, at, line, column) }
}

/** Three lines before and one after the place, numbered, the place marked by a caret. */
function frameOf(text: string, at: StatementPlace, line: number, column: number): string {
  const lines = (' '.repeat(at.column - 1) + text)
    .split('\n')
    .map((content) => content.replace(/[\r\u0000-\u0008\u000b-\u001f]/g, ''))
  const width = String(line + 1).length
  const shown: string[] = []
  for (
    let number = Math.max(at.line, line - 3);
    number <= Math.min(line + 1, at.line + lines.length - 1);
    number++
  ) {
    const content = (lines[number - at.line] ?? '').slice(0, 160)
    shown.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${content}`)
    if (number === line && column <= 160) shown.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`)
  }
  return shown.join('\n')
}

/** Adds the place to an error of the server that came from a statement of a file. */
export function located(error: unknown, text: string, at: StatementPlace): unknown {
  if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || error.place) return error
  const position = (error as PlinthError & { readonly position?: number }).position
  return error.with({ place: placeIn(text, at, position) })
}
