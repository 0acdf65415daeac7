import { openEngine } from './engine.ts'

/** What this process says once, when the server runs or cannot. */
export type Opened = { readonly url: string; readonly how: string } | { readonly failed: string }

// Holds the server of a test run. The channel to the process of the run closes however that ends, kill -9 included, and
// then the server is stopped; a run that ends while it starts is waited for, so that nothing is left half started.
const runEnded = new Promise<void>((resolve) => {
  for (const event of ['disconnect', 'SIGTERM', 'SIGINT', 'SIGHUP']) process.once(event, () => resolve())
})

function say(opened: Opened): void {
  if (process.connected) process.send?.(opened, () => {})
  else if ('failed' in opened) process.stderr.write(`test server: ${opened.failed}\n`)
}

try {
  const engine = await openEngine()
  say({ url: engine.url, how: engine.how })
  await runEnded
  await engine.stop()
} catch (error) {
  say({ failed: (error as Error).message })
  process.exitCode = 1
}
process.exit()
