import type { PlinthEvent, OnEvent } from '../event.ts'
import type { Terminal } from './terminal.ts'
import { renderBar, renderBatches } from './bar.ts'
import { count, duration, field, stepName } from './words.ts'

/** Renders events as they come: lines everywhere, a moving count on a terminal. */
export function progressOn(terminal: Terminal): OnEvent {
  const { err } = terminal
  const move = movingLine(terminal)
  const isNews = newsOfWaiting()
  return (event) => {
    if (event.kind === 'statement' || event.kind === 'progress' || event.kind === 'batches')
      return move(event)
    const line = lineOf(event)
    if (line === undefined) return
    if (event.kind === 'connect-retry' || event.kind === 'lock-wait' || event.kind === 'work') {
      if (isNews(event)) terminal.tell(err.yellow(line))
      else terminal.progress(line)
    } else if (event.kind !== 'notice') terminal.tell(line)
    else if (event.severity !== 'NOTICE' || terminal.verbose) terminal.tell(err.dim(line))
  }
}

type Of<K extends PlinthEvent['kind']> = Extract<PlinthEvent, { readonly kind: K }>

const movesMs = 80

type Moving = Of<'statement' | 'progress' | 'batches'>

/** How far a script or batches are: again and again on one line of a terminal, elsewhere a line in ten seconds. */
function movingLine(terminal: Terminal): (event: Moving) => void {
  let shownAtMs = performance.now()
  let began = { revision: '', name: '', ms: 0 }
  /** Of the script or the batches that run: a statement says less than the bar that it is a part of. */
  let bar: string | undefined
  return (event) => {
    const nowMs = performance.now()
    const { revision } = event
    const name = event.kind === 'batches' ? event.name : ''
    if (began.revision !== revision || (event.kind !== 'statement' && began.name !== name)) {
      began = { revision, name, ms: nowMs }
      bar = undefined
      if (event.kind === 'batches') tellResumed(terminal, event)
    }
    if (event.kind !== 'statement') bar = barText(event, nowMs - began.ms)
    if (event.kind === 'batches' && event.state === 'done') return tellDone(terminal, event)
    if (event.kind === 'statement' && !terminal.isLive) return
    if (nowMs - shownAtMs < (terminal.isLive ? movesMs : toldAgainMs)) return
    shownAtMs = nowMs
    const statements = event.kind === 'batches' ? 0 : event.statements
    const line = field('running', bar ?? `${revision}  ${count(statements, 'statement')}`)
    if (terminal.isLive) terminal.progress(line)
    else terminal.tell(line)
  }
}

function barText(event: Of<'progress' | 'batches'>, elapsedMs: number): string | undefined {
  if (event.kind === 'progress') return `${event.revision}  ${renderBar({ ...event, elapsedMs })}`
  return event.state === 'done' ? undefined : `${event.name}  ${renderBatches({ ...event, elapsedMs })}`
}

function tellResumed(terminal: Terminal, { name, rowsBefore, state }: Of<'batches'>): void {
  if (rowsBefore > 0 && state === 'running')
    terminal.tell(field('batches', `${name}: going on behind ${count(rowsBefore, 'row')}`))
}

function tellDone(terminal: Terminal, { name, rows, rowsBefore }: Of<'batches'>): void {
  const earlier = rowsBefore > 0 ? `, ${rowsBefore} of them in an earlier run` : ''
  terminal.tell(field('batches', `${name}: ${count(rows, 'row')} done${earlier}`))
}

const toldAgainMs = 10_000

/** While it waits, the first line is told, then one in ten seconds, and each that has another reason. */
function newsOfWaiting(): (event: Of<'connect-retry' | 'lock-wait' | 'work'>) => boolean {
  let last: { readonly reason: string; readonly waitedMs: number } | undefined
  return (event) => {
    const { waitedMs } = event
    const reason = `${event.kind} ${reasonOf(event)}`
    const sinceMs = last?.reason === reason ? waitedMs - last.waitedMs : Infinity
    if (sinceMs >= 0 && sinceMs < toldAgainMs) return false
    last = { reason, waitedMs }
    return true
  }
}

