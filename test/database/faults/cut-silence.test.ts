import { expect, test } from 'vitest'
import { sweepCuts } from './cut.ts'
import { everything } from './scene.ts'

// An interrupted run asks the server to cancel for some seconds before it gives up: so many lanes, which wait.
test.each(['server', 'client'] as const)(
  'silence after each message of the %s, and an interrupt',
  async (from) => {
    const swept = await sweepCuts(everything, [{ from, ending: 'silence' }], { most: 24, lanes: 12 })
    process.stdout.write(`silence of the ${from}: ${JSON.stringify(swept)}\n`)
    expect(swept.fired).toBeGreaterThan(swept.points - 5)
  },
  3_600_000,
)
