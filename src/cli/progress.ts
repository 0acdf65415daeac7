import type { PlinthEvent, OnEvent } from '../event.ts'
import type { Terminal } from './terminal.ts'
import { duration, field } from './words.ts'

/** Renders events as they come: lines everywhere, a moving count on a terminal. */
export function progressOn(terminal: Terminal): OnEvent {
  const { err } = terminal
  let statements = 0
  const shownAt = { ms: 0 }
  return (event) => {
    if (event.kind === 'statement') {
      statements = event.statements
      if (performance.now() - shownAt.ms < 80) return
      shownAt.ms = performance.now()
      terminal.progress(field('running', `${event.revision}  ${statements} statements`))
      return
    }
    const line = lineOf(event)
    if (line === undefined) return
    if (event.kind === 'notice') {
      if (event.severity !== 'NOTICE' || terminal.verbose) terminal.tell(err.dim(line))
    } else
      terminal.tell(event.kind === 'lock-wait' || event.kind === 'connect-retry' ? err.yellow(line) : line)
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
    case 'notice':
      return event.severity === 'ECHO' ? event.text : field(event.severity.toLowerCase(), event.text)
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
    return field('init', `✔ ${revision} ${message}   ${statements} statements, ${duration(durationMs)}`)
  if (step === 'stamp') return field('stamp', `✔ ${revision}`)
  return field(step, `✔ ${revision} ${message}   ${duration(durationMs)}`)
}
