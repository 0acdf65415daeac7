import type { Session, Work } from '../database.ts'

type Row = {
  readonly phase: string | null
  readonly done: string | null
  readonly total: string | null
  readonly blockers: readonly string[] | null
}

/** What a backend is at, as another session sees it (pg_stat_progress_*, pg_blocking_pids). Undefined when nothing is known. */
export async function readWorkOf(session: Session, backendPid: number): Promise<Work | undefined> {
  const copies = session.serverVersion >= 140_000
  const [row] = await session.query<Row>(
    copies
      ? `${indexSql}\nunion all\n${copySql}\nunion all\n${blockedSql}`
      : `${indexSql}\nunion all\n${blockedSql}`,
    [String(backendPid)],
  )
  if (row === undefined) return undefined
  const number = (text: string | null) => (text === null || text === '0' ? undefined : Number(text))
  return {
    phase: row.phase ?? undefined,
    done: number(row.done),
    total: number(row.total),
    blockers: row.blockers ?? [],
  }
}

const pid = '$1::pg_catalog.text::pg_catalog.int4'

const blockers = `(select pg_catalog.json_agg(pg_catalog.concat('pid ', a.pid, ' (', a.usename, ', ', coalesce(nullif(a.application_name, ''), 'no name'), ', ', a.state, ')'))
  from pg_catalog.pg_stat_activity a where a.pid operator(pg_catalog.=) any (pg_catalog.pg_blocking_pids(${pid})))`

const indexSql = `
select pg_catalog.concat('creating the index ', p.index_relid::pg_catalog.regclass, ': ', p.phase) as phase,
  greatest(p.blocks_done, p.tuples_done)::pg_catalog.text as done, greatest(p.blocks_total, p.tuples_total)::pg_catalog.text as total, ${blockers} as blockers
  from pg_catalog.pg_stat_progress_create_index p where p.pid operator(pg_catalog.=) ${pid}`

const copySql = `
select pg_catalog.concat('copying into ', p.relid::pg_catalog.regclass, ': ', p.tuples_processed, ' rows'), null, null, ${blockers}
  from pg_catalog.pg_stat_progress_copy p where p.pid operator(pg_catalog.=) ${pid}`

const blockedSql = `
select null, null, null, b from (select ${blockers} as b) as found where b is not null`
