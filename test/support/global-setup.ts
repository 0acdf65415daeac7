import { openEngine } from './engine.ts'

/** vitest's globalSetup: one server for the whole run. The workers inherit its address. */
export async function setup(): Promise<() => Promise<void>> {
  const engine = await openEngine()
  process.env['PLINTH_TEST_SERVER_URL'] = engine.url
  process.env['PLINTH_TEST_SERVER_HOW'] = engine.how
  process.stdout.write(`test server: ${engine.how}\n`)
  return engine.stop
}
