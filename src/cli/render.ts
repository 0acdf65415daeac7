import type { CheckResult } from '../commands/check.ts'
import type { CreateResult } from '../commands/create.ts'
import type { HistoryLine } from '../commands/history.ts'
import type { InitResult } from '../commands/init.ts'
import type { ResetWarning } from '../commands/reset.ts'
import type { RevisionLine, StatusResult } from '../commands/status.ts'
import type { UpgradeResult } from '../commands/upgrade.ts'
import type { ValidateResult } from '../commands/validate.ts'
import type { Migration } from '../migrations/migration.ts'
import type { JournalEntry } from '../plan/journal.ts'
import type { TitledPlan } from '../change.ts'
import type { Terminal } from './terminal.ts'
import { bytes, count, duration, field } from './words.ts'

/** Results of verbs as lines for people. */

const tick = (terminal: Terminal) => terminal.out.green('✔')

export function renderInit(result: InitResult, terminal: Terminal): readonly string[] {
  const at = result.heads.join(', ')
  const upgrades = result.applied.filter((step) => step.kind === 'upgrade').length
  const total = result.applied.reduce((sum, step) => sum + step.durationMs, 0)
  if (result.applied.length === 0)
    return [`${tick(terminal)} ${result.database} is at ${at || 'base'}. Nothing to do.`]
  const first = {
    'ran init script': 'initialised from init.sql',
    adopted: `existing database adopted${result.applied[0]?.kind === 'stamp' ? `, stamped ${result.applied[0].revision}` : ''}`,
    nothing: 'migrated',
  }[result.did]
  return [
    `${tick(terminal)} ${result.database} ${first}, now at ${at} (head) · ${count(upgrades, 'migration')} · ${duration(total)}`,
    ...(result.wrote ? [field('wrote', result.wrote)] : []),
    field('next', 'plinth status · plinth create "what changes" · plinth migrate'),
  ]
}

export function renderChange(result: UpgradeResult, terminal: Terminal): readonly string[] {
  const at = result.heads.join(', ') || 'base'
  if (result.applied.length === 0) return [`${tick(terminal)} ${result.database} is at ${at}. Nothing to do.`]
  const total = result.applied.reduce((sum, step) => sum + step.durationMs, 0)
  const verb = { upgrade: 'applied', downgrade: 'undone', stamp: 'stamped', init: 'applied' }[
    result.plan.verb
  ]
  return [
    `${tick(terminal)} ${result.applied.length} ${verb} · ${result.database} is at ${at} · ${duration(total)}`,
  ]
}

export function renderPlanLines(plan: TitledPlan): readonly string[] {
  if (plan.steps.length === 0) return ['Nothing to do.']
  const lines = plan.steps.map((step, index) =>
    `  ${String(index + 1).padStart(2)}  ${step.kind.padEnd(9)} ${step.revision ?? 'base'}  ${step.title}`.trimEnd(),
  )
  return [
    `Would apply ${count(plan.steps.length, 'step')}, from ${plan.from.join(', ') || 'base'} to ${plan.to.join(', ') || 'base'}:`,
    ...lines,
    'Nothing was changed (--dry-run).',
  ]
}

export function renderStatus(result: StatusResult, terminal: Terminal): readonly string[] {
  const first = result.applied[0]
  const since = first ? `   since ${first.finished.slice(0, 10)} by ${first.by} (${first.how})` : ''
  const { out } = terminal
  return [
    field('database', `${result.target}   connected, ${result.server}`),
    field('state', `${result.state.kind}${since}`),
    field('tables', String(result.tables)),
    field(
      'tracking',
      result.state.kind === 'initialised' || result.state.kind === 'ahead'
        ? `yes, environment ${result.environment}`
        : 'no',
    ),
    field('current', result.current.map((line) => titled(line)).join('; ') || 'base'),
    field(
      'pending',
      result.pending.length === 0
        ? '0'
        : out.yellow(`${result.pending.length}   ${result.pending.map((line) => line.revision).join(', ')}`),
    ),
    field('heads', result.heads.map((line) => titled(line)).join('; ') || 'none'),
    ...(result.edited.length > 0 ? [field('edited', out.red(result.edited.join(', ')))] : []),
    field('next', result.next ?? 'nothing to do'),
  ]
}

function titled(line: RevisionLine): string {
  return line.message ? `${line.revision} ${line.message}` : line.revision
}

