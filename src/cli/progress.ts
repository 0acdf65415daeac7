import type { PlinthEvent, OnEvent } from '../event.ts'
import type { Terminal } from './terminal.ts'
import { count, duration, field } from './words.ts'

/** Renders events as they come: lines everywhere, a moving count on a terminal. */
export function progressOn(terminal: Terminal): OnEvent {
  const { err } = terminal
  const shownAt = { ms: 0 }
  const isNews = retryNews()
  return (event) => {
    if (event.kind === 'statement') {
      if (performance.now() - shownAt.ms < 80) return
      shownAt.ms = performance.now()
      terminal.progress(field('running', `${event.revision}  ${count(event.statements, 'statement')}`))
      return
    }
    if (event.kind === 'connect-retry' && !isNews(event)) return
    const line = lineOf(event)
    if (line === undefined) return
    if (event.kind === 'notice') {
      if (event.severity !== 'NOTICE' || terminal.verbose) terminal.tell(err.dim(line))
    } else
      terminal.tell(event.kind === 'lock-wait' || event.kind === 'connect-retry' ? err.yellow(line) : line)
  }
}

const retryLinesMs = 10_000

/** Of the tries to connect, the first is told, then one in ten seconds, and each with another reason. */
function retryNews(): (event: Extract<PlinthEvent, { kind: 'connect-retry' }>) => boolean {
  let last: { readonly reason: string; readonly waitedMs: number } | undefined
  return ({ reason, waitedMs }) => {
    if (last?.reason === reason && waitedMs - last.waitedMs < retryLinesMs) return false
    last = { reason, waitedMs }
    return true
  }
}

function lineOf(event: Exclude<PlinthEvent, { kind: 'statement' }>): string | undefined {
  switch (event.kind) {
    case 'target':
      return field('target', `${event.database}   ${event.from} · ${event.server}`)
    case 'embedded':
      return field(
        'server',
        `embedded PostgreSQL ${event.version} in .plinth, ${event.started ? 'started' : 'running'}: ${event.url}`,
      )
    case 'state':
      return field('state', stateLine(event.state) + (event.about ? `   (${event.about})` : ''))
    case 'connect-retry':
      return field('waiting', `${event.reason} (${duration(event.waitedMs)})`)
    case 'lock-wait':
      return field(
        'waiting',
        `for the lock${event.holder ? `, held by ${event.holder}` : ''} (${duration(event.waitedMs)})`,
      )
    case 'step':
      return event.step === 'init' ? field('init', 'Database is empty, running the init script') : undefined
    case 'applied':
      return appliedLine(event)
    case 'echo':
      return event.text
    case 'notice':
      return field(event.severity.toLowerCase(), event.text)
  }
}

const stateLines: Readonly<Record<string, string>> = {
  empty: 'empty',
  existing: 'existing: objects, but no tracking',
  initialised: 'initialised',
  partial: 'partial',
  foreign: 'tracked by another tool',
  ahead: 'ahead of these files',
  ambiguous: 'ambiguous',
}

function stateLine(state: string): string {
  return stateLines[state] ?? state
}

function appliedLine(event: Extract<PlinthEvent, { kind: 'applied' }>): string {
  const { step, revision, message, statements, durationMs } = event
  if (step === 'init')
    return field(
      'init',
      `✔ ${revision} ${message}   ${count(statements, 'statement')}, ${duration(durationMs)}`,
    )
  if (step === 'stamp') return field('stamp', `✔ ${revision}`)
  return field(step, `✔ ${revision} ${message}   ${duration(durationMs)}`)
}
