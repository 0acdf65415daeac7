import { readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as v from 'valibot'
import { PlinthError } from '../../errors.ts'
import type { World } from '../../world.ts'

const Settings = v.object({
  user: v.string(),
  password: v.string(),
  port: v.number(),
  database: v.string(),
  major: v.number(),
})

/** What `.plinth/server.json` remembers about the embedded server. */
export type ServerSettings = Readonly<v.InferOutput<typeof Settings>>

/** Reads `.plinth/server.json`; undefined when there is none. */
export async function readSettings(folder: string): Promise<ServerSettings | undefined> {
  const path = settingsPath(folder)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Settings), text)
  if (parsed.success) return parsed.output
  throw new PlinthError('E_EMBEDDED', `${path} is damaged`, {
    detail: parsed.issues.map((issue) => issue.message).join('\n'),
    hint: `restore the file, or give up the embedded database: rm -r ${folder}`,
  })
}

/** Writes `.plinth/server.json` in one step, readable by its owner only: it holds the password. */
export async function writeSettings(world: World, folder: string, settings: ServerSettings): Promise<void> {
  const made = `${settingsPath(folder)}.new-${world.randomHex(4)}`
  await writeFile(made, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 })
  await rename(made, settingsPath(folder))
}

/** The settings of a server that does not exist yet. */
export function newSettings(world: World, folder: string, major: number): ServerSettings {
  const database = databaseNameFor(basename(dirname(folder)))
  return { user: 'postgres', password: world.randomHex(16), port: 0, database, major }
}

/** A database name of letters, digits and underscores, made from the project's folder name. */
export function databaseNameFor(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 63)
  return ['', 'postgres', 'template0', 'template1'].includes(name) ? 'plinth' : name
}

/** The connection string of the embedded server. */
export function renderUrl(settings: ServerSettings, port: number, database = settings.database): string {
  return `postgresql://${settings.user}:${settings.password}@127.0.0.1:${port}/${database}`
}

function settingsPath(folder: string): string {
  return join(folder, 'server.json')
}