export function renderCurrent(result: StatusResult): readonly string[] {
  const heads = new Set(result.heads.map((line) => line.revision))
  if (result.current.length === 0)
    return [result.state.kind === 'initialised' ? 'base' : `not tracked (${result.state.kind})`]
  return result.current.map((line) => `${line.revision}${heads.has(line.revision) ? ' (head)' : ''}`)
}

export function renderPending(result: StatusResult): readonly string[] {
  return result.pending.length === 0
    ? ['Nothing is pending.']
    : result.pending.map((line) => `${line.revision}  ${line.message}`)
}

export function renderHeads(lines: readonly RevisionLine[]): readonly string[] {
  return lines.length === 0
    ? ['There are no revisions.']
    : lines.map((line) => `${line.revision} (head)  ${line.message}`)
}

export function renderHistory(lines: readonly HistoryLine[], terminal: Terminal): readonly string[] {
  if (lines.length === 0) return ['There are no revisions.']
  return lines.map((line) => {
    const marks = [
      line.isHead ? 'head' : '',
      line.isBranchPoint ? 'branch point' : '',
      line.downRevisions.length > 1 ? 'merge point' : '',
      ...line.labels,
    ].filter(Boolean)
    const text = `${line.downRevisions.join(', ') || '<base>'} -> ${line.revision}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}, ${line.message}`
    return line.status === undefined
      ? text
      : `${{ current: '◆', applied: '◉', pending: '○' }[line.status]} ${line.status === 'pending' ? terminal.out.dim(text) : text}`
  })
}

export function renderJournal(entries: readonly JournalEntry[]): readonly string[] {
  if (entries.length === 0) return ['Nothing is recorded.']
  return entries.map(
    (entry) =>
      `${(entry.finished ?? entry.started).slice(0, 19).replace('T', ' ')}  ${entry.direction.padEnd(9)} ${entry.revision}  ${entry.how.padEnd(18)} ${entry.message}`,
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

export function renderCheck(result: CheckResult, terminal: Terminal): readonly string[] {
  const cross = terminal.out.red('✖')
  if (result.ok)
    return [`${tick(terminal)} ${result.database} is at ${result.current.join(', ')}, nothing is pending`]
  if (result.code === 'E_PENDING')
    return [
      `${cross} ${result.pending.length} pending on ${result.database}: ${result.pending.map((line) => line.revision).join(', ')}`,
      field('next', 'plinth migrate'),
    ]
  if (result.code === 'E_EDITED')
    return [`${cross} edited after they were applied: ${result.edited.join(', ')}`]
  return [`${cross} ${result.database} is not initialised (${result.state})`, field('next', 'plinth init')]
}

export function renderValidate(result: ValidateResult, terminal: Terminal): readonly string[] {
  const lines = result.findings.map(
    (found) =>
      `${found.level === 'error' ? terminal.out.red('✖') : terminal.out.yellow('!')} ${found.file}: ${found.text}`,
  )
  const end = result.ok
    ? `${tick(terminal)} ${count(result.migrations, 'migration')} valid`
    : `${terminal.out.red('✖')} not valid`
  return [...lines, end]
}

export function renderCreate(result: CreateResult, terminal: Terminal): readonly string[] {
  return [
    `${tick(terminal)} created ${result.file}`,
    field('revision', `${result.revision}, revises ${result.downRevisions.join(', ') || '<base>'}`),
    field('next', 'write the SQL into it, then: plinth migrate'),
  ]
}

/** Without writing it: the file as it would be. */
export function renderNewFile(result: CreateResult): readonly string[] {
  return [
    `Would write ${result.file}:`,
    '',
    ...result.text.trimEnd().split('\n'),
    '',
    'Nothing was written (--dry-run).',
  ]
}

/** What a reset deletes, for a sentence. */
export function doomed(warning: ResetWarning): string {
  const { database, host, tables, rows, bytes: size, otherSessions } = warning
  const others = otherSessions > 0 ? `; ${count(otherSessions, 'other session')} connected` : ''
  return `ALL data of ${database} on ${host}: ${count(tables, 'table')}, about ${count(rows, 'row')}, ${bytes(size)}${others}`
}

export function renderResetPreview(warning: ResetWarning): readonly string[] {
  return [
    `Would delete ${doomed(warning)}. Then: the init script and all migrations.`,
    'Nothing was changed (--dry-run).',
  ]
}
