import { onTestFinished } from 'vitest'
import { startCli, type Started } from '../../cli/started.ts'

/** Starts `plinth` as a process, which is killed when the test ends. */
export function start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Started {
  const started = startCli(args, { cwd, env })
  onTestFinished(() => started.signal('SIGKILL'))
  return started
}
