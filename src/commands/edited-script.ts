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
