import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

/** Everything a function needs of the machine it runs on. Handed in, so that tests can hand in another. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly home: string
  /** As `process.platform`: `linux`, `darwin`, `win32`, … */
  readonly platform: string
  readonly arch: string
  /** Numeric user id of this process; undefined on Windows. */
  readonly userId: number | undefined
  readonly processId: number
  now(): Date
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  monotonicMs(): number
  /** `bytes` random bytes as lower-case hex digits. */
  randomHex(bytes: number): string
  /** A number in [0, 1) to spread retries; not for secrets. */
  jitter(): number
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Runs a command to its end. Rejects with execa's error when it fails. */
  run(file: string, args: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Starts a process that outlives this one, in its own session, its output going to a file. Returns its id. */
  start(file: string, args: readonly string[], options: StartOptions): Promise<number>
  /** Sends a signal; 0 only asks. False when there is no such process. */
  signal(pid: number, signal: NodeJS.Signals | 0): boolean
}

interface RunOptions {
  readonly cwd?: string
  /** Beside those of this process; undefined: not there. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  readonly timeoutMs?: number
  /** Ends it. */
  readonly signal?: AbortSignal
  /** Programs in `node_modules/.bin` of this folder, and of those above it, come before those on PATH. */
  readonly localFolder?: string
  readonly uid?: number
  readonly gid?: number
}

interface StartOptions {
  readonly cwd: string
  /** Appended to; made with mode 0600. */
  readonly logFile: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
}

/** The machine as it is. `cwd` overrides the working directory, as `--cwd` does. */
export function realWorld(cwd: string = process.cwd()): World {
  return {
    env: process.env,
    cwd,
    home: homedir(),
    platform: process.platform,
    arch: process.arch,
    userId: process.getuid?.(),
    processId: process.pid,
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    jitter: () => Math.random(),
    sleep: async (ms, signal) => {
      await delay(ms, undefined, signal ? { signal } : {})
    },
    run: runCommand,
    start: startDetached,
    signal: sendSignal,
  }
}

async function runCommand(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { execa } = await import('execa')
  const { cwd, env, input, timeoutMs, signal, localFolder, uid, gid } = options
  const { stdout, stderr } = await execa(file, [...args], {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
    ...(localFolder === undefined ? {} : { preferLocal: true, localDir: localFolder }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  })
  return { stdout, stderr }
}

async function startDetached(file: string, args: readonly string[], options: StartOptions): Promise<number> {
  const { cwd, logFile, env, uid, gid } = options
  // Loading it takes 4 ms, which most calls need not spend.
  const { spawn } = await import('node:child_process')
  const log = await open(logFile, 'a', 0o600)
  try {
    const child = spawn(file, [...args], {
      cwd,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, ...env },
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    })
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    return child.pid as number
  } finally {
    await log.close()
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    // Not allowed to signal it: so it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
