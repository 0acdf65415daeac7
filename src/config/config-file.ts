import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { PlinthError } from '../errors.ts'
import type { World } from '../world.ts'
import type { ConfigFile } from './check-config.ts'

const extensions = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json']
const places = [
  ...extensions.map((extension) => `plinth.config.${extension}`),
  ...extensions.map((extension) => `.config/plinth.${extension}`),
  'package.json',
]

export interface FoundConfig {
  readonly config: ConfigFile
  readonly path: string | undefined
}

/** Finds and reads the configuration file of a project. Without one, an empty configuration. Throws E_FILE, E_CONFIG. */
export async function readConfigFile(
  root: string,
  named: string | undefined,
  world: World,
): Promise<FoundConfig> {
  if (named !== undefined && !existsSync(resolve(world.cwd, named))) {
    throw new PlinthError('E_FILE', `the configuration file ${named} does not exist`, {
      hint: 'Correct --config, or leave it out.',
    })
  }
  for (const place of named === undefined ? places : [named]) {
    const path = resolve(root, place)
    if (!existsSync(path)) continue
    const content = await load(path, place)
    const config =
      place === 'package.json' ? (content as Record<string, unknown> | undefined)?.['plinth'] : content
    if (config !== undefined) return { config: await checked(config, place), path: place }
  }
  return { config: {}, path: undefined }
}

async function load(path: string, place: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8')) as unknown
    const { createJiti } = await import('jiti')
    return await createJiti(join(path, '..', 'plinth')).import(path, { default: true })
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim()
    throw new PlinthError('E_CONFIG', `${place} cannot be loaded: ${reason}`, { cause })
  }
}

/** The checker comes with a library of its own, which a project without a configuration file need not load. */
async function checked(config: unknown, place: string): Promise<ConfigFile> {
  const { checkConfig } = await import('./check-config.ts')
  return checkConfig(config, place)
}
