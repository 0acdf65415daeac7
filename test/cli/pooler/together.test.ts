import { describe, expect, test } from 'vitest'
import { poolerProgram } from '../../support/pooler.ts'
import { pooledProject } from './pooled.ts'

describe.skipIf(poolerProgram === undefined)('eight at once through a pooler', () => {
  test.each([
    ['session', 16],
    ['session', 2],
    ['transaction', 5],
    ['transaction', 1],
  ] as const)('in %s mode with %i server connections: one initialises', async (mode, size) => {
    await using project = await pooledProject(mode, { size })
    await project.write(
      'sql/init.sql',
      'CREATE TABLE users (id bigint PRIMARY KEY);\nSELECT pg_sleep(0.5);\nCREATE TABLE teams (id bigint PRIMARY KEY);\n',
    )
    const runs = await Promise.all(Array.from({ length: 8 }, () => project.run(['init'])))
    expect(runs.map(({ code, stderr }) => (code === 0 ? code : stderr))).toEqual(Array(8).fill(0))
    expect(runs.filter(({ stdout }) => stdout.includes('initialised from init.sql'))).toHaveLength(1)
    expect(await project.database.query('select revision, how from plinth.journal order by id')).toEqual([
      { revision: 'aaaaaaaaaaaa', how: 'init' },
      { revision: 'bbbbbbbbbbbb', how: 'executed' },
    ])
    await project.nothingHeld()
  })
})
