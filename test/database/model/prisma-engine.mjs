#!/usr/bin/env node
// The schema engine of Prisma as WebAssembly, behind the protocol of the native one (JSON-RPC, a message a line), which is in no package. The folder with it is
// PRISMA_ENGINE_FOLDER. It computes DDL of a schema; of a database it is told no more than the version.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const folder = process.env['PRISMA_ENGINE_FOLDER']
const engineFile = (name) => join(folder, 'node_modules/@prisma/schema-engine-wasm', name)
const glue = await import(pathToFileURL(engineFile('schema_engine_bg.js')).href)
const module = new WebAssembly.Module(readFileSync(engineFile('schema_engine_bg.wasm')))
const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': glue })
glue.__wbg_set_wasm(exports)
exports.__wbindgen_start()

const ok = (value) => ({ ok: true, value })
/** The one question that it asks: is the schema there, and which version is it? */
const aboutServer = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [5, 7, 0],
  rows: [[true, 'PostgreSQL 18.0', 180000]],
}
const adapter = {
  provider: 'postgres',
  adapterName: 'none',
  queryRaw: async () => ok(aboutServer),
  executeRaw: async () => ok(0),
  executeScript: async () => ok(undefined),
  dispose: async () => ok(undefined),
  getConnectionInfo: () => ok({ schemaName: 'public', supportsRelationJoins: true }),
}
const connect = async () => ok(adapter)
const factory = { provider: 'postgres', adapterName: 'none', connect, connectToShadowDb: connect }

const tell = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  // The answer to what it was told to print.
  if (method === undefined) continue
  try {
    const engine = await glue.SchemaEngine.new({ datamodels: undefined }, () => {}, factory)
    const result = await engine[method](params)
    if (result?.stdout) tell({ id: 1_000_000 + id, method: 'print', params: { content: result.stdout } })
    tell({ id, result })
  } catch (error) {
    tell({
      id,
      error: { code: 4466, message: String(error), data: { is_panic: false, message: String(error) } },
    })
  }
}
