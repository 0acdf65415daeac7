import { expect, it } from 'vitest'
import { apply } from '../../../src/apply/apply.ts'
import { planUpgrade } from '../../../src/plan/upgrade.ts'
import { stateOf } from '../../../src/plan/state.ts'
import { withConnection } from '../../../src/connection.ts'
import { openProject } from '../../../src/project.ts'
import { realWorld } from '../../../src/world.ts'
import { headsOf, journalOf, makeDatabase, makeProject } from '../../support/project.ts'

it('a run that is overtaken between the two locks of a no-transaction migration makes a new plan', async () => {
  const project = await makeProject({
    migrations: { index: { up: 'create index concurrently on public.users (name);', noTransaction: true } },
  })
  const database = await makeDatabase()
  await project.on(database).init({ migrate: 'later' })
  await project.migration('later', 'create table public.later ();')
  const world = realWorld(project.folder)
  const onEvent = () => {}
  const at = { world, wishes: { url: database.url }, onEvent, signal: undefined, toolVersion: 'test' }
  const opened = await openProject(at)
  const { applied } = await withConnection(at, opened, { verb: 'test' }, (connection) => {
    let overtaken: Promise<unknown> | undefined
    const trySessionLock: typeof connection.database.trySessionLock = async (session) => {
      overtaken ??= project.on(database).upgrade({ target: 'index' })
      await overtaken
      return connection.database.trySessionLock(session)
    }
    return apply({
      session: connection.session,
      database: { ...connection.database, trySessionLock },
      world,
      migrations: opened.byId,
      initScript: { root: project.folder, maxStatementBytes: 1e6 },
      openWatcher: undefined,
      openBeside: () => connection.openAnother('statements', undefined),
      outlook: undefined,
      commit: 'after each step',
      plan: (facts) => planUpgrade(stateOf(facts, opened.graph, undefined), opened.graph, 'heads'),
      lockTimeoutMs: 10_000,
      statementLockTimeoutMs: 5000,
      lockRetries: 0,
      signal: undefined,
      onEvent,
      environment: 'development',
      toolVersion: 'test',
    })
  })
  expect(applied.map(({ revision }) => revision)).toEqual(['later'])
  expect(await headsOf(database)).toEqual(['later'])
  expect(await journalOf(database)).toHaveLength(3)
})
