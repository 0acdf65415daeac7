import { PlinthError } from '../errors.ts'
import { ancestorsOf, checkCurrentHeads, descendantsOf, tipsOf } from './graph.ts'
import type { RevisionGraph } from './graph.ts'
import { candidatesOf, describe, findRevision, headsOf, onBranch, theHead } from './lookup.ts'
import type { RevisionId } from './revision.ts'
import { notApplied, notAsked, notATarget, severalCurrent, wrongWay } from './target-errors.ts'
import { onlyOne, tooFar, walk } from './walk.ts'

/** What a user wrote to say where to go. `branch` is the part before `@`: a label or a revision. */
export type Target =
  | { readonly kind: 'base'; readonly branch: string | undefined }
  | { readonly kind: 'current'; readonly branch: string | undefined }
  | { readonly kind: 'head'; readonly branch: string | undefined }
  | { readonly kind: 'heads'; readonly branch: string | undefined }
  | { readonly kind: 'revision'; readonly branch: string | undefined; readonly name: string }
  | RelativeTarget

/** So many steps up (positive) or down from a revision, `head` or `base`; from where the database is when that is `current` or undefined. */
interface RelativeTarget {
  readonly kind: 'relative'
  readonly branch: string | undefined
  readonly from: string | undefined
  readonly steps: number
}

/** Takes the text of a target apart. The graph decides whether `a-1` is a name or one step below `a`. Throws E_REVISION when empty. */
export function parseTarget(graph: RevisionGraph, text: string): Target {
  const at = text.indexOf('@')
  const branch = at > 0 ? text.slice(0, at) : undefined
  const rest = text.slice(at + 1)
  if (at === 0 || rest === '' || rest.includes('@')) throw notATarget(text)
  if (rest === 'base' || rest === 'head' || rest === 'heads' || rest === 'current')
    return { kind: rest, branch }
  const [, from = '', steps = ''] = /^(.*?)([+-]\d{1,6})$/.exec(rest) ?? []
  if (steps === '' || isName(graph, rest)) return { kind: 'revision', branch, name: rest }
  return { kind: 'relative', branch, from: from === '' ? undefined : from, steps: Number(steps) }
}

/** Whether a text says `current`, alone or as in `current-1` and `label@current`: only a database knows what that is. Throws as {@link parseTarget}. */
export function saysCurrent(graph: RevisionGraph, text: string): boolean {
  return isCurrent(parseTarget(graph, text))
}

/**
 * The revisions that an upgrade goes to; `currentHeads` are what the database records.
 * Throws E_HEADS when `head` or a step is not one revision, E_REVISION when the text names none, E_AHEAD for unknown current heads.
 */
export function resolveUpgradeTarget(
  graph: RevisionGraph,
  text: string,
  currentHeads: readonly RevisionId[],
): readonly RevisionId[] {
  checkCurrentHeads(graph, currentHeads)
  const target = parseTarget(graph, text)
  if (target.kind === 'base')
    throw wrongWay(text, 'an upgrade goes up', 'To undo migrations: plinth downgrade base')
  if (target.kind === 'heads')
    return target.branch === undefined ? graph.realHeads : headsOf(graph, target.branch)
  if (target.kind === 'current') return onBranch(graph, currentHeads, target.branch)
  if (target.kind !== 'relative') return toList(single(graph, target))
  if (!countsFromDatabase(target)) {
    const id = single(graph, target)
    if (id === undefined) throw wrongWay(text, 'it is base', 'To undo migrations: plinth downgrade base')
    return [id]
  }
  if (target.steps < 1) throw wrongWay(text, 'an upgrade goes up', 'To undo migrations: plinth downgrade -1')
  const start = onlyOne(graph, startsOnBranch(graph, currentHeads, target.branch), text)
  return toList(walk(graph, start, { ...target, text }))
}

/**
 * The heads that remain after a downgrade. What is undone: everything above the target, and what depends on that; other branches stay.
 * A number up to 999 means that many steps down. `label@base` and `label@-1` go down on one branch only.
 * Throws E_HEADS when a step is not one revision, E_REVISION when the text names none or one that is not applied,
 * E_AHEAD for unknown current heads.
 */
