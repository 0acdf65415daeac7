import type { Change, Mode } from '../change.ts'
import type { UpgradeResult } from '../commands/upgrade.ts'
import type { Call } from './call.ts'
import { renderChange, renderPlanLines } from './render.ts'

export type Render<T> = (result: T, terminal: Call['terminal']) => readonly string[]

/** Prints a result, as lines or as JSON. The exit code is 0. */
export function answer<T>(call: Call, result: T, render: Render<T>): number {
  if (call.terminal.isJson) call.terminal.json(result)
  const lines = render(result, call.terminal)
  // In one go: a history has thousands.
  if (lines.length > 0) call.terminal.answer(lines.join('\n'))
  return 0
}

/** The result of a change, or the plan or the SQL of one that was only asked for. */
export function answerChange<T extends Change>(call: Call, result: T, render: Render<T>): number {
  const { plan, sql } = result
  if (sql !== undefined) return answer(call, { plan, sql }, () => [sql.trimEnd()])
  return modeOf(call) === 'plan' ? answer(call, plan, renderPlanLines) : answer(call, result, render)
}

export async function changed(call: Call, work: Promise<UpgradeResult>): Promise<number> {
  return answerChange(call, await work, renderChange)
}

export function modeOf(call: Call): Mode {
  if (call.options['sql'] === true) return 'script'
  return isRehearsal(call) ? 'plan' : 'apply'
}

export function isRehearsal(call: Call): boolean {
  return call.options['dry-run'] === true
}

/** Reading verbs answer without the progress lines of connecting. */
export function quiet(call: Call): Call['at'] {
  const { onEvent } = call.at
  return {
    ...call.at,
    onEvent: (event) => (['target', 'state'].includes(event.kind) ? undefined : onEvent(event)),
  }
}
