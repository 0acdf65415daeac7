import type { World } from '../world.ts'

/** Who works here, as git has it, else as the system has it. */
export async function authorOf({ env, run, cwd }: Pick<World, 'env' | 'run' | 'cwd'>): Promise<string> {
  const asked = async () => (await run('git', ['config', 'user.name'], { cwd, timeoutMs: 5000 })).stdout
  const named = env['GIT_AUTHOR_NAME'] ?? (await asked().catch(() => ''))
  const name = [named, env['USER'], env['USERNAME']].find((one) => one !== undefined && one.trim() !== '')
  return (name ?? 'unknown').replaceAll(/\s+/g, ' ').trim()
}
