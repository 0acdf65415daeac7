import { connectionVariables } from '../psql/own-variables.ts'
import { readScript } from '../psql/read-script.ts'
import type { ScriptModel } from './model.ts'

/** A script in memory as a model, read as psql reads it: with the variables that psql itself sets. `about` is its name in errors. */
export function textModel(text: string, about: string): ScriptModel {
  return {
    kind: 'script',
    about,
    read: (connected) =>
      readScript(chunksOf(text), {
        file: about,
        variables: connectionVariables(connected),
        database: connected.target.database,
      }),
  }
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
