import { expect, test } from 'vitest'
import { sweepCuts } from './cut.ts'
import { everything } from './scene.ts'

test.each(['server', 'client'] as const)(
  'an interrupt when a message of the %s is on its way',
  async (from) => {
    const swept = await sweepCuts(everything, [{ from, ending: 'none' }], { most: 24, lanes: 4 })
    process.stdout.write(`interrupted at messages of the ${from}: ${JSON.stringify(swept)}\n`)
    expect(
      Object.keys(swept.ends).every((end) => ['done', 'E_INTERRUPTED'].includes(end)),
      JSON.stringify(swept.ends),
    ).toBe(true)
    expect(swept.ends['E_INTERRUPTED']).toBeGreaterThan(10)
  },
  3_600_000,
)
