import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { progressOn } from '../../../src/cli/progress.ts'
import { openTerminal } from '../../../src/cli/terminal.ts'
import type { PlinthEvent } from '../../../src/event.ts'

/** What is told of these events, without a terminal. */
function told(events: readonly PlinthEvent[]): readonly string[] {
  const lines: string[] = []
  const stream = { write: (text: string) => lines.push(text.trimEnd()) }
  const options = { json: false, quiet: false, verbose: false, colour: false, env: {} }
  const tell = progressOn(openTerminal({ stdout: stream, stderr: stream, stdin: {} }, options))
  for (const event of events) tell(event)
  return lines
}

const retry = (waitedMs: number, reason = 'nothing listens there'): PlinthEvent => ({
  kind: 'connect-retry',
  reason,
  waitedMs,
})

test('of sixty seconds of tries to connect, one line in ten seconds is told', () => {
  const tries = Array.from({ length: 34 }, (_, index) => retry(index * 1800))
  expect(told(tries)).toEqual([
    '  waiting  nothing listens there (0 ms)',
    '  waiting  nothing listens there (10.8 s)',
    '  waiting  nothing listens there (21.6 s)',
    '  waiting  nothing listens there (32.4 s)',
    '  waiting  nothing listens there (43.2 s)',
    '  waiting  nothing listens there (54.0 s)',
  ])
})

test('another reason is told at once', () => {
  const events = [
    retry(0),
    retry(100),
    retry(200, 'the server is starting'),
    retry(300, 'the server is starting'),
  ]
  expect(told(events)).toEqual([
    '  waiting  nothing listens there (0 ms)',
    '  waiting  the server is starting (200 ms)',
  ])
})

test('one statement, two statements', () => {
  const applied = (statements: number): PlinthEvent => ({
    kind: 'applied',
    step: 'init',
    revision: 'a',
    message: 'Baseline',
    statements,
    durationMs: 5,
  })
  expect(told([applied(1), applied(2)])).toEqual([
    '  init     ✔ a Baseline   1 statement, 5 ms',
    '  init     ✔ a Baseline   2 statements, 5 ms',
  ])
})

test('what the server works on, and who is in its way', () => {
  const work = (waitedMs: number, parts: Partial<Extract<PlinthEvent, { kind: 'work' }>>): PlinthEvent => ({
    kind: 'work',
    waitedMs,
    phase: undefined,
    done: undefined,
    total: undefined,
    blockers: [],
    ...parts,
  })
  const phase = 'create index: scanning table'
  expect(
    told([
      work(3000, { phase, done: 8631, total: 16667 }),
      work(6000, { phase, done: 9000, total: 16667 }),
      work(9000, { blockers: ['pid 30069'] }),
      work(13_000, {}),
    ]),
  ).toEqual([
    '  working  create index: scanning table, 8631 of 16667 (51 %) (3.0 s)',
    '  waiting  for pid 30069 (9.0 s)',
    '  working  the server works on it (13.0 s)',
  ])
})

test('batches: where they go on, and what they came to; in between, a line in ten seconds', () => {
  const batches = (rows: number, rowsBefore: number, state: 'running' | 'done'): PlinthEvent => ({
    kind: 'batches',
    revision: 'a',
    name: 'app.users',
    rows,
    rowsBefore,
    totalRows: 100,
    state,
  })
  const statement: PlinthEvent = { kind: 'statement', revision: 'a', statements: 3 }
  expect(
    told([batches(20, 20, 'running'), statement, batches(30, 20, 'running'), batches(31, 20, 'done')]),
  ).toEqual([
    '  batches  app.users: going on behind 20 rows',
    '  batches  app.users: 31 rows done, 20 of them in an earlier run',
  ])
  expect(told([batches(0, 0, 'running'), batches(1, 0, 'done')])).toEqual([
    '  batches  app.users: 1 row done',
  ])
})

test('on a terminal the bar of batches stays while their statements run, and goes with them', async () => {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text), isTTY: true }
  const options = { json: false, quiet: false, verbose: false, colour: false, env: {} }
  const tell = progressOn(openTerminal({ stdout: stream, stderr: stream, stdin: {} }, options))
  const tellLater = async (event: PlinthEvent) => {
    await delay(100)
    tell(event)
  }
  const batches = { kind: 'batches', revision: 'a', name: 't', rowsBefore: 0, totalRows: 20 } as const
  await tellLater({ ...batches, rows: 10, state: 'running' })
  await tellLater({ kind: 'statement', revision: 'a', statements: 2 })
  await tellLater({ ...batches, rows: 20, state: 'done' })
  await tellLater({ kind: 'statement', revision: 'a', statements: 3 })
  const shown = written.join('').split(/[\r\n]/)
  const lines = shown.map((line) => line.replace(/^.*?K/, '').trimEnd()).filter((line) => line !== '')
  expect(lines).toEqual([
    '  running  t  ██████████░░░░░░░░░░ 50 %  10 of about 20 rows',
    '  running  t  ██████████░░░░░░░░░░ 50 %  10 of about 20 rows',
    '  batches  t: 20 rows done',
    '  running  a  3 statements',
  ])
})
