import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { historyDatabases, type Refusals } from './history-databases.ts'
import { nameOfRun } from './pair-report.ts'
import { runPairs } from './run-pairs.ts'
import { readHistory } from './schema-history.ts'

/** As dumps of other years are: the last one has what this server takes, the others have not. */
const versions = [
  `SET standard_conforming_strings = off;
SET default_with_oids = true;
CREATE TABLE places (id integer NOT NULL, name text);
ALTER TABLE places OWNER TO somebody_of_a_history;
INSERT INTO places VALUES (1, 'here');`,
  `CREATE EXTENSION nobody_has_this WITH SCHEMA public;
CREATE TABLE public.places (id integer NOT NULL, name text NOT NULL, kind text);
COPY public.places (id, name) FROM stdin;
1\tthere
\\.
ALTER TABLE public.places OWNER TO somebody_of_a_history;`,
  `CREATE TABLE public.places (id bigint NOT NULL PRIMARY KEY, name text NOT NULL, at date);`,
]

describe('the versions of a schema that is kept in git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-history-'))
  const repository = join(folder, '.git')
  afterAll(() => rmSync(folder, { recursive: true }))

  function git(...words: readonly string[]): void {
    const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false']
    execFileSync('git', [...who, ...words], { cwd: folder, stdio: 'ignore' })
  }

  test('are made of each other, as far as the server takes them', async ({ skip }) => {
    git('init')
    for (const text of versions) {
      writeFileSync(join(folder, 'schema.sql'), text)
      git('add', '.')
      git('commit', '-m', 'next')
    }
    const pairs = await readHistory({ repository, path: 'schema.sql' }, { count: 5 })
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([versions.slice(0, 2), versions.slice(1)])

    const refusals: Refusals = { statements: 0, reasons: new Map() }
    const runs = await runPairs(pairs, () => {}, historyDatabases(refusals))
    if (runs === undefined) return skip('there is no pg_dump that can read this server')
    expect(runs.map((run) => [nameOfRun(run), run.verdict])).toEqual(
      runs.map((run) => [nameOfRun(run), 'pass']),
    )
    expect(runs).toHaveLength(4)
    // The middle one is loaded twice.
    expect([...refusals.reasons].sort(([, one], [, other]) => one - other)).toEqual([
      [expect.stringContaining('WITH OIDS'), 1],
      [expect.stringContaining('nobody_has_this'), 2],
    ])
    expect(refusals.statements).toBe(4 + 2 * 3 + 1)
  })

  test('are picked evenly, the first and the last among them', async () => {
    const [pair, ...more] = await readHistory({ repository, path: 'schema.sql' }, { count: 2 })
    expect([pair?.a, pair?.b, more]).toEqual([versions[0], versions[2], []])
  })
})
