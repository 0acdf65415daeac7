import { rm } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { firstLine, headsOf, journalOf, refusal } from '../../support/project.ts'
import { add, logOf, makeScene, marksOf } from './scene.ts'

describe('a migration without a transaction that failed', () => {
  it('goes on at the statement that failed, which may be mended', async () => {
    const { database, verbs, edit } = await makeScene([add(1), add(2), 'select 1/0;', add(4)].join('\n'))
    const error = await refusal(verbs.upgrade())
    expect(error).toMatchObject({ code: 'E_SQL', place: { line: firstLine + 3 } })
    expect(error.result).toBe('2 of 4 statements of m are done, and that is recorded.')
    expect(await marksOf(database)).toEqual(['unfinished_step', 'unfinished_text'])
    expect(await logOf(database)).toEqual(['1', '2'])
    await edit([add(1), '-- mended', `  ${add(2)}`, add(3), add(4)].join('\n'))
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['1', '2', '3', '4'])
    expect(await marksOf(database)).toEqual([])
    expect(await journalOf(database)).toEqual(['ba5e00000000 upgrade init', 'm upgrade executed'])
  })

  it('at its first statement has left nothing', async () => {
    const { database, verbs, edit } = await makeScene(`set lock_timeout = '9s';\nselect 1/0;\n${add(2)}`)
    expect((await refusal(verbs.upgrade())).result).toBe(
      'm runs without a transaction; nothing of it was done.',
    )
    expect(await marksOf(database)).toEqual([])
    await edit(add('other'))
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['other'])
  })

  it('runs its settings again, and a COPY that is done not', async () => {
    const rows = 'copy public.log from stdin;\none; two\n\\.\n'
    const before = `set search_path = public;\n${rows}select set_config('my.name', 'x', false);\n`
    const { database, verbs, edit } = await makeScene(`${before}select 1/0;`)
    await refusal(verbs.upgrade())
    await edit(
      `${before}insert into log select current_setting('my.name');\nset role none\\; insert into log values ('joined');`,
    )
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['one; two', 'x', 'joined'])
  })

  it.each([
    ['edited', [add(1), add('two'), 'select 1;'], firstLine + 2],
    ['moved', [add(2), add(1), 'select 1;'], firstLine + 1],
    ['taken away', [add(1)], undefined],
    ['put in between', [add(1), add('between'), add(2), 'select 1;'], firstLine + 2],
  ])('is refused when a statement that is done was %s', async (_, after, line) => {
    const { database, verbs, edit } = await makeScene([add(1), add(2), 'select 1/0;'].join('\n'))
    await refusal(verbs.upgrade())
    await edit(after.join('\n'))
    const error = await refusal(verbs.upgrade())
    expect(error.code).toBe('E_EDITED')
    expect(error.place?.line).toBe(line)
    expect(error.detail).toContain('An earlier run did 2 statements')
    expect(await logOf(database)).toEqual(['1', '2'])
    const { refusal: told, unfinished } = await verbs.status()
    expect(told?.code).toBe('E_EDITED')
    expect(unfinished?.message).toMatch(/^m is unfinished: 2 of \d statements done/)
    // It is not applied, so that there is nothing to accept: the same is said, and not that there is nothing to do.
    for (const revisions of [undefined, ['m']])
      expect(await refusal(verbs.repair({ revisions }))).toMatchObject({
        code: 'E_EDITED',
        message: expect.stringMatching(/was changed after it was run$/),
        hint: expect.stringMatching(/go on: plinth migrate m\.[^]*plinth stamp m$/m),
      })
    expect(await refusal(verbs.repair({ revisions: ['ba5e'] }))).toMatchObject({ code: 'E_REVISION' })
  })

  it('is refused when the rows of a COPY that is done were edited', async () => {
    const text = (row: string) => `copy public.log from stdin;\n${row}\n\\.\nselect 1/0;`
    const { verbs, edit } = await makeScene(text('one'))
    await refusal(verbs.upgrade())
    await edit(text('two'))
    expect((await refusal(verbs.upgrade())).code).toBe('E_EDITED')
  })

  it('is told by status, check, pending and current; other ways are refused', async () => {
    const { database, verbs, project } = await makeScene(
      [add(1), add(2), 'vacuum absent;', add(4), add(5)].join('\n'),
      'select 1;',
    )
    await refusal(verbs.upgrade())
    const status = await verbs.status()
    expect(status.unfinished).toMatchObject({
      revision: 'm',
      statements: 2,
      total: 5,
      where: 'in a statement',
    })
    expect(status.unfinished?.message).toMatch(
      /^m is unfinished: 2 of 5 statements done, stopped in statement 3 \(migrations\/.*_m\.sql:10\)$/,
    )
    expect(status.next).toBe('plinth migrate')
    expect(await verbs.check()).toMatchObject({ ok: false, code: 'E_UNFINISHED' })
    const error = await refusal(verbs.downgrade({ target: 'base' }))
    expect(error.code).toBe('E_UNFINISHED')
    expect(error.hint).toContain('plinth migrate m')
    expect(error.hint).toContain('plinth stamp current')
    expect((await refusal(verbs.upgrade({ mode: 'script' }))).code).toBe('E_UNFINISHED')
    await project.migration('later', 'select 1;')
    await refusal(verbs.upgrade({ target: 'later' }))
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })

  it('is forgotten by a stamp, where the database stays or where the migration leads', async () => {
    for (const [target, heads] of [
      ['current', ['ba5e00000000']],
      ['m', ['m']],
    ] as const) {
      const { database, verbs } = await makeScene([add(1), 'select 1/0;'].join('\n'))
      await refusal(verbs.upgrade())
      await verbs.stamp({ target })
      expect(await marksOf(database)).toEqual([])
      expect(await headsOf(database)).toEqual(heads)
      expect((await verbs.status()).unfinished).toBeUndefined()
    }
  })

  it('is refused when its file is gone, until it is forgotten', async () => {
    const { database, verbs, edit } = await makeScene([add(1), 'select 1/0;'].join('\n'))
    await refusal(verbs.upgrade())
    await rm(await edit(add(1)))
    expect((await refusal(verbs.upgrade())).code).toBe('E_UNFINISHED')
    expect((await refusal(verbs.init())).code).toBe('E_UNFINISHED')
    expect((await verbs.status()).unfinished?.message).toContain('1 of 2 statements done')
    await verbs.stamp({ target: 'current' })
    expect((await verbs.upgrade()).applied).toEqual([])
    expect(await logOf(database)).toEqual(['1'])
  })

  it('as a downgrade goes on as well, and an upgrade is refused meanwhile', async () => {
    const { database, verbs, project } = await makeScene(add('up'), [add(1), 'select 1/0;'].join('\n'))
    await verbs.upgrade()
    await refusal(verbs.downgrade({ target: '-1' }))
    expect((await refusal(verbs.upgrade())).code).toBe('E_UNFINISHED')
    expect((await refusal(verbs.init())).code).toBe('E_UNFINISHED')
    expect(await verbs.check()).toMatchObject({ ok: false, code: 'E_UNFINISHED' })
    await project.migration('m', { up: add('up'), down: [add(1), add(2)].join('\n'), noTransaction: true })
    await database.query(`update plinth.journal set normal_checksum = null`)
    await verbs.downgrade({ target: '-1' })
    expect(await logOf(database)).toEqual(['up', '1', '2'])
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })

  it('of one of two branches comes first, also when another one is nearer', async () => {
    const { database, verbs, project } = await makeScene([add(1), 'select 1/0;'].join('\n'))
    await refusal(verbs.upgrade())
    await project.migration('a', { up: add('a'), revises: 'ba5e00000000' })
    await project.migration('m', { up: [add(1), add(2)].join('\n'), noTransaction: true })
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['1', '2', 'a'])
    expect(await headsOf(database)).toEqual(['a', 'm'])
  })

  it('leaves the role and the settings of the script to it, and marks as itself', async () => {
    const { database, verbs } = await makeScene(
      `set role pg_monitor;\nset search_path = pg_catalog;\nset default_transaction_read_only = on;\nselect 'a\\\\b' as "x\\y";\nreset role;\nreset all;\n${add(1)}\nselect 1/0;`,
    )
    expect(await refusal(verbs.upgrade())).toMatchObject({ sqlState: '22012' })
    expect(await logOf(database)).toEqual(['1'])
  })

  it('says so of a procedure that commits by itself, and runs it again', async () => {
    const { database, verbs } = await makeScene(
      `create procedure public.p() language plpgsql as $$ begin insert into public.log values ('p'); commit; perform 1/(select count(*) from public.t where id < 0); end $$;\ncall public.p();\n${add(3)}`,
    )
    const error = await refusal(verbs.upgrade())
    expect(error.result).toContain('Statement 2 refuses a transaction: what it did before it ended stays.')
    await database.query('insert into public.t values (-1)')
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['p', 'p', '3'])
  })

  it('with a role that may write the tracking but change nothing of it', async () => {
    const { database, project, edit } = await makeScene([add(1), 'vacuum;', 'select 1/0;'].join('\n'))
    const role = `plinth_outside_${process.pid}`
    await database.query(`create role ${role} login password 'x'; grant insert on public.log to ${role};
      grant usage on schema plinth to ${role}; grant select, insert, delete on all tables in schema plinth to ${role}`)
    onTestFinished(async () => void (await database.query(`drop owned by ${role}; drop role ${role}`)))
    const url = new URL(database.url)
    Object.assign(url, { username: role, password: 'x' })
    const verbs = project.on({ url: url.href })
    expect((await refusal(verbs.upgrade())).sqlState).toBe('22012')
    await edit([add(1), 'vacuum;', add(3)].join('\n'))
    await verbs.upgrade()
    expect(await logOf(database)).toEqual(['1', '3'])
    expect(await marksOf(database)).toEqual([])
  })
})
