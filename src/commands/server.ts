import { join } from 'node:path'
import { readConfig } from '../config/config.ts'
import { openEmbedded } from '../database/open.ts'
import { embeddedStatus, stopEmbedded } from '../database/embedded/server.ts'
import type { Surroundings } from '../project.ts'

export interface ServerResult {
  readonly running: boolean
  readonly url: string | undefined
  /** Whether this call started or stopped it. */
  readonly changed: boolean
}

/** Starts, stops or finds the embedded server of the project. Throws E_EMBEDDED. */
export async function server(
  surroundings: Surroundings,
  options: { readonly action: 'start' | 'stop' | 'status' },
): Promise<ServerResult> {
  const { root } = await readConfig(surroundings.wishes, surroundings.world)
  const folder = join(root, '.plinth')
  if (options.action === 'stop')
    return { running: false, url: undefined, changed: await stopEmbedded(surroundings.world, folder) }
  const before = await embeddedStatus(surroundings.world, folder)
  if (options.action === 'status') return { running: before !== undefined, url: before?.url, changed: false }
  const source = await openEmbedded(surroundings.world, folder, surroundings.onEvent)
  return { running: true, url: source.url, changed: before === undefined }
}
