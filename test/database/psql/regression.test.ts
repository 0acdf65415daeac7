import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { example } from '../../support/project.ts'
import { readUntilError } from '../../unit/psql/reading.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { psqlVersion } from './psql-oracle.ts'
import { altered, encodings, leftOut, leftOutThen, withoutRefusedCopies } from './regression-scripts.ts'
import { runToEnd, startRecorder, type Recorder, type SentQuery } from './sent.ts'

/**
 * PostgreSQL's own regression suite: what the server gets from psql, message by message, against what the reader makes of the same
 * script. The suites come from scripts/fetch-regression.mjs. They run on a server of their own, as they make roles and settings;
 * without the C functions of the suite, so what needs those fails, in the same way for both.
 */
const folder = join(example, '.cache', 'regression')
const there = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)) : []
/** A suite takes minutes, so only that of psql's own major runs where it is there. */
const majors = there.includes(String(psqlVersion)) ? [String(psqlVersion)] : there
if (majors.length === 0)
  console.warn(
    'SKIPPED: no regression suite of PostgreSQL in .cache/regression: node scripts/fetch-regression.mjs 15 18',
  )

const [command = 'psql', ...commandArguments] = (process.env['PLINTH_TEST_PSQL'] ?? 'psql').split(' ')
const secondsAScript = 60

describe
  .skipIf(psqlVersion === undefined || majors.length === 0)
  .each(majors.length === 0 ? ['that is not fetched'] : majors)(
  'the regression suite of PostgreSQL %s',
  (major) => {
    const suite = join(folder, major)
    let server: OwnServer
    let recorder: Recorder
    let work: string
    let variables: ReadonlyMap<string, string>
    /** Whether psql passes over the rows of a COPY that the server refuses, as the reader does. Older ones run them as SQL. */
    let skipsRefusedRows: boolean

    beforeAll(async () => {
      work = await mkdtemp(join(process.env['PLINTH_TEST_PSQL_FOLDER'] ?? tmpdir(), 'plinth-regression-'))
      await mkdir(join(work, 'results'))
      await mkdir(join(work, 'testtablespace'))
      server = await ownServer({
        max_prepared_transactions: '2',
        wal_level: 'logical',
        restart_after_crash: 'on',
      })
      stopWithThisProcess(server.dataDir)
      await server.query("create database regression template template0 encoding 'UTF8'")
      recorder = await startRecorder(Object.assign(new URL(server.url), { pathname: '/regression' }).href)
      variables = new Map([
        ['abs_srcdir', suite],
        ['abs_builddir', work],
        ['libdir', work],
        ['dlsuffix', '.so'],
        // psql's own.
        ['DBNAME', 'regression'],
      ])
      const probe = await sentByPsql('copy there_is_none from stdin;\nselect 1;\n\\.\n')
      skipsRefusedRows = probe.length === 1
    })
    const equal = { 'as they stand': 0, 'with meta-commands replaced': 0 }
    afterAll(async () => {
      console.info(`regression suite ${major}, psql ${psqlVersion}: equal`, equal)
      await recorder?.close()
      await server?.stop()
      await server?.[Symbol.asyncDispose]()
      await rm(work, { recursive: true, force: true })
    })

    async function sentByPsql(script: string): Promise<readonly SentQuery[]> {
      const file = join(work, 'script.sql')
      await writeFile(file, script, 'latin1')
      const settings = [...variables].flatMap(([name, value]) => ['-v', `${name}=${value}`])
      const options = ['-X', '-q', '-o', '/dev/null', '-d', recorder.url, ...settings, '-f', file]
      const limits = '-c statement_timeout=10s -c lock_timeout=2s -c jit=off'
      const env = { ...process.env, LC_ALL: 'C', PGCLIENTENCODING: 'UTF8', PGOPTIONS: limits }
      const timeout = secondsAScript * 1000
      recorder.take()
      await runToEnd(command, [...commandArguments, ...options], { env, cwd: work, timeout })
      return recorder.take()
    }

    for (const name of scriptsOf(suite)) {
      const reason = leftOut[name] ?? leftOut[`${major}/${name}`]
      test.skipIf(reason !== undefined)(
        reason === undefined ? name : `${name}: left out, ${reason}`,
        { timeout: 2 * secondsAScript * 1000 },
        async ({ skip }) => {
          const then = leftOutThen[`${major}/${name}`]
          skip(skipsRefusedRows && then !== undefined, then)
          const original = await readFile(join(suite, 'sql', `${name}.sql`), 'latin1')
          const script = altered(original)
          const sent = await sentByPsql(script)
          const { text, queries } = skipsRefusedRows
            ? { text: script, queries: sent }
            : withoutRefusedCopies(script, sent)
          const { items, error } = await readUntilError(Buffer.from(text, 'latin1'), [], { variables })
          const decoder = new TextDecoder(encodings[name] ?? 'utf-8')
          const theirs = queries
            .map(({ text, rows }) => ({
              text: tidy(decoder.decode(Buffer.from(text, 'latin1'))),
              rows: rows && withoutEndMark(rows),
            }))
            .filter((query) => query.text !== '')
          const ours = items
            .filter(({ kind }) => kind !== 'echo')
            .map(({ text, data }, i) => ({
              text: tidy(text),
              rows: skipsRefusedRows && theirs[i]?.rows === undefined ? undefined : data,
            }))
          expect(firstDifference(ours, theirs, error)).toBeUndefined()
          expect(error).toBeUndefined()
          expect(ours.length).toBeGreaterThan(0)
          equal[text === original ? 'as they stand' : 'with meta-commands replaced']++
        },
      )
    }
  },
)

