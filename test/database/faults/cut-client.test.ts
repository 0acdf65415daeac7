import { expect, test } from 'vitest'
import { sweepCuts } from './cut.ts'
import { everything } from './scene.ts'

test.each([
  ['fin', false],
  ['rst', false],
  ['fin', true],
  ['rst', true],
] as const)(
  'the connection ends (%s, torn: %s) after each message of the client',
  async (ending, torn) => {
    const swept = await sweepCuts(everything, [{ from: 'client', ending, torn }], { most: 12, lanes: 4 })
    process.stdout.write(`${ending} of the client, torn: ${torn}: ${JSON.stringify(swept)}\n`)
    expect(swept.fired).toBeGreaterThan(swept.points - 5)
  },
  3_600_000,
)
