import { readFile } from 'node:fs/promises'
import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import type { Handled } from './handled.ts'
import { located } from './place.ts'

/** An error of the server has the place of its query, any other that where it was thrown. */
export async function placed(
  error: unknown,
  migration: Migration,
  handled: ReadonlySet<Handled<unknown>>,
): Promise<PlinthError> {
  if (error instanceof PlinthError) {
    const failed = [...handled].find((one) => one.failure === error)
    // An interrupt while it waited for something else is nowhere in its file.
    if (failed === undefined && error.code === 'E_INTERRUPTED') return error
    return atLine(migration, error, (failed?.origin ?? error).stack)
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`
  const thrown = new PlinthError('E_MIGRATION', message, { cause: error })
  return atLine(migration, thrown, error instanceof Error ? error.stack : undefined)
}

/** The first place of a stack that is in the file of the migration. */
export async function atLine({ path }: Migration, error: PlinthError, stack = ''): Promise<PlinthError> {
  if (error.place) return error
  const at = stack.split('\n').find((line) => line.includes(path))
  const [, line, column] = /:(\d+):(\d+)\)?\s*$/.exec(at ?? '') ?? []
  if (line === undefined) return error.with({ place: { file: path, line: 1, column: 1 } })
  const text = await readFile(path, 'utf8').catch(() => '')
  const lines = text.split('\n')
  const before = lines.slice(0, Number(line) - 1).join('\n').length + (Number(line) > 1 ? 1 : 0)
  const item = { text, at: { file: path, line: 1, column: 1 } }
  const found = located(error, item, before + Number(column) - 1)
  return found instanceof PlinthError && found.place
    ? found
    : error.with({ place: { file: path, line: Number(line), column: Number(column) } })
}
