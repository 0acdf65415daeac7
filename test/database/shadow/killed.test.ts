import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'rolldown'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeDatabase } from '../../support/project.ts'
import { queryOnce, testServer } from '../../support/server.ts'
import { randomOf } from '../../support/random.ts'
import { startProcess, type Started } from '../../cli/started.ts'
import { eventually } from '../session/open.ts'
import { isThere, shadowScene } from './scene.ts'

const repository = join(import.meta.dirname, '..', '..', '..')
let script = ''

/** A process that makes a shadow database, says how it is called, and stays in it. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-shadow-process-'))
  script = join(folder, 'run.mjs')
  const input = join(folder, 'run.ts')
  const from = (file: string) => JSON.stringify(join(repository, 'src', file))
  await writeFile(
    input,
    `import { readConfig } from ${from('config/config.ts')}
    import { withConnection } from ${from('connection.ts')}
    import { withShadow } from ${from('shadow.ts')}
    import { realWorld } from ${from('world.ts')}
    const stop = new AbortController()
    process.on('SIGTERM', () => stop.abort())
    const world = { ...realWorld(${JSON.stringify(folder)}), env: {} }
    const onEvent = (event) => console.log(event.kind === 'shadow' ? 'made ' + event.database : event.text ?? event.kind)
    const at = { world, wishes: { url: process.argv[2] }, onEvent, signal: stop.signal, toolVersion: 'test' }
    const config = await readConfig(at.wishes, world)
    await withConnection(at, { config }, { verb: 'test' }, (like) =>
      withShadow(at, { config }, like, async ({ session }) => {
        await session.run('create table public.half_way ()')
        console.log('inside')
        await session.run('select pg_sleep(600)')
      }),
    )`,
  )
  await build({
    input,
    platform: 'node',
    external: ['execa', 'postgres', 'pg-connection-string', 'jiti', 'valibot'],
    output: { file: script, codeSplitting: false },
  })
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function start(url: string): Started {
  const started = startProcess(process.execPath, [script, url], { cwd: repository })
  onTestFinished(() => started.signal('SIGKILL'))
  return started
}

async function shadowsOf(url: string): Promise<readonly Record<string, unknown>[]> {
  return queryOnce(
    url,
    `select datname::text as name, shobj_description(oid, 'pg_database') as comment from pg_database where datname ~ '^plinth_shadow_[0-9a-f]{16}$'`,
  )
}

describe.skipIf(process.platform === 'win32')('a run that is killed', () => {
  it('leaves its shadow database, which stays while its backend runs, and is dropped by the next run', async () => {
    const database = await makeDatabase()
    const { url } = await testServer()
    const running = start(database.url)
    await running.shows('inside')
    const [, name = ''] = /made (plinth_shadow_\w+)/.exec(running.output()) ?? []
    running.signal('SIGKILL')
    await running.ended
    expect(await isThere(name)).toBe(true)
    await queryOnce(url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
    await eventually(
      async () =>
        (await queryOnce(url, `select from pg_stat_activity where datname = '${name}'`)).length === 0,
    )
    const scene = await shadowScene()
    await scene.withShadow(database.url, () => Promise.resolve())
    expect(await isThere(name)).toBe(false)
  })

  it('by SIGTERM drops it itself', async () => {
    const database = await makeDatabase()
    const running = start(database.url)
    await running.shows('inside')
    const [, name = ''] = /made (plinth_shadow_\w+)/.exec(running.output()) ?? []
    running.signal('SIGTERM')
    expect((await running.ended).stderr).toContain('E_INTERRUPTED')
    expect(await isThere(name)).toBe(false)
  })

  it('at any moment leaves nothing that is not marked, and that the next run does not drop', async () => {
    const { url } = await testServer()
    const database = await makeDatabase()
    const before = new Set((await shadowsOf(url)).map(({ name }) => name))
    const random = randomOf(4711)
    const first = start(database.url)
    const began = performance.now()
    await first.shows('inside')
    const lasts = performance.now() - began
    first.signal('SIGKILL')
    await first.ended
    for (let round = 0; round < 8; round++) {
      const running = start(database.url)
      await pause(lasts * (0.5 + 0.5 * random()))
      running.signal('SIGKILL')
      await running.ended
    }
    const mine = async () =>
      (await shadowsOf(url)).filter(({ name, comment }) => !before.has(name) && comment !== null)
    const { length: left } = await mine()
    process.stdout.write(`killed at any moment: ${left} shadow databases were left\n`)
    await queryOnce(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname ~ '^plinth_shadow_' and query ~ 'pg_sleep\\(600\\)'`,
    )
    await eventually(async () => {
      const scene = await shadowScene()
      await scene.withShadow(database.url, () => Promise.resolve())
      return (await mine()).length === 0
    })
    // Other test files use the server at the same time; what they make is marked a moment later.
    await eventually(async () =>
      (await shadowsOf(url)).every(({ name, comment }) => before.has(name) || comment !== null),
    )
  }, 240_000)
})
