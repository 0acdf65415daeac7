import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The built package under test: dist/, or what PLINTH_TEST_DIST names. */
export const dist = process.env['PLINTH_TEST_DIST'] ?? join(repository, 'dist')
export const exampleProject = repository
/** The file that `plinth` runs. */
export const main = join(dist, 'cli/main.cjs')

/** What a finished process left behind. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunCliOptions {
  readonly cwd: string
  /** The whole environment apart from PATH, HOME and LANG: nothing of the test run's own reaches the process. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs `plinth` as a process of its own, without a terminal. */
export function runCli(args: readonly string[], options: RunCliOptions): Promise<Ran> {
  return runProcess(process.execPath, [main, ...args], options)
}

/** Runs a program to its end. */
export function runProcess(file: string, args: readonly string[], options: RunCliOptions): Promise<Ran> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.cwd, LANG: 'C.UTF-8', ...options.env }
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    })
  })
}

/** The output of a run as one text to compare: what differs from run to run replaced by words in angle brackets. */
export function transcript({ code, stdout, stderr }: Ran, folder = '/nowhere'): string {
  const part = (name: string, text: string) =>
    text === '' ? [] : [`--- ${name}`, masked(text, folder).trimEnd()]
  return [`exit ${code}`, ...part('stdout', stdout), ...part('stderr', stderr)].join('\n')
}

function masked(text: string, folder: string): string {
  return likeOnDefaultServer(text)
    .replaceAll(folder, '<folder>')
    .replace(/plinth_test_[0-9a-f]{12}/g, '<database>')
    .replace(/(localhost|127\.0\.0\.1|\[::1\]):\d{4,5}\b/g, '<server>')
    .replace(/PostgreSQL \d+(\.\d+)?/g, 'PostgreSQL <version>')
    .replaceAll(new Date().toISOString().slice(0, 10), '<today>')
    .replace(/about \d+ rows/g, 'about <count> rows')
    .replace(/\b\d\d:\d\d:\d\dZ?\b/g, '<time>')
    .replace(/\b\d+ ms\b|\b\d+\.\d s\b/g, '<time>')
    .replace(/\b(?!202601)\d{14}_/g, '<time>_')
    .replace(/\b(?!([0-9a-f])\1{11})[0-9a-f]{12}\b/g, '<id>')
}

/** The server of the run may be anywhere and its user anybody; the texts to compare say what the default one says. */
function likeOnDefaultServer(text: string): string {
  const url = process.env['PLINTH_TEST_SERVER_URL']
  if (url === undefined) return text
  const { host, hostname, port, username } = new URL(url)
  const user = decodeURIComponent(username)
  const server = port ? host : `${hostname}:5432`
  return text
    .replaceAll(`${user}@${server}`, 'postgres@<server>')
    .replaceAll(server, '<server>')
    .replaceAll(`as "${user}"`, 'as "postgres"')
    .replaceAll(`by ${user} (`, 'by postgres (')
}
