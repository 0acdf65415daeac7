import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { PlinthError } from '../errors.ts'
import type { World } from '../world.ts'
import { parseDuration } from './duration.ts'
import type { ConfigFile } from './check-config.ts'
import { readConfigFile } from './config-file.ts'
import { isGuarded } from './environment.ts'
import { modelOf, type ModelSetting } from './model-setting.ts'
import { parseCount, parseSize } from './size.ts'

/** What the caller asks for; every field wins over environment, files and defaults. */
export interface ConfigWishes {
  readonly url?: string | undefined
  /** The server on which shadow databases are made. */
  readonly shadowUrl?: string | undefined
  readonly env?: string | undefined
  readonly config?: string | undefined
  readonly init?: string | undefined
  readonly migrations?: string | undefined
  readonly schema?: string | undefined
  /** A file or a folder with the wanted schema. */
  readonly model?: string | undefined
  readonly lockTimeout?: string | undefined
  readonly wait?: string | undefined
  /** Values of psql variables for the init script; they win over those of the configuration file. */
  readonly variables?: Readonly<Record<string, string>> | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where to connect to, and where that was found. */
interface ConfiguredConnection {
  readonly url: string | undefined
  readonly from: string
  readonly env: Environment
}

/** How scripts are read. */
interface ScriptReading {
  /** The folder in which all that an init script includes must lie. */
  readonly root: string
  /** Values of psql variables; undefined: they are not enabled. */
  readonly variables: ReadonlyMap<string, string> | undefined
  /** The longest statement that is read. */
  readonly maxStatementBytes: number
}

/** The configuration, checked. Paths are absolute. */
export interface Config {
  /** Where the connection settings come from. `undefined`: nothing is configured. */
  readonly connection: ConfiguredConnection | undefined
  /** The server on which shadow databases are made; undefined: that of the project's database, or the embedded one. */
  readonly shadow: ConfiguredConnection | undefined
  readonly root: string
  readonly initScript: string
  readonly migrations: string
  /** Schema of the tracking tables. */
  readonly schema: string
  /** Where the wanted schema comes from; undefined: nowhere. */
  readonly model: ModelSetting | undefined
  /** Whether tables with the same columns in another order are another schema. */
  readonly columnOrder: 'counted' | 'ignored'
  /** `development` unless `--env`, PLINTH_ENV or NODE_ENV say otherwise. */
  readonly environment: string
  readonly protected: boolean
  readonly lockTimeoutMs: number
  /** So long a statement of a migration waits for a lock; 0: for ever. */
  readonly statementLockTimeoutMs: number
  /** So many times more a migration is tried that failed for a lock, a deadlock or a serialisation. */
  readonly lockRetries: number
  /** How long to retry a connection that is refused; 0 without `--wait`. */
  readonly waitMs: number
  readonly file: string | undefined
  /** How the init script is read. */
  readonly reading: ScriptReading
}

/**
 * Reads the configuration: wishes, then `PLINTH_*`, then `DATABASE_URL`, then `PG*`, then the configuration file, then defaults.
 * `.env` (and `.env.<environment>`) stand below the real environment; `DATABASE_URL_FILE` and its like name a file that holds
 * the value. Throws E_CONFIG, E_FILE.
 */
export async function readConfig(wishes: ConfigWishes, world: World): Promise<Config> {
  const root = resolve(world.cwd)
  const environment = wishes.env || world.env['PLINTH_ENV'] || nodeEnvironment(world) || 'development'
  const layers = await environmentLayers(root, environment, world)
  const env: Environment = Object.assign(
    {},
    ...[...layers].reverse().map((layer) => layer.values),
  ) as Environment
  const found = await readConfigFile(root, wishes.config, world)
  const file: ConfigFile = { ...found.config, ...found.config.env?.[environment] }
  const pick = (
    wish: string | undefined,
    name: string,
    inFile: string | undefined,
    fallback: string,
  ): string => wish ?? (env[`PLINTH_${name}`] || inFile) ?? fallback
  return {
    connection: connectionOf(wishes, layers, { env, url: file.url, name: found.path }),
    shadow: shadowOf(wishes, layers, { url: file.shadowUrl, name: found.path }),
    root,
    initScript: resolve(root, pick(wishes.init, 'INIT', file.init, 'sql/init.sql')),
    migrations: resolve(root, pick(wishes.migrations, 'MIGRATIONS', file.migrations, 'migrations')),
    schema: pick(wishes.schema, 'SCHEMA', file.schema, 'plinth'),
    model: modelOf(root, wishes.model ?? (env['PLINTH_MODEL'] || undefined), file.model),
    columnOrder: file.columnOrder ?? 'ignored',
    environment,
    protected: file.protected ?? isGuarded(environment),
    lockTimeoutMs: parseDuration(
      pick(wishes.lockTimeout, 'LOCK_TIMEOUT', file.lockTimeout, '15m'),
      'lock-timeout',
    ),
    statementLockTimeoutMs: parseDuration(
      pick(undefined, 'STATEMENT_LOCK_TIMEOUT', file.statementLockTimeout, '5s'),
      'statement-lock-timeout',
    ),
    lockRetries: parseCount(
      pick(undefined, 'LOCK_RETRIES', file.lockRetries?.toString(), '10'),
      'lock-retries',
    ),
    waitMs: wishes.wait === undefined ? 0 : parseDuration(wishes.wait || '60s', 'wait'),
    file: found.path,
    reading: {
      root,
      variables: variablesOf(file.variables, wishes.variables),
      maxStatementBytes: parseSize(
        pick(undefined, 'MAX_STATEMENT', file.maxStatement, '256MB'),
        'max-statement',
      ),
    },
  }
}

function variablesOf(
  ...layers: readonly (Readonly<Record<string, string>> | undefined)[]
): ReadonlyMap<string, string> | undefined {
  const given = layers.filter((layer) => layer !== undefined)
  return given.length === 0 ? undefined : new Map(given.flatMap((layer) => Object.entries(layer)))
}

function nodeEnvironment(world: World): string | undefined {
  const value = world.env['NODE_ENV']
  return value !== undefined && isGuarded(value) ? value : undefined
}

interface Layer {
  readonly values: Environment
  /** ` in .env`, or nothing for the real environment. */
  readonly where: string
  /** The variables whose value was read from the file that their `_FILE` names. */
  readonly fromFile: readonly string[]
}

/** The variables that may be given as a file, as secrets of containers are. */
const secretNames = ['PLINTH_URL', 'PLINTH_SHADOW_URL', 'DATABASE_URL', 'PGPASSWORD']

async function environmentLayers(root: string, environment: string, world: World): Promise<readonly Layer[]> {
  const layers = [await layerOf(world.env, '', root)]
  for (const name of [`.env.${environment}`, '.env']) {
    const text = await readFile(join(root, name), 'utf8').catch(() => undefined)
    if (text !== undefined) layers.push(await layerOf(parseEnv(text), ` in ${name}`, root))
  }
  return layers
}

async function layerOf(values: Environment, where: string, root: string): Promise<Layer> {
  const fromFile = secretNames.filter((name) => values[`${name}_FILE`])
  const secrets = await Promise.all(
    fromFile.map(async (name) => [name, await readSecret(values, name, root)] as const),
  )
  return { values: { ...values, ...Object.fromEntries(secrets) }, where, fromFile }
}

/** The content of the file, without the newlines at its end. */
async function readSecret(values: Environment, name: string, root: string): Promise<string> {
  if (values[name]) {
    throw new PlinthError('E_CONFIG', `both ${name} and ${name}_FILE are set`, { hint: 'Keep one of them.' })
  }
  const path = values[`${name}_FILE`] as string
  try {
    return (await readFile(resolve(root, path), 'utf8')).replace(/[\r\n]+$/, '')
  } catch (cause) {
    throw new PlinthError('E_CONFIG', `the file ${path} named by ${name}_FILE cannot be read`, {
      hint: 'Correct the path, or its permissions.',
      cause,
    })
  }
}

function connectionOf(
  wishes: ConfigWishes,
  layers: readonly Layer[],
  rest: { readonly env: Environment; readonly url: string | undefined; readonly name: string | undefined },
): Config['connection'] {
  const { env } = rest
  if (wishes.url !== undefined) return { url: wishes.url, from: '--url', env }
  // A whole layer before the next: what the real environment says is never overruled by a .env file left in a checkout.
  for (const layer of layers) {
    const { values, where } = layer
    const name = ['PLINTH_URL', 'DATABASE_URL'].find((known) => values[known])
    if (name) return { url: values[name], from: placeOf(name, layer), env }
    if (values['PGHOST'] || values['PGDATABASE'])
      return { url: undefined, from: `${pgNames(values)}${where}`, env }
  }
  if (pgNames(env) !== '') return { url: undefined, from: pgNames(env), env }
  if (rest.url !== undefined) return { url: rest.url, from: rest.name ?? 'the configuration', env }
  return undefined
}

/** What the URL leaves open is not taken from the project's own settings: its server is another one. */
const shadowDefaults: Environment = { PGDATABASE: 'postgres' }

function shadowOf(
  wishes: ConfigWishes,
  layers: readonly Layer[],
  file: { readonly url: string | undefined; readonly name: string | undefined },
): Config['shadow'] {
  const env = shadowDefaults
  if (wishes.shadowUrl !== undefined) return { url: wishes.shadowUrl, from: '--shadow-url', env }
  const name = 'PLINTH_SHADOW_URL'
  const layer = layers.find(({ values }) => values[name])
  if (layer !== undefined) return { url: layer.values[name], from: placeOf(name, layer), env }
  if (file.url === undefined) return undefined
  return { url: file.url, from: `shadowUrl in ${file.name ?? 'the configuration'}`, env }
}

/** How a variable is named to people. */
function placeOf(name: string, { where, fromFile }: Layer): string {
  return `${name}${fromFile.includes(name) ? '_FILE' : ''}${where}`
}

function pgNames(values: Environment): string {
  return ['PGHOST', 'PGDATABASE', 'PGUSER', 'PGPORT'].filter((name) => values[name]).join(', ')
}
