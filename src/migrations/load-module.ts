import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlinthError } from '../errors.ts'
import { isHook } from '../revision/script-id.ts'
import type { Migration } from './migration.ts'

/** What a TypeScript migration exports for a direction. */
export type MigrationFunction = (sql: never) => unknown

/**
 * Runs the file of a TypeScript or JavaScript migration, and hands out what it exports. Throws E_MIGRATION_FORMAT when it cannot be loaded
 * or does not export the function: `upgrade`, `downgrade`, and `run` of a hook.
 */
export async function loadModule(
  { id, path, text }: Migration,
  direction: 'upgrade' | 'downgrade',
): Promise<MigrationFunction> {
  if ((await readFile(path, 'utf8')) !== text)
    throw new PlinthError('E_FILE', `${path} was changed since it was read`, {
      hint: 'Run the same command again.',
    })
  const name = isHook(id) ? 'run' : direction
  const module = await load(path)
  const found = module[name] ?? (module['default'] as Record<string, unknown> | undefined)?.[name]
  if (typeof found === 'function') return found as MigrationFunction
  throw new PlinthError('E_MIGRATION_FORMAT', `${path} does not export a function "${name}"`, {
    hint: `Write: export async function ${name}(sql: Transaction) { await sql\`…\` }`,
  })
}

async function load(path: string): Promise<Record<string, unknown>> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(join(path, '..', 'plinth'), {
    moduleCache: false,
    fsCache: false,
    sourceMaps: true,
  })
  try {
    return await jiti.import(path)
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim()
    throw new PlinthError('E_MIGRATION_FORMAT', `${path} cannot be loaded: ${reason}`, { cause })
  }
}
