import { statSync } from 'node:fs'
import { PlinthError } from '../errors.ts'
import type { AppliedRevision } from '../plan/applied.ts'
import { initScriptOf, shown, type Project } from '../project.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'

/**
 * The init script, when its bytes or those of its includes are not what was run; undefined when they are, or when no script was run.
 * Reads all of it: a dump may be large. Throws E_FILE, E_SCRIPT.
 */
export async function editedInitScript(
  project: Project,
  applied: readonly AppliedRevision[],
  connected: ConnectedTo,
): Promise<string | undefined> {
  const { baseline, config } = project
  const script = initScriptOf(project)
  const run = applied.find(({ revision, how }) => revision === baseline?.id && how === 'init')
  if (script === undefined || run === undefined) return undefined
  const { readInitScript } = await import('../scripts/read-init-script.ts')
  const reading = readInitScript(script, { ...config.reading, connected })
  for await (const stretch of reading.stretches) void stretch
  return reading.sha256() === run.normalChecksum ? undefined : shown(project, script)
}

/** A dump may be large, and who only looks does not wait for it: it is `check` that reads any. */
const mostBytes = 4 << 20

/** {@link editedInitScript} of a script that is read in no time; undefined also where it is larger, or cannot be read. */
export async function editedSmallScript(
  project: Project,
  applied: readonly AppliedRevision[],
  connected: ConnectedTo,
): Promise<string | undefined> {
  const script = initScriptOf(project)
  if (script === undefined || statSync(script).size > mostBytes) return undefined
  return editedInitScript(project, applied, connected).catch((error: unknown) => {
    if (error instanceof PlinthError) return undefined
    throw error
  })
}

/** New databases would get what old ones do not have. */
export function mendScript(script: string): string {
  return `Restore it and what it includes (git checkout -- ${script}), and put the change into a migration: plinth create "<what changes>"`
}
