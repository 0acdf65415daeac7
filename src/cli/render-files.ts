import type { Finding } from '../commands/finding.ts'
import type { BranchPoint } from '../commands/branches.ts'
import type { RevisionLine } from '../commands/status.ts'
import type { TemplateLine } from '../commands/template.ts'
import type { ValidateResult } from '../commands/validate.ts'
import type { Migration } from '../migrations/migration.ts'
import type { JournalEntry } from '../plan/journal.ts'
import type { Terminal } from './terminal.ts'
import { count, field, fields, noteLines } from './words.ts'

/** Results of the verbs that read files and the journal, as lines for people. */

export function renderHeads(lines: readonly RevisionLine[]): readonly string[] {
  return lines.length === 0
    ? ['There are no revisions.']
    : lines.map((line) => `${line.revision} (head)  ${line.message}`)
}

export function renderBranches(points: readonly BranchPoint[]): readonly string[] {
  if (points.length === 0) return ['The history does not part.']
  return points.flatMap(({ revision, message, branches }) => [
    `${revision} (branch point)  ${message}`,
    ...branches.map((branch) => {
      const marks = [...(branch.isHead ? ['head'] : []), ...branch.labels]
      return `  -> ${branch.revision}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}  ${branch.message}`
    }),
  ])
}

export function renderTemplates(rows: readonly TemplateLine[]): readonly string[] {
  const width = Math.max(...rows.map(({ name }) => name.length)) + 1
  return rows.map(({ name, needs, file }) => {
    const parts = [...needs.map((need) => `--${need} …`), ...(file === undefined ? [] : [`(${file})`])]
    return `${name.padEnd(width)} ${parts.join(' ')}`
  })
}

export function renderJournal(entries: readonly JournalEntry[]): readonly string[] {
  if (entries.length === 0) return ['Nothing is recorded.']
  return entries.map(
    (entry) =>
      `${(entry.finished ?? entry.started).slice(0, 19).replace('T', ' ')}Z  ${entry.direction.padEnd(9)} ${entry.revision}  ${entry.how.padEnd(18)} by ${entry.by}  ${entry.message}`,
  )
}

export function renderShow(migration: Migration): readonly string[] {
  return [
    `revision ${migration.id}`,
    field('message', migration.message),
    field('revises', migration.downRevisions.join(', ') || '<base>'),
    field('created', migration.created ?? 'unknown'),
    field('file', migration.path),
    '',
    migration.text.trimEnd(),
  ]
}

export function renderValidate(result: ValidateResult, terminal: Terminal): readonly string[] {
  const { out } = terminal
  const lines = result.findings.flatMap((found) => renderFinding(found, terminal))
  if (result.ok)
    return [
      ...lines,
      `${out.green('✔')} ${count(result.migrations, 'migration')} valid`,
      ...noteLines(result.note),
    ]
  const errors = result.findings.filter(({ level }) => level === 'error').length
  return [...lines, `${out.red('✖')} not valid: ${count(errors, 'error')}`, out.dim('  E_INVALID, exit 1')]
}

function renderFinding({ level, file, line, text, hint }: Finding, { out }: Terminal): readonly string[] {
  const mark = level === 'error' ? out.red('✖') : out.yellow('!')
  const place = line === undefined ? file : `${file}:${line}`
  return [`${mark} ${place}: ${text}`, ...fields('hint', hint)]
}
