import { expect, it } from 'vitest'
import { openShadowServer } from '../../../src/database/open.ts'
import { renderShadowMark, shadowName } from '../../../src/database/shadow.ts'
import { ownServer } from '../own-server.ts'
import { open } from '../session/open.ts'

// On a server of its own: on the shared one other tests collect at the same time.
it('leftovers are dropped, but not what merely looks like one, is marked for another name, or is used', async () => {
  await using server = await ownServer()
  const marks = ['aaaa0000bbbb1111', 'aaaa0000bbbb2222', 'aaaa0000bbbb3333', 'aaaa0000bbbb4444'].map(
    (run) => ({
      run,
      madeAt: '2026-01-01T00:00:00.000Z',
    }),
  )
  const comments: Readonly<Record<string, string | undefined>> = {
    plinth_shadow: renderShadowMark(marks[0]!),
    plinth_shadow_mine: undefined,
    ...Object.fromEntries(marks.map((mark) => [shadowName(mark), renderShadowMark(mark)])),
    [shadowName(marks[2]!)]: 'my own data, please keep',
    [shadowName(marks[3]!)]: renderShadowMark(marks[0]!),
  }
  for (const [name, comment] of Object.entries(comments)) {
    await server.query(`create database ${name}`)
    if (comment !== undefined) await server.query(`comment on database ${name} is '${comment}'`)
  }
  const [gone = '', used = '', ...others] = marks.map(shadowName)
  const user = await open(Object.assign(new URL(server.url), { pathname: `/${used}` }).href)
  const session = await open(server.url)
  const shadows = await openShadowServer()
  expect(await shadows.collect(session)).toEqual({
    dropped: [gone],
    unmarked: [...others, 'plinth_shadow_mine'],
  })
  const left = await server.query(
    `select datname::text as name from pg_database where datname ~ '^plinth_shadow'`,
  )
  expect(left.map(({ name }) => name).sort()).toEqual(
    [...others, 'plinth_shadow', 'plinth_shadow_mine', used].sort(),
  )
  await user.close()
  await expect.poll(async () => (await shadows.collect(session)).dropped).toEqual([used])
  await session.close()
})
