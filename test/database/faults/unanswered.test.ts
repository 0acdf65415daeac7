import { describe, expect, it } from 'vitest'
import { until } from '../../cli/started.ts'
import { makeDatabase, makeProject } from '../../support/project.ts'
import { endUnnoticed } from '../../support/server.ts'
import { start } from './process.ts'
import { allOf, nothingLeft, outcomeOf } from './scene.ts'
import { startWire } from './wire.ts'

const half = 'create table public.half ();\n'
const sleeping = `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`

describe.skipIf(process.platform === 'win32')('nothing answers any more', () => {
  it('an interrupt between statements: the run ends', async () => {
    const project = await makeProject({ init: `${half}\\echo now\nselect 1;\n` })
    const database = await makeDatabase()
    const empty = await allOf(database)
    const wire = await startWire(database.url)
    const interruption = new AbortController()
    const onEvent = ({ kind }: { kind: string }) => {
      if (kind !== 'echo') return
      wire.silence()
      interruption.abort('SIGINT')
    }
    const { error } = await outcomeOf(
      project.on({ url: wire.url }, { onEvent, signal: interruption.signal }).init(),
    )
    expect(error?.code).toBe('E_INTERRUPTED')
    await wire.close()
    await nothingLeft(database)
    expect(await allOf(database)).toBe(empty)
  })

  it('a second one ends a run at once whose server does not answer', async () => {
    const project = await makeProject({ init: `${half}select pg_sleep(600);\n` })
    const database = await makeDatabase()
    const empty = await allOf(database)
    const wire = await startWire(database.url)
    const running = start(['init'], project.folder, { DATABASE_URL: wire.url })
    await until(async () => {
      if (running.hasEnded()) throw new Error(`it ended: ${running.output()}`)
      return (await database.query(sleeping)).length > 0
    })
    wire.silence('all')
    running.signal('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(running.hasEnded()).toBe(false)
    running.signal('SIGTERM')
    expect((await running.ended).code).toBe(143)
    await wire.close()
    await endUnnoticed(database)
    await nothingLeft(database)
    expect(await allOf(database)).toBe(empty)
  })
})

it('what a watcher waits for does not hold up the end of a run', async () => {
  // The run is silent for longer than three seconds, so a second connection looks at it; that one gets no answer.
  const project = await makeProject({ init: `${half}select pg_sleep(6);\nselect 1/0;\n` })
  const database = await makeDatabase()
  const wire = await startWire(database.url, undefined, { silentFrom: 2 })
  const { error } = await outcomeOf(project.on({ url: wire.url }).init(), 25_000)
  expect(error?.sqlState).toBe('22012')
  await wire.close()
  await nothingLeft(database)
})
