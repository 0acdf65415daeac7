import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { verify } from '../../../src/commands/verify.ts'
import { stopEmbedded } from '../../../src/database/embedded/server.ts'
import { realWorld } from '../../../src/world.ts'
import { makeProject, refusal } from '../../support/project.ts'

it('the files are replayed by themselves, each time', async () => {
  const project = await makeProject({ migrations: { note: 'create table public.notes ();' } })
  const world = { ...realWorld(project.folder), env: {} }
  onTestFinished(async () => void (await stopEmbedded(world, join(project.folder, '.plinth'))))
  const at = { world, wishes: {}, onEvent: () => {}, signal: undefined, toolVersion: 'test' }
  const agreed = { ok: true, database: undefined, current: [], drift: [], lock: [] }
  expect(await verify(at, { lock: 'written' })).toMatchObject({ ...agreed, written: 2 })
  expect(await verify(at)).toMatchObject(agreed)
  expect(await refusal(verify(at, { accept: { why: 'x' } }))).toMatchObject({ code: 'E_USAGE' })
  await project.migration('note', 'create table public.others ();')
  expect(await verify(at)).toMatchObject({ ok: false, database: undefined, lock: ['note'] })
  await project.migration('note', 'select 1/0;')
  expect(await refusal(verify(at))).toMatchObject({ code: 'E_SQL' })
})
