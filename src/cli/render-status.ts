import type { CheckResult } from '../commands/check.ts'
import type { Overview, RevisionLine, Standing } from '../commands/status.ts'
import { nearestText } from '../plan/refuse-unproven.ts'
import type { Terminal } from './terminal.ts'
import { count, field, fields, stepName } from './words.ts'

/** Results of the verbs that ask where the database is, as lines for people. */

export function renderStatus(result: Overview, { out }: Terminal): readonly string[] {
  const { state, since: first, edited, refusal } = result
  const since = first ? `   since ${first.finished.slice(0, 10)} by ${first.by} (${first.how})` : ''
  const isTracked = state.kind === 'initialised' || state.kind === 'ahead'
  return [
    field('database', `${result.target}   connected, ${result.server}`),
    field('state', `${state.kind}${since}`),
    ...fields('schema', schemaText(result.proof)),
    field('tables', String(result.tables)),
    field('tracking', isTracked ? `yes, environment ${result.environment}` : 'no'),
    field('current', result.current.map(titled).join('; ') || 'base'),
    field('pending', pendingText(result, out)),
    ...(result.repeatable.length > 0
      ? [field('repeat', out.yellow(result.repeatable.map(({ revision }) => stepName(revision)).join(', ')))]
      : []),
    field('heads', result.heads.map(titled).join('; ') || 'none'),
    ...(result.unfinished
      ? fields('unfinished', out.yellow(`${result.unfinished.direction} ${result.unfinished.message}`))
      : []),
    ...result.batches.map((begun) => field('batches', out.yellow(batchesText(begun)))),
    ...(edited.length > 0 ? [field('edited', out.red(edited.join(', ')))] : []),
    ...(result.editedScript === undefined
      ? []
      : [
          field('note', `${out.yellow(result.editedScript)} is not what was run: new databases would differ`),
        ]),
    ...(result.retouched.length > 0
      ? [field('note', `changed in comments or white space only: ${result.retouched.join(', ')}`)]
      : []),
    ...(refusal && edited.length === 0
      ? fields('refused', `${out.red(refusal.code)}: ${refusal.message}`)
      : []),
    ...fields('next', result.next ?? 'nothing to do'),
  ]
}

/** What the fingerprint of an untracked database says. */
function schemaText(proof: Standing['proof']): string | undefined {
  if (proof?.kind === 'proven') {
    const which = proof.revisions.join(', ')
    return proof.revisions.length === 1 ? `at ${which} by its fingerprint` : `that of each of ${which}`
  }
  if (proof?.kind !== 'unmatched') return undefined
  const { nearest } = proof
  if (nearest === undefined) return 'that of no revision'
  const lines = nearest.differences.map((line) => `  ${line}`)
  return [`that of no revision; nearest is ${nearestText(nearest)}:`, ...lines].join('\n')
}

function pendingText({ state, pending }: Standing, out: Terminal['out']): string {
  if (state.kind === 'ambiguous') return 'not known'
  if (pending.length === 0) return '0'
  const shown = pending.slice(0, 8).map((line) => line.revision)
  const more = pending.length > shown.length ? `, and ${pending.length - shown.length} more` : ''
  const why = isInitialised(state.kind) ? '' : '   (not initialised yet)'
  return out.yellow(`${pending.length}   ${shown.join(', ')}${more}${why}`)
}

function batchesText({
  revision,
  direction,
  name,
  rows,
  batches,
  state,
}: Standing['batches'][number]): string {
  const which = `the ${direction} ${revision} stopped: ${name}`
  const done = `${count(rows, 'row')} in ${batches} ${batches === 1 ? 'batch' : 'batches'}`
  return state === 'done' ? `${which}, all ${done}` : `${which}, ${done} are done; it goes on behind them`
}

function isInitialised(state: Standing['state']['kind']): boolean {
  return state === 'initialised' || state === 'ahead'
}

function titled(line: RevisionLine): string {
  return line.message ? `${line.revision} ${line.message}` : line.revision
}

export function renderCurrent(result: Standing): readonly string[] {
  const heads = new Set(result.heads.map((line) => line.revision))
  const unfinished = unfinishedLines(result)
  if (result.current.length === 0)
    return [
      result.state.kind === 'initialised' ? 'base' : `not tracked (${result.state.kind})`,
      ...unfinished,
    ]
  const current = result.current.map((line) => `${line.revision}${heads.has(line.revision) ? ' (head)' : ''}`)
  return [...current, ...unfinished]
}

function unfinishedLines({ unfinished }: Standing): readonly string[] {
  return unfinished === undefined
    ? []
    : [`The ${unfinished.direction} ${unfinished.message}. What to do: plinth status`]
}

export function renderPending(result: Standing): readonly string[] {
  const { state, pending, repeatable, refusal } = result
  const lines = [...pending, ...repeatable].map((line) => `${line.revision}  ${line.message}`)
  if (state.kind === 'initialised')
    return [...(lines.length === 0 ? ['Nothing is pending.'] : lines), ...unfinishedLines(result)]
  const known = state.kind === 'ahead' ? 'ahead of these files' : `not initialised yet (${state.kind})`
  const word = state.kind === 'ambiguous' ? 'What is pending is not known.' : `The database is ${known}.`
  return [...lines, `${word} ${refusal ? 'What to do: plinth status' : `To apply them: ${result.next}`}`]
}

export function renderCheck(result: CheckResult, { out }: Terminal): readonly string[] {
  if (result.ok)
    return [
      `${out.green('✔')} ${result.database} is at ${result.current.join(', ')}, nothing is pending${result.model === undefined ? '' : ', and the migrations make what the model wants'}`,
    ]
  return [
    `${out.red('✖')} ${result.message ?? ''}`,
    ...fields('next', result.next),
    out.dim(`  ${result.code ?? ''}, exit 1`),
  ]
}
