import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import type { ModelSetting } from '../../../src/config/model-setting.ts'
import type { Model } from '../../../src/model/model.ts'
import { openModel } from '../../../src/model/open.ts'
import { commandOf } from '../../../src/model/presets.ts'
import { realWorld } from '../../../src/world.ts'
import { refusal } from '../../support/project.ts'

const connected = {
  target: { database: 'shop', user: 'app', host: 'db', port: 5432 },
  serverVersion: 180_000,
  serverVersionName: '18.0',
}

/** A folder with these files. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-model-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

/** Opens the model of a folder whose configuration has this key. */
async function open(
  root: string,
  {
    model,
    wish,
    env = {},
    signal,
  }: {
    readonly model?: unknown
    readonly wish?: string
    readonly env?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  } = {},
): Promise<Model> {
  if (model !== undefined) await writeFile(join(root, 'plinth.config.json'), JSON.stringify({ model }))
  const world = { ...realWorld(root), env }
  const config = await readConfig(wish === undefined ? {} : { model: wish }, world)
  return openModel(config.model, { world, root, reading: config.reading, signal })
}

async function textsOf(model: Model): Promise<readonly string[]> {
  if (model.kind !== 'script') throw new Error(`${model.about} is no script`)
  const texts: string[] = []
  for await (const item of model.read(connected)) texts.push(item.text)
  return texts
}

const node = (program: string) => ({ command: [process.execPath, '-e', program] })

describe('a model of files', () => {
  const files = {
    'sql/schema.sql': 'create table a ();\n\\ir parts/b.psql\n',
    'sql/parts/b.psql': 'create table b ();',
    'tables/20_b.sql': 'select 20;',
    'tables/10_a.sql': 'select 10;',
    'tables/nested/x.sql': 'select 30;',
    'tables/.hidden/x.sql': 'select 99;',
    'tables/README.md': 'not SQL',
    'more.sql': 'select 40;',
  }

  it('is sql/schema.sql where nothing else is said, with its includes', async () => {
    const model = await open(await folderWith(files))
    expect(model.about).toBe('sql/schema.sql')
    expect(await textsOf(model)).toEqual(['create table a ()', 'create table b ()'])
  })

  it('is a folder, sorted, or several in order', async () => {
    const root = await folderWith(files)
    expect(await textsOf(await open(root, { model: 'tables' }))).toEqual([
      'select 10',
      'select 20',
      'select 30',
    ])
    const several = await open(root, { model: ['more.sql', 'tables/10_a.sql'] })
    expect(several.about).toBe('more.sql, tables/10_a.sql')
    expect(await textsOf(several)).toEqual(['select 40', 'select 10'])
    // Read anew.
    expect(await textsOf(several)).toEqual(['select 40', 'select 10'])
  })

  it('is what --model says, then PLINTH_MODEL, then the file', async () => {
    const root = await folderWith(files)
    const env = { PLINTH_MODEL: 'more.sql' }
    expect((await open(root, { model: 'tables', wish: 'sql/schema.sql', env })).about).toBe('sql/schema.sql')
    expect((await open(root, { env })).about).toBe('more.sql')
    expect((await open(root)).about).toBe('tables')
  })

  it.each([
    [{}, undefined, 'no model is configured, and there is no sql/schema.sql'],
    [{}, 'gone.sql', 'the model gone.sql is not there'],
    [{ 'empty/x.txt': '' }, 'empty', 'the folder empty of the model has no SQL files'],
  ])('that is not there is an E_CONFIG: %j %s', async (files, model, message) => {
    const error = await refusal(open(await folderWith(files), model === undefined ? {} : { model }))
    expect(error).toMatchObject({ code: 'E_CONFIG', message })
  })

  it.each([
    { command: [] },
    { command: 'drizzle-kit export' },
    { preset: 'hibernate' },
    { preset: 'drizzle', format: 'sql' },
    [],
    7,
  ])('is no model: %j', async (model) => {
    const error = await refusal(open(await folderWith({}), { model }))
    expect(error.code).toBe('E_CONFIG')
    expect(error.message).toContain('plinth.config.json is not usable: "model')
  })
})

