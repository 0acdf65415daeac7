import { diffLines } from 'diff'
import { normalText } from '../psql/normal-text.ts'

const mostLines = 20

/** The lines that were taken away (`- `) and added (`+ `), in order; at most so many. Line ends do not count. */
export function differenceOf(before: string, after: string): readonly string[] {
  const parts = diffLines(normalText(before), normalText(after))
  const lines = parts.flatMap(({ added, removed, value }) =>
    added || removed
      ? value
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${added ? '+' : '-'} ${line}`)
      : [],
  )
  const more = lines.length - mostLines
  return more > 0 ? [...lines.slice(0, mostLines), `… and ${more} lines more`] : lines
}
