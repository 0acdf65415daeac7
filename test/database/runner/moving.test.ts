import { describe, expect, it } from 'vitest'
import {
  baseline,
  contentsOf,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
} from '../../support/project.ts'

const migrations = {
  abcd01: { up: 'create table public.one (id integer);', down: 'drop table public.one;' },
  abce02: { up: 'create table public.two (id integer);', down: 'drop table public.two;' },
  cc03: { up: 'create table public.three (id integer);', down: 'drop table public.three;' },
}

async function atBaseline() {
  const project = await makeProject({ migrations })
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init({ migrate: 'later' })
  return { project, database, verbs }
}

describe('upgrade', () => {
  it('goes by +1, to the prefix of an id, and to heads', async () => {
    const { database, verbs } = await atBaseline()
    const one = await verbs.upgrade({ target: '+1' })
    expect(one.applied.map(({ revision }) => revision)).toEqual(['abcd01'])
    expect(await headsOf(database)).toEqual(['abcd01'])
    await verbs.upgrade({ target: 'abce' })
    expect(await headsOf(database)).toEqual(['abce02'])
    const rest = await verbs.upgrade()
    expect(rest.heads).toEqual(['cc03'])
    expect(await headsOf(database)).toEqual(['cc03'])
    expect((await verbs.upgrade()).applied).toEqual([])
    expect(await journalOf(database)).toEqual([
      `${baseline} upgrade init`,
      'abcd01 upgrade executed',
      'abce02 upgrade executed',
      'cc03 upgrade executed',
    ])
  })

  it('refuses an ambiguous prefix and a database that is not tracked', async () => {
    const { database, verbs } = await atBaseline()
    expect((await refusal(verbs.upgrade({ target: 'abc' }))).code).toBe('E_REVISION')
    expect(await headsOf(database)).toEqual([baseline])
    const other = (await makeProject({ migrations })).on(await makeDatabase())
    expect((await refusal(other.upgrade())).code).toBe('E_NOT_INITIALISED')
  })

  it('changes nothing when only the plan is wanted', async () => {
    const { database, verbs } = await atBaseline()
    const before = await contentsOf(database)
    const { plan, applied, heads } = await verbs.upgrade({ mode: 'plan' })
    expect(plan.steps.map(({ revision }) => revision)).toEqual(['abcd01', 'abce02', 'cc03'])
    expect([applied, heads]).toEqual([[], [baseline]])
    expect(await contentsOf(database)).toBe(before)
  })

  it('keeps several branches and their merge', async () => {
    const project = await makeProject({
      migrations: {
        left: { up: 'create table public.l ();', down: 'drop table public.l;' },
        right: { up: 'create table public.r ();', down: 'drop table public.r;', revises: baseline },
      },
    })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init()
    expect(await headsOf(database)).toEqual(['left', 'right'])
    await project.migration('both', { up: 'select 1;', down: 'select 1;', revises: 'left, right' })
    await verbs.upgrade()
    expect(await headsOf(database)).toEqual(['both'])
    await verbs.downgrade({ target: '-1' })
    expect(await headsOf(database)).toEqual(['left', 'right'])
  })
})

describe('downgrade', () => {
  it('goes by -1, by a count and to a revision, and up again', async () => {
    const { database, verbs } = await atBaseline()
    const bare = await contentsOf(database)
    await verbs.upgrade()
    const top = await contentsOf(database)
    await verbs.downgrade({ target: '-1' })
    expect(await headsOf(database)).toEqual(['abce02'])
    await verbs.downgrade({ target: '2' })
    expect(await headsOf(database)).toEqual([baseline])
    expect(await contentsOf(database)).toBe(bare)
    await verbs.upgrade()
    expect(await contentsOf(database)).toBe(top)
    await verbs.downgrade({ target: baseline })
    expect(await headsOf(database)).toEqual([baseline])
  })

  it('refuses to undo the baseline, before anything ran', async () => {
    const { database, verbs } = await atBaseline()
    await verbs.upgrade()
    const before = await contentsOf(database)
    const error = await refusal(verbs.downgrade({ target: 'base' }))
    expect([error.code, error.detail, error.result]).toEqual([
      'E_IRREVERSIBLE',
      'the baseline is undone by dropping the database',
      'Nothing was changed.',
    ])
    expect(await headsOf(database)).toEqual(['cc03'])
    expect(await contentsOf(database)).toBe(before)
  })

  it('refuses a migration without a downgrade on the way, before anything ran', async () => {
    const project = await makeProject({
      migrations: { dd01: 'create table public.d ();', dd02: { up: 'select 1;', down: 'select 1;' } },
    })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init()
    const error = await refusal(verbs.downgrade({ target: baseline }))
    expect([error.code, error.detail]).toEqual([
      'E_IRREVERSIBLE',
      'It has no section "-- plinth: downgrade".',
    ])
    expect(await headsOf(database)).toEqual(['dd02'])
  })

  it('goes to base and up again in a project without an init script', async () => {
    const project = await makeProject({ init: null, migrations })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.init()
    await verbs.downgrade({ target: 'base' })
    expect(await headsOf(database)).toEqual([])
    await verbs.upgrade()
    expect(await headsOf(database)).toEqual(['cc03'])
    await verbs.downgrade({ target: 'base' })
    expect((await verbs.init()).heads).toEqual(['cc03'])
  })
})

describe('stamp', () => {
  it('records without running, up and down, and says so in the journal', async () => {
    const { database, verbs } = await atBaseline()
    await verbs.stamp({ target: 'abce02' })
    expect(await headsOf(database)).toEqual(['abce02'])
    expect(await contentsOf(database)).not.toContain('two')
    await verbs.stamp({ target: 'abcd01' })
    expect(await headsOf(database)).toEqual(['abcd01'])
    const { applied } = await verbs.status()
    expect(applied.map(({ revision, how }) => `${revision} ${how}`)).toEqual([
      `${baseline} stamped`,
      'abcd01 stamped',
    ])
    expect((await verbs.stamp({ target: 'abcd01' })).applied).toEqual([])
  })

  it('stamps a database that was not tracked, and heads where there are two', async () => {
    const project = await makeProject({
      migrations: { left: 'create table public.l ();', right: { up: 'select 1;', revises: baseline } },
    })
    const database = await makeDatabase()
    const verbs = project.on(database)
    await verbs.stamp({ target: 'heads' })
    expect(await headsOf(database)).toEqual(['left', 'right'])
    await verbs.stamp({ target: baseline })
    expect((await verbs.stamp({ target: ['right', baseline, 'left'] })).applied).toMatchObject([
      { kind: 'stamp', revision: 'right', targets: ['right', 'left'] },
    ])
    expect(await headsOf(database)).toEqual(['left', 'right'])
    expect((await verbs.stamp({ target: ['left', 'right'] })).applied).toEqual([])
    expect((await verbs.upgrade()).applied).toEqual([])
  })

  it('leaves no half-made tracking when base is stamped on an empty database', async () => {
    const project = await makeProject({ migrations })
    const database = await makeDatabase()
    await project.on(database).stamp({ target: 'base' })
    expect((await project.on(database).init()).heads).toEqual(['cc03'])
  })
})
