import { describe, expect, test } from 'vitest'
import { plinth, PlinthError } from '../../src/index.ts'

/** Calls as JavaScript makes them: without types. */
const loose = (options?: unknown) =>
  plinth(options as never) as unknown as Record<string, (o?: unknown) => Promise<unknown>>

async function messageOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof PlinthError && error.code === 'E_USAGE') return error.message
    throw error
  }
  throw new Error('it was taken')
}

describe('options that a function does not have, or of the wrong type', () => {
  test.each<[string, unknown, string]>([
    ['upgrade', '9f6dd387e3fd', "upgrade() takes an object with options, not '9f6dd387e3fd'"],
    [
      'upgrade',
      { mode: 'dry-run' },
      "upgrade() was called with a wrong option: \"mode\" must be 'apply' or 'plan' or 'script'",
    ],
    ['upgrade', { to: 'heads' }, 'upgrade() has no option "to"'],
    ['downgrade', '-1', "downgrade() takes an object with options, not '-1'"],
    ['downgrade', undefined, 'downgrade() needs the option "target"'],
    [
      'downgrade',
      { target: -1 },
      'downgrade() was called with a wrong option: "target" must be given, as a text',
    ],
    ['stamp', {}, 'stamp() needs the option "target"'],
    ...[7, [7], []].map((target): [string, unknown, string] => [
      'stamp',
      { target },
      'stamp() was called with a wrong option: "target" must be given, as a text or a list of texts',
    ]),
    ['create', 'add a column', "create() takes an object with options, not 'add a column'"],
    ['init', { dryRun: true }, 'init() has no option "dryRun"'],
    [
      'init',
      { createDatabase: 'yes' },
      'init() was called with a wrong option: "createDatabase" must be true or false',
    ],
    ['reset', { confirm: true }, 'reset() was called with a wrong option: "confirm" must be a text'],
    [
      'server',
      { action: 'kill' },
      "server() was called with a wrong option: \"action\" must be 'start' or 'stop' or 'status'",
    ],
  ])('%s(%j)', async (verb, options, message) => {
    const call = loose({ url: 'postgres://nobody@127.0.0.1:1/nothing' })[verb]
    expect(await messageOf(() => call?.(options))).toBe(message)
  })

  test.each<[unknown, string]>([
    [{ foo: 1 }, 'plinth() has no option "foo"'],
    [{ lockTimeout: 5 }, 'plinth() was called with a wrong option: "lockTimeout" must be a text'],
    [{ signal: {} }, 'plinth() was called with a wrong option: "signal" must be an AbortSignal'],
    ['postgres://x', "plinth() takes an object with options, not 'postgres://x'"],
  ])('plinth(%j)', async (options, message) => {
    expect(await messageOf(() => loose(options))).toBe(message)
  })

  test('undefined is as good as absent', () => {
    expect(() => plinth({ url: undefined, signal: undefined })).not.toThrow()
  })
})
