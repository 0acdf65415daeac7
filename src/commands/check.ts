import { openProject, type Surroundings } from '../project.ts'
import { editedInitScript, mendScript } from './edited-script.ts'
import { renderDifference } from './render-difference.ts'
import { hasBaselineElsewhere, standing, type RevisionLine, type Standing } from './status.ts'

export interface CheckOptions {
  /** `compared`: also what the migrations make, with what the model wants. */
  readonly model?: 'compared' | undefined
}

export interface CheckResult {
  /** False when something is pending or edited, or the database is not initialised or ahead of these files. */
  readonly ok: boolean
  readonly code:
    | 'E_DRIFT'
    | 'E_PENDING'
    | 'E_NOT_INITIALISED'
    | 'E_EDITED'
    | 'E_AHEAD'
    | 'E_AMBIGUOUS'
    | 'E_UNFINISHED'
    | undefined
  readonly database: string
  readonly state: string
  readonly current: readonly string[]
  readonly pending: readonly RevisionLine[]
  /** Repeatable migrations that are due. */
  readonly repeatable: readonly RevisionLine[]
  readonly heads: readonly string[]
  readonly edited: readonly string[]
  /** How what the migrations make differs from what the model wants, a line each; undefined: it was not compared. */
  readonly model: readonly string[] | undefined
  /** Why not, in words; undefined when `ok`. */
  readonly message: string | undefined
  /** What to type next: as in `status`. */
  readonly next: string | undefined
}

/** Is the database up to date with these files? Answers; throws only when it cannot find out. */
export async function check(surroundings: Surroundings, { model }: CheckOptions = {}): Promise<CheckResult> {
  const found = await checkDatabase(surroundings)
  if (model === undefined) return found
  const { compareModel } = await import('./model-difference.ts')
  const compared = await compareModel(surroundings, await openProject(surroundings))
  const differences = [
    ...compared.differences.flatMap(renderDifference),
    ...compared.unseen.map(({ kind, name }) => `? ${kind} ${name}: it cannot be compared`),
  ]
  if (differences.length === 0 || !found.ok) return { ...found, model: differences }
  return {
    ...found,
    ok: false,
    code: 'E_DRIFT',
    model: differences,
    message: `the migrations do not make what ${compared.model} wants (- they do not make it, + it does not want it):\n${differences.map((line) => `    ${line}`).join('\n')}`,
    next: 'plinth create --auto "<what changes>"',
  }
}

async function checkDatabase(surroundings: Surroundings): Promise<CheckResult> {
  const { project, status, applied, connected } = await standing(surroundings, hasBaselineElsewhere)
  // Where it was edited, new databases would differ from this one. No other reading verb looks, for a dump may be large.
  const script = await editedInitScript(project, applied, connected)
  const found = {
    ...status,
    edited: script === undefined ? status.edited : [...status.edited, script],
    next: script === undefined || status.refusal ? status.next : mendScript(script),
  }
  const code = codeOf(found)
  return {
    ok: code === undefined,
    code,
    database: found.database,
    state: found.state.kind,
    current: found.current.map((line) => line.revision),
    pending: found.pending,
    repeatable: found.repeatable,
    heads: found.heads.map((line) => line.revision),
    edited: found.edited,
    model: undefined,
    message: code && messageOf(code, found),
    next: found.next,
  }
}

function codeOf({
  state,
  edited,
  pending,
  repeatable,
  unfinished,
  refusal,
}: Standing): Exclude<CheckResult['code'], 'E_DRIFT'> {
  // First, because `migrate` looks at it first.
  if (edited.length > 0 || refusal?.code === 'E_EDITED') return 'E_EDITED'
  if (state.kind === 'ahead' || refusal?.code === 'E_AHEAD') return 'E_AHEAD'
  if (state.kind === 'ambiguous') return 'E_AMBIGUOUS'
  if (state.kind !== 'initialised') return 'E_NOT_INITIALISED'
  if (unfinished !== undefined) return 'E_UNFINISHED'
  return pending.length + repeatable.length > 0 ? 'E_PENDING' : undefined
}

function messageOf(code: NonNullable<ReturnType<typeof codeOf>>, found: Standing): string {
  const { database, state, pending, repeatable, edited, refusal } = found
  switch (code) {
    case 'E_AHEAD':
    case 'E_AMBIGUOUS':
      return refusal?.message ?? `${database} is ${state.kind}`
    case 'E_NOT_INITIALISED':
      return `${database} is not initialised (${state.kind})`
    case 'E_UNFINISHED':
      return `the ${found.unfinished?.direction} ${found.unfinished?.message} on ${database}`
    case 'E_EDITED':
      return edited.length > 0
        ? `edited after they were applied: ${edited.join(', ')}`
        : (refusal?.message ?? '')
    case 'E_PENDING':
      return `${pending.length + repeatable.length} pending on ${database}: ${[...pending, ...repeatable].map((line) => line.revision).join(', ')}`
  }
}
