#!/usr/bin/env node
import { join } from 'node:path'
import type * as commandLine from './cli/run.ts'
import { runScript } from './code-cache.ts'
import { version } from './version.ts'

/** The name of the script beside this one that cli/run.ts is built into: scripts/build.mjs puts it in. */
declare const commandLineScript: string

/** The boundary of the process: arguments, signals, exit code. `--version` is answered before anything is loaded. */
async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${version}\n`)
    return
  }
  const interruption = new AbortController()
  const course = { isOver: false }
  listenForSignals(interruption, course)
  surviveOutput()
  const script = join(import.meta.dirname, commandLineScript)
  const { run } = runScript(script, purposeOf(argv)) as typeof commandLine
  process.exitCode = await run(argv, process, interruption)
  course.isOver = true
  endSoon(interruption.signal)
}

/** The verb, where it comes first. Others share one cache: what people type there may be anything. None where Node's own is turned off. */
function purposeOf([first = '']: readonly string[]): string | undefined {
  if (process.env['NODE_DISABLE_COMPILE_CACHE']) return undefined
  return /^[a-z]{1,20}$/.test(first) ? first : 'any'
}

/** The first signal cancels and rolls back; the second ends at once. When the run is over, and only its reader is waited for, its exit code stands. */
function listenForSignals(interruption: AbortController, course: { readonly isOver: boolean }): void {
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (course.isOver) process.exit()
      if (interruption.signal.aborted) process.exit(code)
      interruption.abort(name)
    })
  }
}

/**
 * What a migration or the configuration left open (a timer, a pool of connections) must not keep a run from ending that is over. A reader that
 * is slow (`| less`) is waited for, unless the run was told to stop.
 */
function endSoon(stop: AbortSignal): void {
  const end = () => {
    if (stop.aborted) process.exit()
    process.stdout.write('', () => process.stderr.write('', () => process.exit()))
  }
  setTimeout(end, 500).unref()
}

/** A reader that closes the pipe (`| head -1`) has what it wants. An answer that cannot be written, as on a full disk, is a failure. */
function surviveOutput(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`✖ the answer could not be written to stdout: ${error.message}\n`)
    process.on('exit', () => (process.exitCode ||= 2))
  })
}

void main()