export function resolveDowngradeTarget(
  graph: RevisionGraph,
  text: string,
  currentHeads: readonly RevisionId[],
): readonly RevisionId[] {
  checkCurrentHeads(graph, currentHeads)
  const isCount = /^[1-9]\d{0,2}$/.test(text) && !isName(graph, text)
  const written = isCount ? `-${text}` : text
  const applied = ancestorsOf(graph, currentHeads)
  const downgrade = { text: written, currentHeads, applied }
  try {
    const undone = descendantsOf(graph, firstUndone(graph, parseTarget(graph, written), downgrade))
    return tipsOf(graph, new Set([...applied].filter((id) => !undone.has(id))))
  } catch (error) {
    throw isCount ? withMeant(error, graph, text) : error
  }
}

/** So many steps are not there: perhaps the number was the beginning of a revision. */
function withMeant(error: unknown, graph: RevisionGraph, text: string): unknown {
  const meant = [...graph.revisions.keys()].find((id) => id.startsWith(text))
  if (meant === undefined || !(error instanceof PlinthError) || error.code !== 'E_REVISION') return error
  return error.with({
    hint: `${text} is a number of steps. If you mean the revision ${meant}, write at least 4 characters of it: plinth downgrade ${meant}`,
  })
}

/**
 * The one revision that a text names, for verbs that take one. `currentHeads` are what the database records, for a text that says
 * `current`; without them such a text is refused. Throws E_REVISION when none or several, E_HEADS for an unclear `head` or `current`,
 * E_AHEAD for unknown current heads.
 */
export function resolveRevision(
  graph: RevisionGraph,
  text: string,
  currentHeads?: readonly RevisionId[],
): RevisionId {
  const target = parseTarget(graph, text)
  if (isCurrent(target)) {
    if (currentHeads === undefined) throw notAsked(text)
    return oneCurrent(graph, text, { target, currentHeads })
  }
  if (target.kind === 'relative' && target.from === undefined) {
    throw wrongWay(
      text,
      'it is relative to the database',
      'Say from where to count, as in head-1 or current-1.',
    )
  }
  const id = target.kind === 'base' ? undefined : single(graph, target)
  if (id === undefined) throw wrongWay(text, 'no revision is there', 'To list the revisions: plinth history')
  return id
}

/** As {@link resolveRevision}, but `heads` and `current` may be several, and `current` none. */
export function resolveRevisions(
  graph: RevisionGraph,
  text: string,
  currentHeads?: readonly RevisionId[],
): readonly RevisionId[] {
  const target = parseTarget(graph, text)
  if (target.kind === 'heads') return headsOf(graph, target.branch)
  if (target.kind !== 'current' || currentHeads === undefined)
    return [resolveRevision(graph, text, currentHeads)]
  checkCurrentHeads(graph, currentHeads)
  return startsOnBranch(graph, currentHeads, target.branch)
}

/**
 * The revisions of a range `a:b`, ancestors first: b and its ancestors that are a or descend from it. An empty side is base or heads;
 * `current` is all that the database is at. Throws E_REVISION, E_HEADS and E_AHEAD as {@link resolveRevision}.
 */
export function resolveRange(
  graph: RevisionGraph,
  text: string,
  currentHeads?: readonly RevisionId[],
): readonly RevisionId[] {
  const [low = '', high = low, ...more] = text.split(':')
  if (more.length > 0) throw notATarget(text)
  const from = low === '' || low === 'base' ? [] : resolveRevisions(graph, low, currentHeads)
  const to = high === '' ? graph.heads : resolveRevisions(graph, high, currentHeads)
  const above = descendantsOf(graph, from.length === 0 ? graph.bases : from)
  const below = ancestorsOf(graph, to)
  return [...graph.revisions.keys()].filter((id) => above.has(id) && below.has(id))
}

interface Downgrade {
  readonly text: string
  readonly currentHeads: readonly RevisionId[]
  readonly applied: ReadonlySet<RevisionId>
}

/** The lowest revisions to undo; all that needs them goes too. */
function firstUndone(graph: RevisionGraph, target: Target, downgrade: Downgrade): readonly RevisionId[] {
  if (target.kind === 'base') return onBranch(graph, graph.bases, target.branch)
  if (target.kind === 'heads') {
    throw wrongWay(downgrade.text, 'a downgrade goes down', 'To apply migrations: plinth migrate')
  }
  if (target.kind === 'current') return []
  if (target.kind === 'relative' && countsFromDatabase(target)) return [lastStep(graph, target, downgrade)]
  const to = single(graph, target)
  if (to === undefined) return onBranch(graph, graph.bases, target.branch)
  if (!downgrade.applied.has(to)) throw notApplied(downgrade.currentHeads, to)
  const above = graph.children.get(to) ?? []
  return above.length > 1 ? onBranch(graph, above, target.branch) : above
}

