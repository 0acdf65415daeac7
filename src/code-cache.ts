import { accessSync, constants, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'

/** After so many seconds V8 has thrown away the code of the start, and a cache would lack it. */
const freshSeconds = 10

/**
 * Runs a script of the build with V8's code cache, so that what an earlier run compiled is not compiled again: a fifth of a run with nothing to do.
 * The script is ASCII: one function, of what Node hands to a CommonJS module and of `import()`, which a script has not. Gives what it exports.
 *
 * The cache lies beside the script, where only those may write who may write the script itself. `purpose` tells apart runs that need other parts of it;
 * each version of Node has its own. V8 checks that a cache is of its version and of a source as long, and the name of the script has the hash of its content.
 * Undefined: no cache.
 */
export function runScript(file: string, purpose: string | undefined): unknown {
  const cache = purpose && `${file}.${purpose}.${process.version}-${process.arch}.cache`
  const cachedData = cache && bytesOf(cache)
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(cachedData ? { cachedData } : {}),
  })
  if (cache && (cachedData === undefined || script.cachedDataRejected === true))
    process.on('exit', (code) => {
      if (code === 0 && process.uptime() < freshSeconds) keep(cache, script)
    })
  const module = { exports: {} as unknown }
  const run = script.runInThisContext() as (...scope: readonly unknown[]) => void
  run(module.exports, createRequire(file), module, file, dirname(file), importOutside)
  return module.exports
}

function importOutside(name: string): Promise<unknown> {
  return import(name)
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Under its name there is either a whole cache, on the disk, or none. That it cannot be kept costs time only, so nothing is said of it. */
function keep(file: string, script: Script): void {
  // No two processes have both alike; random digits would load node:crypto before `--version`.
  const draft = `${file}.${process.pid}-${performance.timeOrigin}`
  try {
    accessSync(dirname(file), constants.W_OK)
    writeFileSync(draft, script.createCachedData(), { flag: 'wx', flush: true })
    renameSync(draft, file)
  } catch {
    rmSync(draft, { force: true })
  }
}
