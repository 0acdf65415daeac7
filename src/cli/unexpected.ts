import { fileURLToPath } from 'node:url'
import { dirname } from 'node:path'
import { PlinthError, type SourcePlace } from '../errors.ts'
import { asPlinthError } from './render-error.ts'

/** What the code of a project (a migration, a hook, the configuration) may do to the process while a run is on its way. */
export interface Unexpected {
  /** What was thrown where nobody waited for it; the run was interrupted for that. */
  readonly fault: () => PlinthError | undefined
  /** The run is over, and its exit code is known. */
  readonly over: () => void
}

/**
 * Listens for what ends the process past the run. Without this, a migration that calls `process.exit()` would end with 0, as one that was
 * applied, and one that forgets a promise that fails with the stack trace of Node and 1, "the answer is no". `tell` prints an error, at once.
 */
export function listenForUnexpected(
  interruption: AbortController,
  tell: (error: PlinthError) => number,
): Unexpected {
  let fault: PlinthError | undefined
  const onExit = () => {
    // The second signal ends the process where it is, with a code of its own.
    if (!interruption.signal.aborted || fault !== undefined) process.exitCode = tell(fault ?? endedEarly())
  }
  const onUncaught = (thrown: unknown) => {
    fault ??= forgotten(thrown)
    interruption.abort(fault)
  }
  process.on('exit', onExit)
  process.on('uncaughtException', onUncaught)
  return { fault: () => fault, over: () => process.off('exit', onExit) }
}

function endedEarly(): PlinthError {
  return new PlinthError('E_MIGRATION', 'the process ended before the run did', {
    detail:
      'A migration, a hook or the configuration file called process.exit(), or waits for something that cannot come.',
    result: 'What was not committed is rolled back by the server.',
    hint: 'A migration ends when its function returns, or throws. To see what is recorded: plinth status',
  })
}

function forgotten(thrown: unknown): PlinthError {
  const place = thrown instanceof Error ? firstPlace(thrown.stack ?? '') : undefined
  if (place === undefined && thrown instanceof PlinthError) return thrown
  if (place?.file.startsWith(dirname(fileURLToPath(import.meta.url)))) return asPlinthError(thrown)
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return new PlinthError('E_MIGRATION', `something that nobody waited for failed: ${text}`, {
    detail: 'The run was interrupted for that.',
    hint: 'Write await before each call that returns a promise, or return the promise.',
    ...(place ? { place } : {}),
    cause: thrown,
  })
}

/** The first file of a stack that is none of Node's own. */
function firstPlace(stack: string): SourcePlace | undefined {
  for (const line of stack.split('\n')) {
    const [, file, row, column] = /^\s+at (?:.*\()?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/.exec(line) ?? []
    if (file !== undefined && !file.startsWith('node:'))
      return { file, line: Number(row), column: Number(column) }
  }
  return undefined
}
