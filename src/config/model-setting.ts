import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseDuration } from './duration.ts'

/** Tools whose DDL Plinth knows how to ask for. */
export const presetNames = ['drizzle', 'prisma', 'mikro-orm', 'sqlalchemy', 'typeorm', 'sequelize'] as const
export type PresetName = (typeof presetNames)[number]

/** The key `model` of a configuration file. */
export type ModelInFile =
  | string
  | readonly string[]
  | {
      readonly command: readonly string[]
      /** It prints nothing, but makes the schema in the database whose address it gets. */
      readonly builds?: boolean | undefined
      readonly timeout?: string | undefined
    }
  | {
      readonly preset: PresetName
      readonly config?: string | undefined
      readonly schema?: string | undefined
      readonly timeout?: string | undefined
    }

/** Where the wanted schema comes from. Paths of files are absolute; a command runs in the folder of the project. */
export type ModelSetting =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | {
      readonly kind: 'command'
      readonly command: readonly string[]
      /** Whether it prints DDL, or makes the schema in a database that it is given. */
      readonly result: 'printed' | 'built'
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'preset'
      readonly preset: PresetName
      /** The configuration file of the tool, as the tool is to get it. */
      readonly config: string | undefined
      /** What the tool calls its schema: a file, a folder, a Python object. */
      readonly schema: string | undefined
      readonly timeoutMs: number
    }

/** Generating DDL takes a tool seconds; one that waits for something takes for ever. */
const defaultTimeout = '2m'

/** The model of a project: what is asked for, then what the file says, then sql/schema.sql where that is there. Throws E_CONFIG for a time that is none. */
export function modelOf(
  root: string,
  wish: string | undefined,
  inFile: ModelInFile | undefined,
): ModelSetting | undefined {
  if (wish !== undefined) return { kind: 'files', paths: [resolve(root, wish)] }
  if (inFile === undefined) {
    const usual = resolve(root, 'sql/schema.sql')
    return existsSync(usual) ? { kind: 'files', paths: [usual] } : undefined
  }
  if (typeof inFile === 'string') return { kind: 'files', paths: [resolve(root, inFile)] }
  if (isList(inFile)) return { kind: 'files', paths: inFile.map((path) => resolve(root, path)) }
  const timeoutMs = parseDuration(inFile.timeout ?? defaultTimeout, 'model.timeout')
  if ('command' in inFile) {
    const { command, builds } = inFile
    return { kind: 'command', command, result: builds === true ? 'built' : 'printed', timeoutMs }
  }
  const { preset, config, schema } = inFile
  return { kind: 'preset', preset, config, schema, timeoutMs }
}

function isList(value: ModelInFile): value is readonly string[] {
  return Array.isArray(value)
}
