import type { AppliedStep } from '../apply/ledger.ts'
import type { TitledPlan } from '../change.ts'
import type { CreateResult } from '../commands/create.ts'
import type { InitResult } from '../commands/init.ts'
import type { ResetWarning } from '../commands/reset.ts'
import type { StampResult } from '../commands/stamp.ts'
import type { UpgradeResult } from '../commands/upgrade.ts'
import { revisionsOf, type Step } from '../plan/plan.ts'
import type { Terminal } from './terminal.ts'
import { asTyped, bytes, count, duration, field, fields, noteLines, stepName } from './words.ts'

/** Results of the verbs that change something, as lines for people. */

export const tick = (terminal: Terminal) => terminal.out.green('✔')

export function renderInit(result: InitResult, terminal: Terminal): readonly string[] {
  const { applied, database, heads, isAtHead, state } = result
  const at = heads.join(', ') || 'base'
  if (applied.length === 0) {
    const open = state.kind === 'initialised' && !isAtHead ? [field('next', 'plinth migrate')] : []
    return [`${tick(terminal)} ${database} is at ${at}. Nothing to do.`, ...open]
  }
  const upgrades = applied.filter((step) => step.kind === 'upgrade').length
  const head = isAtHead ? ` (${heads.length > 1 ? 'heads' : 'head'})` : ''
  return [
    `${tick(terminal)} ${database} ${deedOf(result)}, now at ${at}${head} · ${count(upgrades, 'migration')} · ${spent(applied)}`,
    ...adoptionLines(result),
    ...toleratedLines(result),
    ...emptyUpgrades(result, terminal),
    ...(result.wrote ? [field('wrote', asTyped(result.wrote))] : []),
    field(
      'next',
      isAtHead ? 'plinth status · plinth create "what changes" · plinth migrate' : 'plinth migrate',
    ),
  ]
}

/** What the adoption rests on. */
function adoptionLines({ did, plan }: InitResult): readonly string[] {
  const [first] = plan.steps
  if (did !== 'adopted' || first?.kind !== 'stamp') return []
  if (first.how === 'adopted verified')
    return [field('compared', 'its schema has the fingerprint of this revision in plinth.lock')]
  return first.how === 'adopted by name'
    ? [
        field(
          'compared',
          'the kinds and names of its objects are those of the init script; not their definitions',
        ),
      ]
    : [field('compared', 'nothing: it is recorded as unverified')]
}

/** What was passed over in a dump, by kind. */
function toleratedLines({ applied }: InitResult): readonly string[] {
  const all = applied.flatMap(({ tolerated }) => tolerated)
  const [first] = all
  if (first === undefined) return []
  const kinds = [...new Set(all.map(({ kind }) => kind))]
  const counts = kinds.map((kind) => `${all.filter((one) => one.kind === kind).length} × ${kind}`)
  return [
    field(
      'passed',
      `over: ${counts.join(', ')}; the first at ${asTyped(first.file)}:${first.line}: ${first.message}`,
    ),
  ]
}

function deedOf({ did, applied }: InitResult): string {
  const [first] = applied
  if (did === 'ran init script') return 'initialised from init.sql'
  if (did === 'nothing') return 'migrated'
  return `is an existing database, adopted${first?.kind === 'stamp' ? ` at ${first.revision}` : ''}`
}

export function renderChange(result: UpgradeResult, terminal: Terminal): readonly string[] {
  const { applied, database, plan } = result
  const at = result.heads.join(', ') || 'base'
  if (applied.length === 0) return [`${tick(terminal)} ${database} is at ${at}. Nothing to do.`]
  const verb = {
    upgrade: 'applied',
    downgrade: 'undone',
    stamp: 'stamped',
    init: 'applied',
    repair: 'accepted',
  }[plan.verb]
  return [
    `${tick(terminal)} ${doneIn(applied)} ${verb} · ${database} is at ${at} · ${spent(applied)}`,
    ...emptyUpgrades(result, terminal),
  ]
}

/** A purge says what it takes away. */
export function renderPurge(result: StampResult, terminal: Terminal): readonly string[] {
  return [...renderChange(result, terminal), ...replacedLines(result)]
}

export function renderPurgePlan(result: StampResult): readonly string[] {
  const lines = renderPlanLines(result.plan)
  return [...lines.slice(0, -1), ...replacedLines(result), ...lines.slice(-1)]
}

/** What was recorded and is no more, a head a line. */
function replacedLines({ replaced, state }: StampResult): readonly string[] {
  const heads = replaced.map(
    ({ revision, message, file }) => `${revision}  ${file === '' ? 'not in these files' : message}`,
  )
  return [
    ...(state.kind === 'ambiguous' ? [field('was', `not usable: ${state.why}`)] : []),
    ...fields('removed', heads.join('\n')),
  ]
}

/** A stamp of several targets is one step. */
function doneIn(applied: readonly AppliedStep[]): number {
  return applied.reduce((sum, { targets = [] }) => sum + Math.max(1, targets.length), 0)
}

function spent(applied: readonly AppliedStep[]): string {
  return duration(applied.reduce((sum, step) => sum + step.durationMs, 0))
}

/** A migration that did nothing was probably applied before it was written. A merge has nothing to do: it joins heads. */
function emptyUpgrades(
  { applied, plan }: Pick<UpgradeResult, 'applied' | 'plan'>,
  { out }: Terminal,
): readonly string[] {
  const joins = new Set(
    plan.steps.filter(({ from, to }) => to.length < from.length).map(({ revision }) => revision as string),
  )
  return applied
    .filter(
      ({ kind, statements, revision }) =>
        kind === 'upgrade' && statements === 0 && !joins.has(revision ?? ''),
    )
    .map(({ revision, message }) =>
      out.yellow(`! ${revision} ${message} was applied, but its upgrade is empty`),
    )
}

export function renderPlanLines(plan: TitledPlan): readonly string[] {
  if (plan.steps.length === 0) return ['Nothing to do.']
  const lines = plan.steps.map((step, index) =>
    `  ${String(index + 1).padStart(2)}  ${step.kind.padEnd(9)} ${namesOf(step)}  ${step.title}`.trimEnd(),
  )
  return [
    `Would apply ${count(plan.steps.length, 'step')}, from ${plan.from.join(', ') || 'base'} to ${plan.to.join(', ') || 'base'}:`,
    ...lines,
    'Nothing was changed (--dry-run).',
  ]
}

function namesOf(step: Step): string {
  return revisionsOf(step).map(stepName).join(', ') || stepName(undefined)
}

/** `filled`: there is nothing to write any more, because a template was, or it only joins heads. */
export function renderCreate(
  result: CreateResult,
  terminal: Terminal,
  sections: 'filled' | 'empty',
): readonly string[] {
  const { file, revision, downRevisions, baseline, template } = result
  return [
    ...(baseline ? [`${tick(terminal)} wrote the baseline ${asTyped(baseline)}`] : []),
    `${tick(terminal)} created ${file}`,
    field('revision', `${revision}, revises ${downRevisions.join(', ') || '<base>'}`),
    ...(template === undefined ? [] : [field('template', template)]),
    field('next', sections === 'filled' ? 'plinth migrate' : `${toWrite(file)}, then: plinth migrate`),
    ...noteLines(result.note),
  ]
}

function toWrite(file: string): string {
  return file.endsWith('.sql') ? 'write the SQL into it' : 'write its functions'
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
