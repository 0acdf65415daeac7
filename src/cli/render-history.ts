import type { HistoryLine } from '../commands/history.ts'
import { drawLanes } from '../revision/lanes.ts'
import { isMergePoint } from '../revision/revision.ts'
import type { Terminal } from './terminal.ts'
import { field } from './words.ts'

/** How the history is shown. `undefined`: drawn where it has branches. */
export interface HistoryStyle {
  readonly drawn: boolean | undefined
  readonly verbose: boolean
}

const marks = { current: '◆', applied: '◉', pending: '○' } as const

export function renderHistory(style: HistoryStyle) {
  return (lines: readonly HistoryLine[], terminal: Terminal): readonly string[] => {
    if (lines.length === 0) return ['There are no revisions.']
    if (style.verbose) return lines.flatMap((line) => wholeOf(line, terminal))
    return (style.drawn ?? !isLinear(lines))
      ? drawnOf(lines, terminal)
      : lines.map((line) => inWords(line, terminal))
  }
}

function isLinear(lines: readonly HistoryLine[]): boolean {
  return lines.every(
    ({ downRevisions }, i) =>
      downRevisions.length < 2 && (i + 1 === lines.length || downRevisions[0] === lines[i + 1]?.revision),
  )
}

/** As Alembic has it. */
function inWords(line: HistoryLine, terminal: Terminal): string {
  const text = `${parentsOf(line)} -> ${line.revision}${inBrackets(notesOf(line))}, ${line.message}`
  return line.status === undefined ? text : `${marks[line.status]} ${dimWhenPending(line, text, terminal)}`
}

function drawnOf(lines: readonly HistoryLine[], terminal: Terminal): readonly string[] {
  const byId = new Map(lines.map((line) => [line.revision, line]))
  const rows = drawLanes(
    lines.map(({ revision, downRevisions }) => ({ id: revision, parents: downRevisions })),
  )
  return rows.flatMap(({ id, above, lanes, below }) => {
    const line = byId.get(id) as HistoryLine
    const text = `${id}  ${line.message}${inBrackets(notesOf(line))}`
    const mark = line.status === undefined ? '●' : marks[line.status]
    return [
      ...(above ? [above] : []),
      `${lanes(mark)}  ${dimWhenPending(line, text, terminal)}`,
      ...(below ? [below] : []),
    ]
  })
}

function wholeOf(line: HistoryLine, terminal: Terminal): readonly string[] {
  const { revision, downRevisions, dependsOn, message, file, created, status } = line
  const fields: readonly (readonly [string, string])[] = [
    ['revises', downRevisions.join(', ') || '<base>'],
    ['depends', dependsOn.join(', ')],
    ['message', message],
    ['created', created ?? ''],
    ['file', file],
    ['status', status ?? ''],
  ]
  return [
    terminal.out.bold(`${revision}${inBrackets(notesOf(line))}`),
    ...fields.flatMap(([label, text]) => (text === '' ? [] : [field(label, text)])),
    '',
  ]
}

const none: readonly string[] = []

function notesOf(line: HistoryLine): readonly string[] {
  const { isHead, isBranchPoint, labels, dependsOn } = line
  // Of thousands of lines most have none.
  const isPlain = !isHead && !isBranchPoint && labels.length + dependsOn.length === 0 && !isMergePoint(line)
  if (isPlain) return none
  return [
    ...(isHead ? ['head'] : []),
    ...(isBranchPoint ? ['branch point'] : []),
    ...(isMergePoint(line) ? ['merge point'] : []),
    ...labels,
    ...dependsOn.map((id) => `depends on ${id}`),
  ]
}

function inBrackets(notes: readonly string[]): string {
  return notes.length > 0 ? ` (${notes.join(', ')})` : ''
}

function parentsOf({ downRevisions }: HistoryLine): string {
  return downRevisions.join(', ') || '<base>'
}

function dimWhenPending({ status }: HistoryLine, text: string, { out }: Terminal): string {
  return status === 'pending' ? out.dim(text) : text
}
