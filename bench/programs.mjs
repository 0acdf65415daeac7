// Programs, how long they run, and what is made of the times.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export function has(command, args = ['--version'], env = process.env) {
  return spawnSync(command, args, { env }).status === 0
}

/** Milliseconds and the greatest memory of a program, in MB where the system tells. */
export async function run(command, args, options) {
  const began = performance.now()
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data) => (said = (said + data).slice(-2000)))
  let peak = 0
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 20)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`)
  return { ms: performance.now() - began, peak }
}

function peakOf(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** How many times as long as the other. Of the runs that followed each other: what the machine did beside them was much the same. */
export function ratioOf(runs, others) {
  return median(runs.map((one, i) => one.ms / others[i].ms))
}
