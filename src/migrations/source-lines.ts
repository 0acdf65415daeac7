import { PlinthError } from '../errors.ts'
import type { ErrorParts } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'

/** A line of a migration file; `number` counts from 1. */
export interface SourceLine {
  readonly text: string
  readonly number: number
}

/** A file taken apart into lines, with a way to complain about one of them. */
export interface Source {
  readonly lines: readonly SourceLine[]
  /** An E_MIGRATION_FORMAT at a line; `at` is the text in the line that the error is about. */
  error(line: SourceLine, message: string, parts?: ErrorParts & { readonly at?: string }): PlinthError
}

/** The lines of a text, without their ends. An empty file has one empty line. */
export function sourceOf(text: string, path: string): Source {
  const lines = normalText(text)
    .split('\n')
    .map((line, index) => ({ text: line, number: index + 1 }))
  return {
    lines,
    error(line, message, { at, ...parts } = {}) {
      const found = at === undefined ? -1 : line.text.indexOf(at)
      const column = Array.from(line.text.slice(0, Math.max(0, found))).length + 1
      return new PlinthError('E_MIGRATION_FORMAT', message, {
        place: { file: path, line: line.number, column, frame: frameOf(lines, line.number) },
        ...parts,
      })
    },
  }
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
