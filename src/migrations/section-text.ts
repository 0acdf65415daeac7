import type { MigrationSection } from './migration.ts'

/** Also what is not written as one. Sticky: it looks at one place of the text. */
const directiveLine = /--[^\S\n]*plinth[^\S\n]*:/iy

/**
 * Where the next line begins that looks like a directive; -1: nowhere. `from`: where a line begins. It goes from comment line to comment
 * line: a history has thousands of files, and all other lines need not become strings.
 */
export function nextDirective(text: string, from: number): number {
  for (
    let at = text.startsWith('--', from) ? from : nextComment(text, from);
    at >= 0;
    at = nextComment(text, at)
  ) {
    directiveLine.lastIndex = at
    if (directiveLine.test(text)) return at
  }
  return -1
}

function nextComment(text: string, from: number): number {
  const end = text.indexOf('\n--', from)
  return end < 0 ? -1 : end + 1
}

/** The SQL of what stands below the line of a section, and its place; `number` is that of the first line of it. */
export function sqlOf(body: string, number: number): Pick<MigrationSection, 'sql' | 'line'> {
  const first = body.search(/\S/)
  const from = first < 0 ? 0 : body.lastIndexOf('\n', first) + 1
  return { sql: body.slice(from).trimEnd(), line: number + newlinesIn(body.slice(0, from)) }
}

export function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
