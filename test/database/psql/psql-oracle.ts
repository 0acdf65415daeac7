import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ReadItem } from '../../unit/psql/reading.ts'

const run = promisify(execFile)

/** The psql to compare with, as a command line: `PLINTH_TEST_PSQL="chroot /pg18 psql"`. Its files lie in `PLINTH_TEST_PSQL_FOLDER`. */
const [command = 'psql', ...commandArguments] = (process.env['PLINTH_TEST_PSQL'] ?? 'psql').split(' ')
const parent = process.env['PLINTH_TEST_PSQL_FOLDER'] ?? tmpdir()

/** Undefined: there is no psql. */
export const psqlVersion = await run(command, [...commandArguments, '--version']).then(
  ({ stdout }) => Number(/\) (\d+)/.exec(stdout)?.[1]),
  () => undefined,
)
if (psqlVersion === undefined) console.warn('SKIPPED: no psql on PATH, the reader is not compared with it')

/** What a psql run is given besides the script. */
export interface PsqlRun {
  readonly variables?: ReadonlyMap<string, string>
  /** Files beside the script. */
  readonly files?: Readonly<Record<string, string>>
}

/** A psql whose queries are written down. */
export interface PsqlOracle {
  /** The queries that psql sends for a script, in the form of {@link sqlOf}. */
  sent(script: string | Uint8Array, given?: PsqlRun): Promise<string[]>
  /** Runs a statement whose rows come from the standard input. */
  copyIn(statement: string, rows: Buffer): Promise<void>
  close(): Promise<void>
}

/** `psql -L` logs each query it sends, between two marks. */
export async function openPsql(url: string): Promise<PsqlOracle> {
  const folder = await mkdtemp(join(parent, 'plinth-psql-'))
  const file = join(folder, 'script.sql')
  const log = join(folder, 'log')
  const env = { ...process.env, LC_ALL: 'C', PGCLIENTENCODING: 'UTF8', PGOPTIONS: '-c statement_timeout=5s' }
  return {
    async sent(script, { variables = new Map(), files = {} } = {}) {
      await writeFile(file, script)
      for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
      const settings = [...variables].flatMap(([name, value]) => ['-v', `${name}=${value}`])
      const options = ['-X', '-q', '-o', '/dev/null', '-L', log, '-d', url, ...settings, '-f', file]
      await run(command, [...commandArguments, ...options], { env, cwd: folder }).catch(() => undefined)
      const logged = await readFile(log, 'utf8').catch(() => '')
      await rm(log, { force: true })
      const queries = logged.matchAll(/^\/?\*{8,9} QUERY \*{9,10}\/?\n([^]*?)\n\/?\*{24,26}\/?$/gm)
      return [...queries].map(([, query]) => normalise(query!)).filter(Boolean)
    },
    async copyIn(statement, rows) {
      const work = run(command, [
        ...commandArguments,
        '-X',
        '-q',
        '-v',
        'ON_ERROR_STOP=1',
        '-d',
        url,
        '-c',
        statement,
      ])
      work.child.stdin!.end(rows)
      await work
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** What the reader would send, in the same form. */
export function sqlOf(items: readonly ReadItem[]): string[] {
  return items
    .filter(({ kind }) => kind !== 'echo')
    .map(({ text }) => normalise(text))
    .filter(Boolean)
}

/** psql sends comments before a statement (line comments since version 15) and drops empty lines; we don't. A leading `\;` says nothing. */
function normalise(sql: string): string {
  let text = sql.replace(/[;\s]+$/, '')
  for (let before = ''; before !== text;) {
    before = text
    text = text.replace(/^(?:--[^\n\r]*(?:[\n\r]|$)|[;\s]+)/, '')
    if (text.startsWith('/*')) text = afterComment(text)
  }
  return text.replace(/\s+/g, ' ').trim()
}

function afterComment(text: string): string {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const two = text.slice(i, i + 2)
    if (two === '/*') depth++
    else if (two === '*/') depth--
    if (two === '/*' || two === '*/') i++
    if (depth === 0) return text.slice(i + 1)
  }
  return ''
}
