import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readConfig, type ConfigWishes } from '../../../src/config/config.ts'
import { withConnection, type Connection } from '../../../src/connection.ts'
import type { PlinthEvent } from '../../../src/event.ts'
import type { Surroundings } from '../../../src/project.ts'
import { withShadow, type Shadow } from '../../../src/shadow.ts'
import { realWorld } from '../../../src/world.ts'
import { queryOnce, testServer } from '../../support/server.ts'

export interface ShadowScene {
  readonly surroundings: Surroundings
  readonly events: PlinthEvent[]
  /** Runs `work` with a shadow database for the database of this URL. */
  withShadow<T>(url: string, work: (shadow: Shadow, like: Connection) => Promise<T>): Promise<T>
}

/** What openShadow is called with, in a folder of its own. */
export async function shadowScene({
  signal,
  wishes = {},
}: { readonly signal?: AbortSignal; readonly wishes?: ConfigWishes } = {}): Promise<ShadowScene> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-shadow-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const events: PlinthEvent[] = []
  const surroundings: Surroundings = {
    world: { ...realWorld(folder), env: {} },
    wishes,
    onEvent: (event) => events.push(event),
    signal,
    toolVersion: 'test',
  }
  return {
    surroundings,
    events,
    withShadow: async (url, work) => {
      const at = { ...surroundings, wishes: { ...wishes, url } }
      const config = await readConfig(at.wishes, at.world)
      return withConnection(at, { config }, { verb: 'test' }, (like) =>
        withShadow(at, { config }, like, (shadow) => work(shadow, like)),
      )
    },
  }
}

/** The shadow events that were told. */
export function shadowsTold(events: readonly PlinthEvent[]) {
  return events.filter((event) => event.kind === 'shadow')
}

/** What was told in words that begin so; of leftovers that other tests make at the same time, too. */
export function noticesTold(
  events: readonly PlinthEvent[],
  begin: 'left out' | 'passed over',
): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'notice' && event.severity === 'SHADOW' && event.text.startsWith(begin)
      ? [event.text]
      : [],
  )
}

/** Whether the server has a database of this name. */
export async function isThere(name: string): Promise<boolean> {
  const { url } = await testServer()
  return (await queryOnce(url, `select from pg_database where datname = '${name}'`)).length > 0
}