describe('a model of a command', () => {
  it('is what it prints on stdout, without colours; it runs in the folder of the project', async () => {
    const root = await folderWith({ 'table.txt': 'create table a ();' })
    const program = `console.error('busy'); console.log('\\x1b[31m' + fs.readFileSync('table.txt', 'utf8') + '\\x1b[0m\\n-- the end')`
    const model = await open(root, { model: node(program) })
    expect(await textsOf(model)).toEqual(['create table a ()'])
    expect(await textsOf(model)).toEqual(['create table a ()'])
  })

  it('finds a program of the project', async () => {
    const root = await folderWith({ 'tool.mjs': "console.log('select 1;')" })
    await mkdir(join(root, 'node_modules/.bin'), { recursive: true })
    await writeFile(join(root, 'node_modules/.bin/print-ddl'), '#!/bin/sh\necho "select 2;"\n', {
      mode: 0o755,
    })
    expect(await textsOf(await open(root, { model: { command: ['print-ddl'] } }))).toEqual(['select 2'])
  })

  it.each([
    ["console.error('no such entity'); process.exit(3)", /failed with exit code 3$/, 'no such entity'],
    ["console.log('-- nothing to do')", /printed no SQL$/, '-- nothing to do'],
    ['void 0', /printed no SQL$/, 'It said nothing.'],
  ])('that runs %s is an E_MODEL', async (program, message, detail) => {
    const error = await refusal(open(await folderWith({}), { model: node(program) }))
    expect(error).toMatchObject({ code: 'E_MODEL', message: expect.stringMatching(message), detail })
  })

  it('that is not there is an E_MODEL', async () => {
    const error = await refusal(open(await folderWith({}), { model: { command: ['no-such-program', 'x'] } }))
    expect(error).toMatchObject({
      code: 'E_MODEL',
      message: 'no-such-program cannot be run: ENOENT',
      detail: 'the command of the model is no-such-program x',
    })
  })

  it('that takes too long is ended', async () => {
    const model = { ...node('setInterval(() => {}, 1000)'), timeout: '300ms' }
    const error = await refusal(open(await folderWith({}), { model }))
    expect(error.code).toBe('E_MODEL')
    expect(error.message).toMatch(/did not end within 0\.3 s$/)
  })

  it('is ended by an interrupt', async () => {
    const root = await folderWith({})
    const stop = new AbortController()
    const program = `fs.writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`
    const opening = refusal(open(root, { model: node(program), signal: stop.signal }))
    let pid = ''
    while (pid === '') {
      await pause(20)
      pid = await readFile(join(root, 'pid'), 'utf8').catch(() => '')
    }
    stop.abort()
    expect((await opening).code).toBe('E_INTERRUPTED')
    expect(realWorld(root).signal(Number(pid), 0)).toBe(false)
  })

  it('whose output has a syntax that cannot be read says where', async () => {
    const error = await refusal(
      open(await folderWith({}), { model: node("console.log('select 1;\\n\\\\i x')") }),
    )
    expect(error).toMatchObject({
      code: 'E_SCRIPT',
      place: { line: 2, file: expect.stringMatching(/^output of /) },
    })
  })
})

describe('a preset', () => {
  const preset = (setting: Partial<Extract<ModelSetting, { kind: 'preset' }>>) =>
    ({
      kind: 'preset',
      preset: 'drizzle',
      config: undefined,
      schema: undefined,
      timeoutMs: 1,
      ...setting,
    }) as const

  it.each([
    [preset({}), 'drizzle-kit export'],
    [preset({ config: 'drizzle.dev.ts' }), 'drizzle-kit export --config=drizzle.dev.ts'],
    [preset({ schema: 'src/schema.ts' }), 'drizzle-kit export --dialect=postgresql --schema=src/schema.ts'],
    [preset({ preset: 'mikro-orm' }), 'mikro-orm schema:create --dump --fk-checks'],
    [
      preset({ preset: 'prisma', schema: 'db/schema.prisma' }),
      'prisma migrate diff --from-empty --to-schema db/schema.prisma --script',
    ],
  ])('%j is a command', async (setting, expected) => {
    const { command } = await commandOf(setting, await folderWith({}))
    expect(command.join(' ')).toBe(expected)
  })

  it('knows the options of the Prisma that the project has', async () => {
    const root = await folderWith({ 'node_modules/prisma/package.json': '{"version": "6.19.0"}' })
    const { command } = await commandOf(preset({ preset: 'prisma' }), root)
    expect(command.join(' ')).toBe(
      'prisma migrate diff --from-empty --to-schema-datamodel prisma/schema.prisma --script',
    )
  })

  it('of SQLAlchemy needs to know where the metadata is', async () => {
    expect(await refusal(commandOf(preset({ preset: 'sqlalchemy' }), '/'))).toMatchObject({
      code: 'E_CONFIG',
    })
  })
})
