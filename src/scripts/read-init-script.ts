import { connectionVariables, type ConnectedTo } from '../psql/own-variables.ts'
import { readStretches, type Stretch } from '../psql/read-script.ts'
import { contain } from './contain.ts'
import type { Hashing } from './hashed-file.ts'

/** What an init script is read with. */
export interface InitScriptOptions {
  /** The project's folder: includes must lie in it. */
  readonly root: string
  /** The values of psql variables; undefined: they are not enabled. */
  readonly variables?: ReadonlyMap<string, string> | undefined
  /** The longest statement that is read. */
  readonly maxStatementBytes: number
  /** Whom the script is run on, or would be: for `\connect`, and for the variables that psql sets of it. */
  readonly connected?: ConnectedTo | undefined
  /** `sha256` by default. */
  readonly hashing?: Hashing
}

/** A reading of an init script with all that it includes. */
export interface InitScriptReading {
  /** What it holds, once. Throws E_FILE, E_SCRIPT. */
  readonly stretches: AsyncIterable<Stretch>
  /** Bytes on disk that were read, and all of those that were opened so far. */
  progress(): { readonly bytes: number; readonly total: number }
  /** Over the script and its includes; once they were read to their end. */
  sha256(): string
}

/** Reads an init script: plain, gzip or zstd, with its includes. Files are closed at the end, at an error, and when the caller leaves early. */
export function readInitScript(path: string, options: InitScriptOptions): InitScriptReading {
  const scripts = contain(options.root, options.hashing)
  return {
    stretches: stretchesOf(path, options, scripts),
    progress: () => ({ bytes: scripts.bytesRead(), total: scripts.size() }),
    sha256: () => scripts.sha256(),
  }
}

async function* stretchesOf(
  path: string,
  { variables, maxStatementBytes, connected }: InitScriptOptions,
  scripts: ReturnType<typeof contain>,
): AsyncGenerator<Stretch> {
  try {
    const { chunks } = await scripts.open(path)
    yield* readStretches(chunks, {
      file: path,
      include: scripts.openInclude,
      maxStatementBytes,
      ...(variables === undefined ? {} : { variables: allVariables(variables, connected) }),
      ...(connected === undefined ? {} : { database: connected.target.database }),
    })
    await scripts.finishHash()
  } finally {
    await scripts.close()
  }
}

/** psql connects after it read its options: what it knows of the connection wins. */
function allVariables(
  given: ReadonlyMap<string, string>,
  connected: ConnectedTo | undefined,
): ReadonlyMap<string, string> {
  return connected === undefined ? given : new Map([...given, ...connectionVariables(connected)])
}
