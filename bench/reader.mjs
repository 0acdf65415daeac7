// How fast scripts are read, in MB per second of CPU time and beside two yardsticks of the same run, in interleaved rounds. --smoke: small files, no verdict.
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const isSmoke = process.argv.includes('--smoke')
const rounds = isSmoke ? 1 : 7
const megabytes = isSmoke ? 1 : 48
const chunkBytes = 256 * 1024

const folder = mkdtempSync(join(tmpdir(), 'plinth-reader-'))
try {
  const { readStretches } = await bundled()
  const kinds = [
    { name: 'INSERT, one row each', write: insertLine, goal: 150 },
    { name: 'INSERT, 100 rows each', write: insertRows, goal: 150 },
    { name: 'COPY rows', write: copyRows, goal: 150 },
    { name: 'tables, indexes, comments', write: tableDefinitions, goal: 25 },
    { name: 'functions', write: functionDefinition, goal: 25 },
  ]
  const files = kinds.map((kind, i) => ({ ...kind, path: generate(join(folder, `${i}.sql`), kind.write) }))
  const missed = report(await measure(files, readStretches))
  if (!isSmoke && missed > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The reader as it is shipped: bundled, for Node. */
async function bundled() {
  const outfile = join(folder, 'reader.mjs')
  const input = join(root, 'src/psql/read-script.ts')
  await build({ input, platform: 'node', output: { file: outfile, codeSplitting: false } })
  return import(outfile)
}

function generate(path, write) {
  const parts = []
  for (let size = 0, i = 0; size < megabytes * 1e6; i++) {
    const part = write(i)
    parts.push(part)
    size += part.length
  }
  writeFileSync(path, parts.join(''))
  return path
}

function row(i) {
  return `${i}, 'name ${i}', 'person${i}@example.com', '2026-01-${(i % 28) + 10} 12:00:00+00', ${i % 3 === 0}, 'It''s a note; with "signs" -- and ${i} words'`
}

function insertLine(i) {
  return `INSERT INTO public.people VALUES (${row(i)});\n`
}

function insertRows(i) {
  const rows = Array.from({ length: 100 }, (_, k) => `\t(${row(i * 100 + k)})`)
  return `INSERT INTO public.people VALUES\n${rows.join(',\n')};\n\n`
}

function copyRows(i) {
  const line = (k) =>
    `${k}\tname ${k}\tperson${k}@example.com\t2026-01-10 12:00:00+00\tt\tIt's a note; \\\\ ${k}\n`
  const lines = Array.from({ length: 5000 }, (_, k) => line(i * 5000 + k))
  return `COPY public.people (id, name, email, born, active, note) FROM stdin;\n${lines.join('')}\\.\n\n\n`
}

function tableDefinitions(i) {
  return `--
-- Name: table_${i}; Type: TABLE; Schema: public; Owner: app
--

CREATE TABLE public.table_${i} (
    id bigint DEFAULT nextval('public.table_${i}_id_seq'::regclass) NOT NULL,
    name character varying(255) DEFAULT 'none'::character varying NOT NULL,
    parent_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    data jsonb DEFAULT '{}'::jsonb,
    CONSTRAINT table_${i}_name_check CHECK (((name)::text <> ''::text))
);


ALTER TABLE public.table_${i} OWNER TO app;

COMMENT ON TABLE public.table_${i} IS 'What table ${i} is for; it''s a comment';

CREATE UNIQUE INDEX table_${i}_name_idx ON public.table_${i} USING btree (lower((name)::text), parent_id) WHERE (parent_id IS NOT NULL);

`
}

function functionDefinition(i) {
  return `CREATE OR REPLACE FUNCTION public.function_${i}(a integer, b text DEFAULT 'x') RETURNS integer
    LANGUAGE plpgsql
    AS $_$
DECLARE
  total integer := 0;
BEGIN
  FOR i IN 1..a LOOP
    total := total + length(b) * i; -- it's counted
  END LOOP;
  IF total > 10 THEN RAISE NOTICE 'much: %', total; END IF;
  RETURN total;
END;
$_$;

CREATE FUNCTION public.sum_${i}(a integer, b integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT CASE WHEN (a > b) THEN (a + b) ELSE (a - b) END AS "case";
END;

`
}

/** The median of each in MB/s. Interleaved, so that a slow moment of the machine meets all of them. */
async function measure(files, readStretches) {
  const ways = [
    { key: 'native', run: copyAndSearch },
    { key: 'loop', run: lookAtEachByte },
    { key: 'items', run: (path) => readItems(readStretches, path, () => {}) },
    { key: 'texts', run: (path) => readItems(readStretches, path, (item) => item.text) },
  ]
  const results = files.map((file) => ({
    ...file,
    rates: Object.fromEntries(ways.map(({ key }) => [key, []])),
  }))
  for (let round = -1; round < rounds; round++) {
    for (const { path, rates } of results) {
      for (const { key, run } of ways) {
        const began = process.cpuUsage()
        await run(path)
        // The first round warms the compiler and the disk cache.
        if (round >= 0) rates[key].push(statSync(path).size / cpuMicroseconds(began))
      }
    }
  }
  return results
}

/** CPU time and not time on the clock: other programs take the CPUs away, but cost less of this. */
function cpuMicroseconds(began) {
  const { user, system } = process.cpuUsage(began)
  return user + system
}

/** The least anybody can do: the bytes are copied once and searched for line ends. */
async function copyAndSearch(path) {
  for await (const chunk of chunksOf(path)) {
    const copy = Buffer.from(chunk)
    for (let i = copy.indexOf(10); i !== -1; i = copy.indexOf(10, i + 1));
  }
}

/** What one pass of JavaScript over each byte costs. */
async function lookAtEachByte(path) {
  const kinds = Uint8Array.from({ length: 256 }, (_, i) => (i * 7) & 3)
  let sum = 0
  for await (const chunk of chunksOf(path)) for (let i = 0; i < chunk.length; i++) sum += kinds[chunk[i]]
  return sum
}

async function readItems(readStretches, path, onItem) {
  for await (const stretch of readStretches(chunksOf(path), { file: path }))
    for (const item of stretch) {
      onItem(item)
      if (item.kind === 'copy') for await (const _ of item.data);
    }
}

function chunksOf(path) {
  return createReadStream(path, { highWaterMark: chunkBytes })
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
}

/** Prints the table; the result is the number of goals that were missed. */
function report(results) {
  console.log(
    `Node ${process.version}, ${availableParallelism()} CPUs, ${rounds} rounds, medians in MB per second of CPU time, of ${megabytes} MB each`,
  )
  console.log('script                       native    loop   items   texts   items/loop   goal')
  let missed = 0
  for (const { name, rates, goal } of results) {
    const [native, loop, items, texts] = ['native', 'loop', 'items', 'texts'].map((key) => median(rates[key]))
    const isMissed = items < goal
    if (isMissed) missed++
    const cells = [native, loop, items, texts].map((rate) => rate.toFixed(0).padStart(8)).join('')
    const verdict = isMissed && !isSmoke ? ', MISSED' : ''
    console.log(`${name.padEnd(27)}${cells}${(items / loop).toFixed(2).padStart(13)}   ≥ ${goal}${verdict}`)
  }
  return missed
}
