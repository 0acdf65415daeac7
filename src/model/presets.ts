import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ModelSetting, PresetName } from '../config/model-setting.ts'
import { PlinthError } from '../errors.ts'
import { sequelizeProgram, typeormProgram } from './builder-programs.ts'
import type { ModelCommand } from './command.ts'

type PresetSetting = Extract<ModelSetting, { kind: 'preset' }>

/** The command with which a tool prints its schema as DDL, without looking at a database, or makes it in one. Throws E_CONFIG where it cannot be told. */
export async function commandOf(setting: PresetSetting, root: string): Promise<ModelCommand> {
  return presets[setting.preset](setting, root)
}

const presets: Readonly<Record<PresetName, (setting: PresetSetting, root: string) => Promise<ModelCommand>>> =
  {
    drizzle: ({ config, schema }) =>
      command([
        'drizzle-kit',
        'export',
        ...(config === undefined ? [] : [`--config=${config}`]),
        ...(schema === undefined ? [] : ['--dialect=postgresql', `--schema=${schema}`]),
      ]),
    prisma: async ({ config, schema = 'prisma/schema.prisma' }, root) =>
      command([
        'prisma',
        'migrate',
        'diff',
        '--from-empty',
        // Renamed in version 7.
        (await majorOfPackage('prisma', root)) >= 7 ? '--to-schema' : '--to-schema-datamodel',
        schema,
        '--script',
        ...(config === undefined ? [] : ['--config', config]),
      ]),
    'mikro-orm': ({ config }) =>
      command([
        'mikro-orm',
        'schema:create',
        '--dump',
        // Else it turns constraints off meanwhile, which is for superusers.
        '--fk-checks',
        ...(config === undefined ? [] : ['--config', config]),
      ]),
    sqlalchemy: ({ schema }) => {
      if (schema === undefined)
        throw new PlinthError('E_CONFIG', 'the preset sqlalchemy does not say where the metadata is', {
          hint: "Name the module and what it calls its Base or MetaData: model: { preset: 'sqlalchemy', schema: 'app.models:Base' }",
        })
      return command(['python3', '-c', sqlalchemyProgram, schema])
    },
    typeorm: (setting, root) => builder(setting, root, { program: typeormProgram, exports: 'DataSource' }),
    sequelize: (setting, root) => builder(setting, root, { program: sequelizeProgram, exports: 'Sequelize' }),
  }

function command(parts: readonly string[]): Promise<ModelCommand> {
  return Promise.resolve({ command: parts, result: 'printed' })
}

/** These tools can tell their schema only while they are connected: so they make it in a database that they are given. */
async function builder(
  { preset, config }: PresetSetting,
  root: string,
  { program, exports }: { readonly program: string; readonly exports: string },
): Promise<ModelCommand> {
  if (config === undefined)
    throw new PlinthError('E_CONFIG', `the preset ${preset} does not say which file exports the ${exports}`, {
      hint: `Name it: model: { preset: '${preset}', config: 'src/database.js' }`,
    })
  const parts = ['node', ...(/\.[cm]?ts$/.test(config) ? typescriptLoader(root) : []), '-e', program, config]
  return { command: parts, result: 'built' }
}

/** What of these the project has is to read its TypeScript: with decorators, as the project is used to. Node says what is wrong where it has none. */
function typescriptLoader(root: string): readonly string[] {
  const { resolve } = createRequire(join(root, 'package.json'))
  const loaders = [
    ['--require', 'ts-node/register/transpile-only'],
    ['--import', 'tsx'],
  ] as const
  const found = loaders.find(([, name]) => {
    try {
      return resolve(name) !== ''
    } catch {
      return false
    }
  })
  return found ?? []
}

/** The major version of a package that the project has; the newest that is known where it has none, for then the command says that itself. */
async function majorOfPackage(name: string, root: string): Promise<number> {
  try {
    const path = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
    const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string }
    return Number(version.split('.')[0])
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** A mock engine hands over what would be run, and connects to nothing. With named parameters, percent signs are not doubled. */
const sqlalchemyProgram = `
import importlib, sys
from sqlalchemy import create_mock_engine
sys.path.insert(0, '')
module, _, name = sys.argv[1].partition(':')
found = importlib.import_module(module)
for part in (name or 'Base').split('.'):
    found = getattr(found, part)
metadata = getattr(found, 'metadata', found)
def show(statement, *args, **kwargs):
    print(str(statement.compile(dialect=engine.dialect)).strip() + ';')
engine = create_mock_engine('postgresql://', show, paramstyle='named')
for schema in sorted({table.schema for table in metadata.tables.values() if table.schema}):
    print('CREATE SCHEMA IF NOT EXISTS ' + engine.dialect.identifier_preparer.quote_schema(schema) + ';')
metadata.create_all(engine, checkfirst=False)
`
