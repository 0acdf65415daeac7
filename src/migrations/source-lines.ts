import { PlinthError } from '../errors.ts'
import type { ErrorParts } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'

/** A line of a migration file; `number` counts from 1. */
export interface SourceLine {
  readonly text: string
  readonly number: number
}

/** The text of a file, with a way to complain about one of its lines. */
export interface Source {
  /** Without byte order mark, its line ends are LF. */
  readonly text: string
  /** An E_MIGRATION_FORMAT at a line; `at` is the text in the line that the error is about. */
  error(line: SourceLine, message: string, parts?: ErrorParts & { readonly at?: string }): PlinthError
}

export function sourceOf(fileText: string, path: string): Source {
  const text = normalText(fileText)
  return {
    text,
    error(line, message, { at, ...parts } = {}) {
      const found = at === undefined ? -1 : line.text.indexOf(at)
      const column = Array.from(line.text.slice(0, Math.max(0, found))).length + 1
      return new PlinthError('E_MIGRATION_FORMAT', message, {
        place: { file: path, line: line.number, column, frame: frameOf(linesOf(text), line.number) },
        ...parts,
      })
    },
  }
}

/** The lines of a text, without their ends; the first has this number. An empty text has one empty line. */
export function linesOf(text: string, first = 1): readonly SourceLine[] {
  return text.split('\n').map((line, index) => ({ text: line, number: index + first }))
}

function frameOf(lines: readonly SourceLine[], marked: number): string {
  const shown = lines.slice(Math.max(0, marked - 3), marked + 2)
  const width = String(shown.at(-1)?.number ?? marked).length
  return shown
    .map(({ text, number }) =>
      `${number === marked ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd(),
    )
    .join('\n')
}