/** The last revision that `-n` undoes. Only that one may be a merge: below a merge it is unclear which way `-n` goes on. */
function lastStep(
  graph: RevisionGraph,
  { branch, steps }: RelativeTarget,
  { text, currentHeads, applied }: Downgrade,
) {
  if (steps > -1) throw wrongWay(text, 'a downgrade goes down', 'To apply migrations: plinth migrate')
  const direct = onBranch(graph, currentHeads, branch)
  // Below a branch that is not applied lie revisions that others need: going down there would take those along.
  const isApplied = branch === undefined || applied.has(findRevision(graph, branch))
  const tips = direct.length > 0 || !isApplied ? direct : branchTips(graph, applied, branch)
  const start = onlyOne(graph, tips, text)
  if (start === undefined) {
    throw wrongWay(text, 'nothing is applied', 'To see where the database is: plinth current')
  }
  const last = walk(graph, start, { text, branch, steps: steps + 1 })
  if (last === undefined) throw tooFar(text, -steps - 1)
  return last
}

/** Where `+n` starts: the current heads on the branch, else the highest applied revisions of it, else base. */
function startsOnBranch(graph: RevisionGraph, heads: readonly RevisionId[], branch: string | undefined) {
  const direct = onBranch(graph, heads, branch)
  return direct.length > 0 ? direct : branchTips(graph, ancestorsOf(graph, heads), branch)
}

function branchTips(graph: RevisionGraph, applied: ReadonlySet<RevisionId>, branch: string | undefined) {
  const active = new Set(onBranch(graph, applied, branch))
  return [...active].filter((id) => !(graph.children.get(id) ?? []).some((child) => active.has(child))).sort()
}

function countsFromDatabase({ from }: RelativeTarget): boolean {
  return from === undefined || from === 'current'
}

type CurrentTarget = Extract<Target, { kind: 'current' }> | (RelativeTarget & { readonly from: 'current' })

function isCurrent(target: Target): target is CurrentTarget {
  return target.kind === 'current' || (target.kind === 'relative' && target.from === 'current')
}

/** The revision that `current`, `current-1` or `label@current` is. Throws where the database is at several, or at none. */
function oneCurrent(
  graph: RevisionGraph,
  text: string,
  { target, currentHeads }: { readonly target: CurrentTarget; readonly currentHeads: readonly RevisionId[] },
): RevisionId {
  checkCurrentHeads(graph, currentHeads)
  const { branch } = target
  const starts = startsOnBranch(graph, currentHeads, branch)
  if (starts.length > 1) throw severalCurrent(text, describe(graph, starts), starts[0])
  const steps = target.kind === 'relative' ? target.steps : 0
  const id = walk(graph, starts[0], { text, branch, steps })
  if (id !== undefined) return id
  throw wrongWay(text, 'no revision is there', 'To see where the database is: plinth current')
}

/** The revision of a target that does not depend on the database; undefined is base. */
function single(
  graph: RevisionGraph,
  target: Exclude<Target, { readonly kind: 'current' }>,
): RevisionId | undefined {
  switch (target.kind) {
    case 'base':
      return undefined
    case 'head':
    case 'heads':
      return theHead(graph, target.branch)
    case 'revision':
      return named(graph, target.name, target.branch)
    case 'relative': {
      const { from = 'base', branch, steps } = target
      const text = `${from}${steps < 0 ? '' : '+'}${String(steps)}`
      return walk(graph, startOf(graph, from, branch), { text, branch, steps })
    }
  }
}

function startOf(graph: RevisionGraph, from: string, branch: string | undefined): RevisionId | undefined {
  if (from === 'base') return undefined
  return from === 'head' ? theHead(graph, branch) : named(graph, from, branch)
}

function named(graph: RevisionGraph, name: string, branch: string | undefined): RevisionId {
  const id = findRevision(graph, name)
  if (onBranch(graph, [id], branch).length > 0) return id
  throw new PlinthError('E_REVISION', `revision "${id}" is not on branch "${branch ?? ''}"`, {
    hint: 'Leave out the branch, or name a revision that is on it: plinth history',
  })
}

function isName(graph: RevisionGraph, text: string): boolean {
  return candidatesOf(graph, text).length > 0
}

function toList(id: RevisionId | undefined): readonly RevisionId[] {
  return id === undefined ? [] : [id]
}
