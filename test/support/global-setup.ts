import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeGivenServer } from './given-server.ts'
import type { Opened } from './server-process.ts'

interface RunServer {
  readonly url: string
  readonly how: string
  stop(): Promise<void>
}

/** vitest's globalSetup: one server for the whole run, however many projects it has. The workers inherit its address. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['PLINTH_TEST_SERVER_URL']) return undefined
  const given = process.env['TEST_DATABASE_URL']
  const server = given
    ? { ...(await describeGivenServer(given)), stop: async () => {} }
    : await startServerProcess()
  process.env['PLINTH_TEST_SERVER_URL'] = server.url
  process.env['PLINTH_TEST_SERVER_HOW'] = server.how
  process.stdout.write(`test server: ${server.how}\n`)
  return server.stop
}

/** The server is held by a process of its own, which outlives this one for as long as it takes to stop it. */
async function startServerProcess(): Promise<RunServer> {
  const support = dirname(fileURLToPath(import.meta.url))
  // Node 20 runs no TypeScript; vitest's own loader is not to be had in another process.
  const jiti = join(dirname(createRequire(import.meta.url).resolve('jiti/package.json')), 'lib/jiti-cli.mjs')
  const child = fork(jiti, [join(support, 'server-process.ts')], {
    cwd: support,
    execArgv: [],
    // A session of its own: Ctrl-C is for the run, not for what cleans up after it.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const opened = await answerOf(child)
  if ('failed' in opened) throw new Error(`no test server: ${opened.failed}`)
  child.unref()
  child.channel?.unref()
  const stop = async () => {
    if (!child.connected) return
    const exit = once(child, 'exit')
    child.ref()
    child.disconnect()
    await exit
  }
  return { ...opened, stop }
}

async function answerOf(child: ChildProcess): Promise<Opened> {
  const exit = once(child, 'exit').then((): Opened => ({ failed: 'the process that starts it ended' }))
  const message = once(child, 'message').then(([opened]): Opened => opened as Opened)
  return Promise.race([message, exit])
}
