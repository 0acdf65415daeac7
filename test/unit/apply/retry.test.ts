import { expect, it } from 'vitest'
import { retried } from '../../../src/apply/retry.ts'
import { PlinthError } from '../../../src/errors.ts'
import type { PlinthEvent } from '../../../src/index.ts'
import { realWorld } from '../../../src/world.ts'
import { randomOf } from '../../support/random.ts'

/** The pauses, in ms, of a transaction that fails so often; none of them is waited for. */
async function pausesOf(jitter: () => number, failures: number, sqlState = '55P03') {
  const [told, slept]: [number[], number[]] = [[], []]
  const sleep = (ms: number) => Promise.resolve(void slept.push(ms))
  const onEvent = (event: PlinthEvent) => {
    if (event.kind === 'retry') told.push(event.pauseMs)
  }
  const world = { ...realWorld(), jitter, sleep }
  let left = failures
  const work = () =>
    left-- > 0 ? Promise.reject(new PlinthError('E_SQL', 'not now', { sqlState })) : Promise.resolve('done')
  const retrying = { world, onEvent, signal: undefined, lockRetries: failures }
  expect(await retried(retrying, work, () => true)).toBe('done')
  expect(told).toEqual(slept)
  return slept
}

/** Half a second, twice as long each time, at most ten. */
const middles = [500, 1000, 2000, 4000, 8000, 10_000, 10_000]

it.each(['55P03', '40P01', '40001'])(
  'the pauses after a %s grow, and are spread from half to one and a half of that',
  async (sqlState) => {
    expect(await pausesOf(() => 0, middles.length, sqlState)).toEqual(middles.map((ms) => ms / 2))
    expect(await pausesOf(() => 0.5, middles.length, sqlState)).toEqual(middles)
    const longest = await pausesOf(() => 1 - Number.EPSILON, middles.length, sqlState)
    for (const [i, ms] of longest.entries()) expect(ms).toBeCloseTo((middles[i] ?? 0) * 1.5, 3)
  },
)

it('two runs that failed at one moment do not try again at one moment', async () => {
  const [some, others] = [await pausesOf(randomOf(1), 7), await pausesOf(randomOf(2), 7)]
  for (const [i, ms] of some.entries()) expect(Math.abs(ms - (others[i] ?? 0))).toBeGreaterThan(1)
})

it('the random numbers of the machine differ each time', async () => {
  const { jitter } = realWorld()
  const pauses = await pausesOf(jitter, 7)
  expect(pauses).not.toEqual(await pausesOf(jitter, 7))
  for (const [i, ms] of pauses.entries()) {
    expect(ms).toBeGreaterThanOrEqual((middles[i] ?? 0) / 2)
    expect(ms).toBeLessThan((middles[i] ?? 0) * 1.5)
  }
})
