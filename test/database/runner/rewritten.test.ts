import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { headsOf, journalOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

const table = (name: string) => ({
  up: `create table public.${name} ();`,
  down: `drop table public.${name};`,
})

/** Three migrations in a row, applied. */
async function applied() {
  const project = await makeProject({ migrations: { aaaa: table('a'), bbbb: table('b'), cccc: table('c') } })
  const database = await makeDatabase()
  await project.on(database).init()
  const there = async (name: string) =>
    (await database.query(`select to_regclass('public.${name}') is not null as is`))[0]?.['is']
  return { project, database, verbs: project.on(database), there }
}

describe('a history that was changed below what is applied', () => {
  it('by a migration that was put in: nothing is passed over in silence', async () => {
    const { project, database, verbs, there } = await applied()
    await project.migration('dddd', { ...table('d'), revises: 'bbbb' })
    await project.migration('cccc', { ...table('c'), revises: 'dddd' })
    const moves = [
      () => verbs.upgrade(),
      () => verbs.upgrade({ commit: 'at the end' }),
      () => verbs.upgrade({ mode: 'script' }),
      () => verbs.init(),
      // Its downgrade would drop what is not there.
      () => verbs.downgrade({ target: '-1' }),
      () => verbs.stamp({ target: 'bbbb' }),
    ]
    for (const move of moves) {
      const error = await refusal(move())
      expect(error).toMatchObject({
        code: 'E_EDITED',
        message: expect.stringMatching(
          /_dddd\.sql was never applied, and migrations\/.*_cccc\.sql, which was/,
        ),
        result: 'Nothing was changed.',
      })
      expect(error.hint).toContain('git checkout -- migrations/')
    }
    expect(await verbs.status()).toMatchObject({
      refusal: { code: 'E_EDITED' },
      pending: [{ revision: 'dddd' }],
    })
    expect(await verbs.check()).toMatchObject({ ok: false, code: 'E_EDITED' })
    // As the hint says.
    await project.migration('cccc', { ...table('c'), revises: 'bbbb' })
    expect((await verbs.upgrade()).applied).toMatchObject([{ revision: 'dddd' }])
    expect(await there('d')).toBe(true)
    expect(await headsOf(database)).toEqual(['cccc', 'dddd'])
  })

  it('by a migration that is depended on now: the same', async () => {
    const { project, verbs } = await applied()
    const path = await project.migration('dddd', { ...table('d'), revises: '' })
    const file = path.replace(/\d{14}_dddd/, '20260101000003_cccc')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('-- revises: bbbb\n', '-- revises: bbbb\n-- depends on: dddd\n'))
    expect(await refusal(verbs.upgrade())).toMatchObject({ code: 'E_EDITED' })
  })

  it('by a migration that was put in, and whose work is there: a purge records it', async () => {
    const { project, database, verbs } = await applied()
    await project.migration('dddd', { ...table('d'), revises: 'bbbb' })
    await project.migration('cccc', { ...table('c'), revises: 'dddd' })
    await verbs.stamp({ target: 'current', purge: true })
    expect((await journalOf(database)).slice(-1)).toEqual(['dddd stamp stamped'])
    expect(await headsOf(database)).toEqual(['cccc'])
    expect(await verbs.check()).toMatchObject({ ok: true })
    expect((await verbs.stamp({ target: 'current', purge: true })).plan.steps).toEqual([])
  })

  it('by a file that is gone: told with what the journal knows, and a purge takes it back', async () => {
    const { project, database, verbs } = await applied()
    const path = await project.migration('bbbb', table('b'))
    await rm(path)
    await project.migration('cccc', { ...table('c'), revises: 'aaaa' })
    for (const move of [() => verbs.upgrade(), () => verbs.init(), () => verbs.downgrade({ target: '-1' })]) {
      const error = await refusal(move())
      expect(error).toMatchObject({
        code: 'E_AHEAD',
        message: 'bbbb was applied, and these migrations do not have it',
        result: 'Nothing was changed.',
      })
      expect(error.detail).toMatch(/bbbb {2}Migration bbbb {3}\(executed \d{4}-\d\d-\d\d by /)
    }
    expect(await verbs.check()).toMatchObject({ ok: false, code: 'E_AHEAD' })
    await verbs.stamp({ target: 'current', purge: true })
    expect((await journalOf(database)).slice(-1)).toEqual(['bbbb downgrade stamped'])
    expect(await verbs.check()).toMatchObject({ ok: true })
  })

  it('by a squash of what was applied is none', async () => {
    const { project, verbs } = await applied()
    const paths = [await project.migration('aaaa', table('a')), await project.migration('bbbb', table('b'))]
    const squashed = await project.migration('eeee', { ...table('a'), revises: 'ba5e00000000' })
    await writeFile(
      squashed,
      (await readFile(squashed, 'utf8')).replace('\n-- revises', '\n-- replaces: aaaa, bbbb\n-- revises'),
    )
    for (const path of paths) await rm(path)
    await project.migration('cccc', { ...table('c'), revises: 'eeee' })
    expect(await verbs.check()).toMatchObject({ ok: true })
    expect((await verbs.upgrade()).applied).toEqual([])
  })
})

describe('a branch that was merged after its sibling was applied', () => {
  it('is applied, however old its file is, and the merge behind both', async () => {
    const { project, database, verbs, there } = await applied()
    const late = await project.migration('0000', { ...table('late'), revises: 'aaaa' })
    await rename(late, late.replace(/\d{14}_/, '20200101000000_'))
    await project.migration('ffff', { ...table('merged'), revises: 'cccc, 0000' })
    const { applied: steps } = await verbs.upgrade()
    expect(steps.map(({ revision }) => revision)).toEqual(['0000', 'ffff'])
    expect([await there('late'), await there('merged')]).toEqual([true, true])
    expect(await headsOf(database)).toEqual(['ffff'])
  })
})
