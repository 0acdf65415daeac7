import * as v from 'valibot'
import { PlinthError } from '../errors.ts'
import { presetNames, type ModelInFile } from './model-setting.ts'

/** The keys of `plinth.config.*`, all optional. */
export interface ConfigFile {
  readonly url?: string | undefined
  /** The server on which shadow databases are made. */
  readonly shadowUrl?: string | undefined
  readonly init?: string | undefined
  readonly migrations?: string | undefined
  readonly schema?: string | undefined
  /** Where the wanted schema comes from: see docs/models.md. */
  readonly model?: ModelInFile | undefined
  /** Whether tables with the same columns in another order are another schema. `'ignored'` by default. */
  readonly columnOrder?: 'counted' | 'ignored' | undefined
  readonly lockTimeout?: string | undefined
  /** So long a statement of a migration waits for a lock: `5s`; `0s` for ever. */
  readonly statementLockTimeout?: string | undefined
  /** So many times more a migration is tried that failed for a lock, a deadlock or a serialisation: 10. */
  readonly lockRetries?: number | undefined
  /** The longest statement of a script: `256MB`. */
  readonly maxStatement?: string | undefined
  /** Values of psql variables for the init script (`:name`). Without it variables are not enabled. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** `reset` never touches a protected database. */
  readonly protected?: boolean | undefined
  /** Overrides by environment name. */
  readonly env?: Readonly<Record<string, Omit<ConfigFile, 'env'>>> | undefined
}

const text = v.optional(v.pipe(v.string('must be a text'), v.minLength(1, 'must not be empty')))
const words = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1, 'must not be empty'))
const model = v.optional(
  v.union(
    [
      v.pipe(v.string(), v.minLength(1)),
      words,
      v.strictObject({ command: words, builds: v.optional(v.boolean()), timeout: text }),
      v.strictObject({ preset: v.picklist(presetNames), config: text, schema: text, timeout: text }),
    ],
    `must be a path, a list of paths, { command: […] } or { preset: … }, of ${presetNames.join(', ')}`,
  ),
)
const keys = {
  url: text,
  shadowUrl: text,
  init: text,
  migrations: text,
  schema: text,
  model,
  columnOrder: v.optional(v.picklist(['counted', 'ignored'], 'must be counted or ignored')),
  lockTimeout: text,
  statementLockTimeout: text,
  lockRetries: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be a whole number'),
      v.minValue(0, 'must not be negative'),
    ),
  ),
  maxStatement: text,
  variables: v.optional(v.record(v.string(), v.string('must be a text'))),
  protected: v.optional(v.boolean('must be true or false')),
}
const schema = v.strictObject({
  $schema: v.optional(v.string()),
  ...keys,
  env: v.optional(v.record(v.string(), v.strictObject(keys))),
})

/** The configuration as it is in a file, checked. `place` is the file's name. Throws E_CONFIG with every fault. */
export function checkConfig(config: unknown, place: string): ConfigFile {
  if (Array.isArray(config))
    throw new PlinthError('E_CONFIG', `${place} is not usable: it is a list, not an object`)
  const result = v.safeParse(schema, config)
  if (result.success) return result.output
  const lines = result.issues.map((issue) => {
    const path = issue.path?.map((part) => String(part.key)).join('.') ?? ''
    return issue.type === 'strict_object' && issue.expected === 'never'
      ? `"${path}" is not a setting`
      : `"${path}" ${issue.message}`
  })
  throw new PlinthError('E_CONFIG', `${place} is not usable: ${lines[0] ?? 'it is not an object'}`, {
    ...(lines.length > 1 ? { detail: lines.slice(1).join('\n') } : {}),
    hint: `The settings are: ${[...Object.keys(keys), 'env'].join(', ')}.`,
  })
}
