import { PlinthError } from '../../../src/errors.ts'
import type { Session } from '../../../src/database/database.ts'
import { readConnectionSettings, type ConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { openSession, type SessionOptions } from '../../../src/database/postgres/session.ts'
import { realWorld } from '../../../src/world.ts'

/** The settings of `url`, with some replaced. */
async function settingsOf(
  url: string,
  changes: Partial<ConnectionSettings> = {},
): Promise<ConnectionSettings> {
  const read = await readConnectionSettings({ url, from: 'the test', env: {} }, realWorld('/'))
  return { ...read, password: read.password, ...changes }
}

/** A session to the database of `url`. */
export async function open(
  url: string,
  changes: Partial<ConnectionSettings> = {},
  options: Partial<SessionOptions> = {},
): Promise<Session> {
  return openSession(await settingsOf(url, changes), { applicationName: 'plinth:test', ...options })
}

/** How `work` ended: the error it rejected with, or undefined. Throws when it has not settled in time, which is long for a busy machine. */
export async function failureOf(work: Promise<unknown>, withinMs = 60_000): Promise<PlinthError | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not settled within ${withinMs} ms`)), withinMs)
  })
  try {
    await Promise.race([work, late])
    return undefined
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  } finally {
    clearTimeout(timer)
  }
}

export async function codeOf(work: Promise<unknown>, withinMs?: number): Promise<string | undefined> {
  return (await failureOf(work, withinMs))?.code
}

/** The data of a COPY. */
export async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

/** Asks until `holds` is true of the answer. */
export async function eventually(holds: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`still not so after ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