function reasonOf(event: Of<'connect-retry' | 'lock-wait' | 'work'>): string {
  if (event.kind === 'connect-retry') return event.reason
  return event.kind === 'lock-wait' ? (event.holder ?? '') : event.blockers.join()
}

function workLine({ phase, done, total, blockers, waitedMs }: Of<'work'>): string {
  if (blockers.length > 0) return field('waiting', `for ${blockers.join('; ')} (${duration(waitedMs)})`)
  const share =
    done === undefined || !total ? '' : `, ${done} of ${total} (${Math.floor((done / total) * 100)} %)`
  return field('working', `${phase ?? 'the server works on it'}${share} (${duration(waitedMs)})`)
}

function lineOf(event: Exclude<PlinthEvent, Moving>): string | undefined {
  switch (event.kind) {
    case 'target':
      return field('target', `${event.database}   ${event.from} · ${event.server}`)
    case 'embedded':
      return field(
        'server',
        `embedded PostgreSQL ${event.version} in .plinth, ${event.started ? `started: ${event.url}` : `running: ${withoutPassword(event.url)}`}`,
      )
    case 'shadow':
      return shadowLine(event)
    case 'state':
      return field('state', stateLine(event.state) + (event.about ? `   (${event.about})` : ''))
    case 'connect-retry':
      return field('waiting', `${event.reason} (${duration(event.waitedMs)})`)
    case 'lock-wait':
      return field(
        'waiting',
        `for the lock${event.holder ? `, held by ${event.holder}` : ''} (${duration(event.waitedMs)})`,
      )
    case 'work':
      return workLine(event)
    case 'retry':
      return field(
        'waiting',
        `${event.reason}; try ${event.tries + 1} of ${event.most} in ${duration(event.pauseMs)}`,
      )
    case 'step':
      return event.step === 'init' ? field('init', initLine(event)) : undefined
    case 'applied':
      return appliedLine(event)
    case 'echo':
      return event.text
    case 'notice':
      return field(event.severity.toLowerCase(), event.text)
  }
}

function shadowLine({ database, where, why, server, limits }: Of<'shadow'>): string {
  const because = why === undefined ? '' : `, because ${why}`
  const made = `${database} on the ${where} (${server})${because}`
  return [made, ...limits.map((limit) => `  ${limit}`)].map((line) => field('shadow', line)).join('\n')
}

function initLine({ loadedBefore }: Of<'step'>): string {
  if (loadedBefore === undefined) return 'Database is empty, running the init script'
  return `going on with the init script behind statement ${loadedBefore}`
}

/** Whoever needs it asks: plinth server status. */
function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, '@')
}

const stateLines: Readonly<Record<string, string>> = {
  absent: 'absent: there is no such database',
  empty: 'empty',
  existing: 'existing: objects, but no tracking',
  initialised: 'initialised',
  partial: 'partial',
  foreign: 'tracked by another tool',
  ahead: 'ahead of these files',
  ambiguous: 'ambiguous',
  unfinished: 'unfinished: an init began and did not end',
}

function stateLine(state: string): string {
  return stateLines[state] ?? state
}

function appliedLine(event: Extract<PlinthEvent, { kind: 'applied' }>): string {
  const { step, revision, targets = [], message, statements, durationMs } = event
  if (step === 'init')
    return field(
      'init',
      `✔ ${revision} ${message}   ${count(statements, 'statement')}, ${duration(durationMs)}`,
    )
  if (step === 'repair') return field('accepted', `✔ ${revision} ${message}`)
  if (step === 'stamp') return field('stamp', `✔ ${targets.join(', ') || revision}`)
  return field(step, `✔ ${stepName(revision)} ${message}   ${duration(durationMs)}`)
}
