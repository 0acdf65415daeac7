import { spawn } from 'node:child_process'
import { main, type Ran, type RunCliOptions } from '../support/cli.ts'

/** A `plinth` that runs. */
export interface Started {
  /** What it printed so far. */
  readonly output: () => string
  readonly hasEnded: () => boolean
  readonly ended: Promise<Ran>
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
  type(text: string): void
  /** Waits until it has printed this; throws when it ends first. */
  shows(text: string): Promise<void>
}

export function startCli(args: readonly string[], options: RunCliOptions): Started {
  return startProcess(process.execPath, [main, ...args], options)
}

/** Starts a program with nothing of the test run's own environment but PATH. */
export function startProcess(file: string, args: readonly string[], options: RunCliOptions): Started {
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.cwd, LANG: 'C.UTF-8', ...options.env }
  const child = spawn(file, [...args], { cwd: options.cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.on('error', () => {})
  let done = false
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      done = true
      resolve({ code, stdout, stderr })
    })
  })
  ended.catch(() => {})
  const output = () => stdout + stderr
  return {
    output,
    hasEnded: () => done,
    ended,
    signal: (name) => void child.kill(name),
    type: (text) => void child.stdin.write(text),
    shows: (text) =>
      until(() => {
        if (output().includes(text)) return true
        if (done) throw new Error(`ended without showing "${text}":\n${output()}`)
        return false
      }),
  }
}

/** Asks until `holds` is true. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`still not so after ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