/** A run of minutes gets interrupted more often than others; its server must not stay. */
function stopWithThisProcess(dataDir: string): void {
  const wait = 'while kill -0 "$0"; do sleep 1; done; p=$(head -n 1 "$1/postmaster.pid") && kill -QUIT "$p"'
  spawn('sh', ['-c', wait, String(process.pid), dataDir], { detached: true, stdio: 'ignore' }).unref()
}

/** In the order in which the suite runs them, which later ones rely on. */
function scriptsOf(suite: string): readonly string[] {
  if (!existsSync(suite)) return ['none']
  const schedule = readFileSync(join(suite, 'parallel_schedule'), 'utf8')
  const ordered = [...schedule.matchAll(/^test:(.*)$/gm)].flatMap(([, names]) => names!.trim().split(/\s+/))
  const all = readdirSync(join(suite, 'sql')).map((name) => name.replace(/\.sql$/, ''))
  return [...new Set([...ordered, ...all.sort()])].filter((name) => all.includes(name))
}

/** psql before version 18 sends the line that ends the rows. */
function withoutEndMark(rows: Buffer): string {
  return rows.toString('latin1').replace(/(^|\n)\\\.\n$/, '$1')
}

/** psql sends the comments before a statement and its `;`, and drops empty lines. The reader does neither. */
function tidy(query: string): string {
  return withoutComments(query)
    .replace(/[;\s]+$/, '')
    .replace(/\n\s*\n/g, '\n')
}

function withoutComments(query: string): string {
  let text = query
  for (let before = ''; before !== text;) {
    before = text
    text = text.replace(/^(?:--[^\n]*(?:\n|$)|[;\s]+)/, '')
    if (text.startsWith('/*')) text = afterComment(text)
  }
  return text
}

function afterComment(text: string): string {
  let depth = 0
  for (const { 0: mark, index } of text.matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1
    if (depth === 0) return text.slice(index + 2)
  }
  return ''
}

interface Query {
  readonly text: string
  readonly rows: string | undefined
}

/** The first query that differs, with the one before it; undefined when there is none. */
function firstDifference(
  ours: readonly Query[],
  theirs: readonly Query[],
  error: unknown,
): object | undefined {
  const same = (one?: Query, other?: Query) => one?.text === other?.text && one?.rows === other?.rows
  const length = Math.max(ours.length, theirs.length)
  const at = Array.from({ length }).findIndex((_, i) => !same(ours[i], theirs[i]))
  if (at === -1) return undefined
  const counts = `${ours.length} of ours, ${theirs.length} of psql`
  return { counts, at, before: ours[at - 1], ours: ours[at], psql: theirs[at], error: String(error) }
}
