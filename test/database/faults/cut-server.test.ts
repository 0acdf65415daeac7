import { expect, test } from 'vitest'
import { sweepCuts } from './cut.ts'
import { everything } from './scene.ts'

test.each([
  ['fin', false],
  ['rst', false],
  ['fin', true],
] as const)(
  'the connection ends (%s, torn: %s) after each message of the server',
  async (ending, torn) => {
    const swept = await sweepCuts(everything, [{ from: 'server', ending, torn }], { most: 24, lanes: 4 })
    process.stdout.write(`${ending} of the server, torn: ${torn}: ${JSON.stringify(swept)}\n`)
    expect(swept.fired).toBeGreaterThan(swept.points - 5)
  },
  3_600_000,
)
