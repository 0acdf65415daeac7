import { spawnSync } from 'node:child_process'
import { main } from '../support/cli.ts'
import type { CliProjectWithDatabase } from '../support/cli-project.ts'
import { startProcess, type Started } from './started.ts'

/**
 * A way to run a program on a terminal: `script`, which is on every macOS and in the package bsdutils of Debian, else Python's pty.
 * Undefined where there is neither.
 */
export const onTerminal = waysToTerminal().find(([file, , probe]) => spawnSync(file, probe).status === 0)

type Way = readonly [string, (command: string) => readonly string[], readonly string[]]

function waysToTerminal(): readonly Way[] {
  const python =
    'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["/bin/sh", "-c", sys.argv[1]])))'
  return [
    process.platform === 'darwin'
      ? ['script', (command) => ['-q', '/dev/null', '/bin/sh', '-c', command], ['-q', '/dev/null', 'true']]
      : ['script', (command) => ['-qec', command, '/dev/null'], ['--version']],
    ['python3', (command) => ['-c', python, command], ['-c', 'import pty']],
  ]
}

/** Runs `plinth` on a terminal; words without spaces or quotes. */
export function startOnTerminal(
  project: CliProjectWithDatabase,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Started {
  const [file, argumentsOf] = onTerminal as Way
  const command = `"${process.execPath}" "${main}" ${words.join(' ')}`
  const env = { DATABASE_URL: project.database.url, TERM: 'xterm', SHELL: '/bin/sh', NO_COLOR: '1', ...more }
  return startProcess(file, argumentsOf(command), { cwd: project.folder, env })
}
